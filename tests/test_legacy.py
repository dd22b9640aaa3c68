"""What legacy encodings are recovered and what is never touched (legacy.yml), and why."""

import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from vietnamese.legacy import _syllables, recover, suspects

CASES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "legacy.yml").read_text("utf-8"))
PHRASES: list[str] = [right for right, _, _ in CASES["recovered"]]
ORDINARY: list[str] = [text for texts in CASES["ordinary"].values() for text in texts]
MEANT = [pair for pairs in CASES["also_recovered"].values() for pair in pairs]
CODE_PAGES = ("latin-1", "cp1252", "cp1258", "mac_roman")
Form = Literal["NFC", "NFD"]
FORMS: tuple[Form, ...] = ("NFC", "NFD")

# --- the encodings, written down a second time, by rule where the program has tables -------------

TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
TCVN3_ROWS = """a¸µ¶·¹ ¨¾»¼½Æ ©ÊÇÈÉË eÐÌÎÏÑ ªÕÒÓÔÖ iÝ×ØÜÞ oãßáâä «èåæçé ¬íêëìî uóïñòô
    \u00adøõö÷ù yýúûüþ"""
VNI_MARKS = {"": " ùøûõï", "\u0302": "âáàåãä", "\u0306": "êéèúüë", "\u031b": " ùøûõï"}


@cache
def _tcvn3_letters() -> dict[str, str]:
    rows = zip("aăâeêioôơuưy", TCVN3_ROWS.split(), strict=True)
    letters = {
        unicodedata.normalize("NFC", vowel + tone): code
        for vowel, row in rows
        for tone, code in zip(TONES, row, strict=True)
    }
    return {**letters, "đ": "®", **dict(zip("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§", strict=True))}


def tcvn3(text: str) -> str:
    """`text` as typed in a .Vn font: capitals with a tone are small letters there."""
    letters = _tcvn3_letters()
    return "".join(c if c.isascii() else letters.get(c) or letters[c.lower()] for c in text)


def _vni_letter(letter: str) -> str:
    vowel, *marks = [*unicodedata.normalize("NFD", letter.lower())]
    tone = next((TONES.index(mark) for mark in marks if mark in TONES), 0)
    shape = next((mark for mark in marks if mark not in TONES), "")
    if vowel in "iđ":
        return "ñ" if vowel == "đ" else "iíìæóò"[tone]
    if (vowel, tone) == ("y", 5):
        return "î"
    typed = {"o": "ô", "u": "ö"}[vowel] if shape == "\u031b" else vowel
    return typed + VNI_MARKS[shape][tone].strip()


def vni(text: str) -> str:
    """`text` as typed in VNI: each vowel followed by its mark."""
    typed = ((letter, _vni_letter(letter)) for letter in text if not letter.isascii())
    forms = {letter: form.upper() if letter.isupper() else form for letter, form in typed}
    return "".join(forms.get(letter, letter) for letter in text)


def mojibake(text: str, code_page: str, form: Form = "NFC") -> str:
    """`text` in UTF-8, read in another code page; what that leaves undefined becomes C1."""
    return "".join(
        bytes([byte]).decode(code_page, "ignore") or chr(byte)
        for byte in unicodedata.normalize(form, text).encode()
    )


def _cases_of(text: str) -> Iterator[str]:
    yield from {text, text.upper(), text.lower()}


# --- what is recovered ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "typed"), [(right, typed) for right, typed, _ in CASES["recovered"]]
)
def test_tcvn3_is_recovered(right: str, typed: str) -> None:
    assert recover(typed) == right


@pytest.mark.parametrize(
    ("right", "typed"), [(right, typed) for right, _, typed in CASES["recovered"]]
)
def test_vni_is_recovered(right: str, typed: str) -> None:
    assert recover(typed) == right


@pytest.mark.parametrize("code_page", CODE_PAGES)
@pytest.mark.parametrize("form", FORMS)
def test_mojibake_is_recovered(code_page: str, form: Form) -> None:
    texts = [text for phrase in PHRASES for text in _cases_of(phrase) if not text.isascii()]
    wrong = [text for text in texts if recover(mojibake(text, code_page, form)) != text]
    assert wrong == []


@pytest.mark.parametrize("code_page", CODE_PAGES)
def test_mojibake_of_mojibake_is_recovered(code_page: str) -> None:
    twice = {phrase: mojibake(mojibake(phrase, code_page), code_page) for phrase in PHRASES}
    assert [phrase for phrase, text in twice.items() if recover(text) != phrase] == []


def test_legacy_fonts_inside_mojibake_are_recovered() -> None:
    assert recover(mojibake("NguyÔn V¨n H¶i", "cp1252")) == "Nguyễn Văn Hải"
    assert recover(mojibake("Nguyeãn Vaên Haûi", "cp1252")) == "Nguyễn Văn Hải"


@pytest.mark.parametrize(("typed", "right"), MEANT)
def test_damaged_and_unusual_text_is_recovered(typed: str, right: str) -> None:
    assert recover(typed) == right


def test_capitals_are_recovered_in_both_fonts() -> None:
    for phrase in PHRASES:
        shouted = "".join(c.upper() if c.isascii() else c for c in tcvn3(phrase.lower()))
        assert recover(vni(phrase.upper())) in (phrase.upper(), None)
        assert (recover(shouted) or phrase).casefold() == phrase.casefold()


def test_spaces_and_line_ends_stay_as_they_are() -> None:
    assert recover(" Tæ  tr\u00adëng\nKhèi 5 ") == " Tổ  trưởng\nKhối 5 "


def test_the_result_is_nfc() -> None:
    for phrase in PHRASES:
        for form in FORMS:
            found = recover(mojibake(phrase, "cp1252", form))
            assert found is None or unicodedata.is_normalized("NFC", found)


# --- what is never touched -----------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("group", CASES["ordinary"])
def test_ordinary_text_is_never_touched(group: str, form: Form) -> None:
    texts = [text for ordinary in CASES["ordinary"][group] for text in _cases_of(ordinary)]
    caught = {text: recover(unicodedata.normalize(form, text)) for text in texts}
    assert {text: found for text, found in caught.items() if found} == {}


@pytest.mark.parametrize("form", FORMS)
def test_what_was_meant_is_itself_ordinary(form: Form) -> None:
    texts = [*PHRASES, *(right for _, right in MEANT)]
    texts = [form_ for text in texts for form_ in _cases_of(text)]
    assert [text for text in texts if recover(unicodedata.normalize(form, text))] == []


@pytest.mark.parametrize("text", CASES["ambiguous"])
def test_what_may_be_two_things_is_left_alone(text: str) -> None:
    assert recover(text) is None


# --- any text of these words ---------------------------------------------------------------------

# Each of these has a sign in TCVN3 that no text in VNI has (a symbol, `V¨n`), and none of its
# letters means anything else: one of them settles the encoding of the words around it.
SETTLE_TCVN3 = re.split(
    r"\s+",
    """văn đình đức thị bảo thái sơn hải hạnh trường hương dương hoàng lê yên tân công
    cộng đồng tổ đoàn đảng chủ tịch trưởng viên phường xã bà nhân dân hướng dẫn cài đặt điện tử sức
    nguyễn trần phạm đặng bùi ngô xuân thành đạt lành mạnh tính bình""",
)
# In VNI each of these has a vowel and its mark where a syllable has no room for two letters.
SETTLE_VNI = re.split(
    r"\s+",
    """nguyễn trần lê đặng phúc hùng tuấn thắng văn hải thảo thủy hường đức bảo tổ trưởng
    viên phường cộng đồng điện dân nhân tân yến phượng lợi quỳnh mỹ hữu cường việt bến quảng
    dẫn cài tuyên truyền trợ nộp sản phẩm chuyển đổi tiền mặt đồng""",
)
# And these may stand beside them; some look ordinary when typed in a legacy font.
BESIDE = re.split(
    r"\s+",
    """tú dũng vũ võ phó xóm khối nhóm hồ thịnh trịnh quốc sĩ nghĩa lộc phú tự từ có và của cho
    minh anh hoa lan thanh linh nam phan cao mai chi an giang long kim vinh số phố thông hòa hoà thúy
    thuý quý khỏe khoẻ huyền nguyệt nghiêm giữ giếng gì quyền uyên yêu oanh ích""",
)
ACCENTED = sorted({word for word in SETTLE_TCVN3 + SETTLE_VNI + BESIDE if not word.isascii()})


def _texts(first: list[str], second: list[str]) -> st.SearchStrategy[str]:
    """Texts of two to eight words, at least two different ones of them out of `first`, small or
    Capitalised."""
    settling = st.lists(st.sampled_from(first), min_size=2, max_size=3, unique=True)
    words = st.lists(st.sampled_from(second), max_size=5)
    drawn = st.tuples(settling, words, st.randoms(use_true_random=False))

    def text(of: tuple[list[str], list[str], Any]) -> str:
        mixed = [*of[0], *of[1]]
        of[2].shuffle(mixed)
        return " ".join(mixed)

    small = drawn.map(text)
    return st.one_of(small, small.map(str.title))


def _without_lone_capital(text: str) -> bool:
    """Not `Ích`: TCVN3 has no Í, and whether `Ých` was Ích or ích nobody knows."""
    return not any(
        word[0] > "z" and word[0] not in "ĂÂĐÊÔƠƯ" for word in text.split() if word.istitle()
    )


def _without_capital_pair(text: str) -> bool:
    """Not `Dẫn`: TCVN3's `DÉn` may be ordinary capitals, unless another word is not."""
    return not any(word.istitle() and tcvn3(word)[1:2].isupper() for word in text.split())


@given(
    _texts(SETTLE_TCVN3, SETTLE_TCVN3 + SETTLE_VNI + BESIDE)
    .filter(_without_lone_capital)
    .filter(_without_capital_pair)
)
def test_text_typed_in_tcvn3_comes_back_exactly(text: str) -> None:
    assert recover(tcvn3(text)) == text


@given(_texts(SETTLE_VNI, SETTLE_TCVN3 + SETTLE_VNI + BESIDE), st.booleans())
def test_text_typed_in_vni_comes_back_exactly(text: str, capitals: bool) -> None:
    text = text.upper() if capitals else text
    assert recover(vni(text)) == text


@given(
    _texts(ACCENTED, ACCENTED), st.sampled_from(CODE_PAGES), st.sampled_from(FORMS), st.booleans()
)
def test_mojibake_comes_back_exactly(text: str, code_page: str, form: Form, capitals: bool) -> None:
    # Taken apart and read as cp1258, `ị` is `ì£`: too like ordinary text to be sure of.
    assume((code_page, form) != ("cp1258", "NFD"))
    text = text.upper() if capitals else text
    assert recover(mojibake(text, code_page, form)) == text


@given(_texts(ACCENTED, ACCENTED + ORDINARY), st.sampled_from(FORMS), st.booleans())
def test_ordinary_words_in_any_order_are_never_touched(
    text: str, form: Form, capitals: bool
) -> None:
    assume(not any(text.startswith(name) for name in ("Vò ", "VÒ ")))  # Vũ in TCVN3
    text = text.upper() if capitals else text
    assert recover(unicodedata.normalize(form, text)) is None


@given(_texts(ACCENTED, ACCENTED))
def test_either_place_of_the_tone_is_ordinary(text: str) -> None:
    for old, new in (
        ("oà", "òa"),
        ("oá", "óa"),
        ("oẻ", "ỏe"),
        ("uý", "úy"),
        ("uỷ", "ủy"),
        ("òa", "oà"),
    ):
        assert recover(text.replace(old, new)) is None


LATIN = st.characters(min_codepoint=1, max_codepoint=0x17F)
ODD = st.sampled_from(
    [*"ăđơưĂĐạếồựỡ¶§­«»Þßåæïñ×…’”–—€ƒ„†‡Œš√∆≈∫\x81\x90\u00a0", "Ã", "á»", "áº", "Ä", "Æ°"]
)
TYPED = st.lists(st.one_of(LATIN, ODD, st.sampled_from([*ACCENTED, " "])), max_size=12).map("".join)


@given(st.one_of(st.text(), TYPED))
def test_what_recovers_is_suspect_and_stays_recovered(text: str) -> None:
    found = recover(text)
    assert found is None or suspects(pd.Series([text], dtype=object)).item()
    assert found is None or recover(found) is None


# --- a column ------------------------------------------------------------------------------------


def test_a_column_keeps_its_index_and_says_which_cells_are_suspect() -> None:
    cells = [
        "Nguyễn Văn Hải",
        "NguyÔn V¨n H¶i",
        "",
        None,
        5,
        "Leâ",
        "a\0b",
        "\ud800",
        "Háº£i",
        "Toàn 👍",
    ]
    column = pd.Series(cells, index=range(10, 20), dtype=object)
    found = suspects(column)
    assert found.dtype == bool
    assert list(found[found].index) == [11, 15, 18]
    assert list(suspects(column[:0])) == []


@pytest.mark.parametrize("dtype", [object, "str"])
def test_every_kind_of_text_column_is_read(dtype: Any) -> None:
    assert list(suspects(pd.Series(["Tổ trưởng", "Tæ tr\u00adëng"], dtype=dtype))) == [False, True]


@pytest.mark.parametrize("encode", [tcvn3, vni, lambda text: mojibake(text, "cp1258")])
def test_every_phrase_is_suspect_in_every_encoding(encode: Callable[[str], str]) -> None:
    assert suspects(pd.Series([encode(phrase) for phrase in PHRASES], dtype=object)).all()


def test_most_ordinary_cells_are_no_suspects() -> None:
    assert suspects(pd.Series([*PHRASES, *ORDINARY], dtype=object)).mean() < 0.35
    names = ["Nguyễn Văn Toàn", "Lê Thị Hoài", "Hoàng Quốc Khánh", "Đặng Thuý Hoà", "xã Hoà Bình"]
    assert not suspects(pd.Series(names, dtype=object)).any()


def test_a_whole_city_is_looked_through_in_a_moment() -> None:
    column = pd.Series(PHRASES * (457_000 // len(PHRASES)), dtype=object)
    suspects(column)
    taken = []
    for _ in range(3):
        began = time.process_time()
        suspects(column)
        taken.append(time.process_time() - began)
    assert min(taken) < 0.5


def test_sign_of_no_font_makes_no_word_of_a_font() -> None:
    assert recover("hoà TM™") is None
    assert recover("NguyÔn V¨n H¶i") == "Nguyễn Văn Hải"


def test_the_spelling_says_which_syllables_there_are() -> None:
    right = "nghe nghỉ ngà gì giếng ký kể quý quyên quốc quít khoá khóa loè lòe thuỷ thủy huơ thuê yêu ý tý tốt sạch bốp phở"
    wrong = "nge nghà kà cế gyờ giý bý quô boá moè poa phoe voà buê muân phuơ vuâng pyên tôt tàc tảp tãt sach bốpp"
    assert _syllables().issuperset(right.split())
    assert _syllables().isdisjoint(wrong.split())
