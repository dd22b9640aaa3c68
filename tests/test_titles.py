"""The grammar of titles against titles as wards type them (titles.yml), and what it promises."""

import time
import tomllib
import unicodedata
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from rules.titles import TitleWords, kinds, named_hamlets

HERE = Path(__file__).parent
LEADING = {"ward_youth_secretary", "vice_chair_culture", "vice_chair", "hamlet_head"}
LEADING |= {"hamlet_youth_secretary"}


def _section() -> dict[str, Any]:
    """The policy's `[titles]`, from wherever it stands in `rules`."""
    for name in ("policy.toml", "titles.part.toml"):
        path = HERE.parent / "rules" / name
        section = tomllib.loads(path.read_text("utf-8")).get("titles") if path.exists() else None
        if section:
            return dict(section)
    raise AssertionError("no [titles] in rules/policy.toml")


SECTION = _section()
WORDS = TypeAdapter(TitleWords).validate_python(SECTION)
CASES = yaml.safe_load((HERE / "titles.yml").read_text("utf-8"))
TITLES = [
    (title, frozenset(group["kinds"])) for group in CASES["titles"] for title in group["titles"]
]
NAMED = [(title, tuple(hamlets)) for title, hamlets in CASES["hamlets"].items()]
ANY_TITLE = st.sampled_from([title for title, _ in TITLES] + [title for title, _ in NAMED])


def held(title: str) -> frozenset[str]:
    return kinds(title, WORDS)


def changed(**changes: object) -> TitleWords:
    return TypeAdapter(TitleWords).validate_python(SECTION | changes)


@pytest.mark.parametrize(
    ("title", "expected"), TITLES, ids=[title or "blank" for title, _ in TITLES]
)
def test_a_title_holds_exactly_these_kinds(title: str, expected: frozenset[str]) -> None:
    assert held(title) == expected


@pytest.mark.parametrize(("title", "expected"), NAMED, ids=[title for title, _ in NAMED])
def test_a_title_names_these_hamlets(title: str, expected: tuple[str, ...]) -> None:
    assert named_hamlets(title, WORDS) == expected


def test_the_file_has_many_titles_each_once_and_of_every_kind() -> None:
    titles = [title for title, _ in TITLES]
    assert len(titles) == len(set(titles)) >= 200
    assert sum(expected.isdisjoint(LEADING) for _, expected in TITLES) >= 60
    assert frozenset().union(*(expected for _, expected in TITLES)) == WORDS.kinds.keys()


# What must not matter


@given(ANY_TITLE)
def test_case_does_not_matter(title: str) -> None:
    for other in (title.upper(), title.lower(), title.title(), title.swapcase()):
        assert held(other) == held(title)
        assert named_hamlets(other, WORDS) == named_hamlets(title, WORDS)


@given(ANY_TITLE, st.sampled_from(["NFD", "NFC", "NFKD"]))
def test_the_form_of_unicode_does_not_matter(title: str, form: Any) -> None:
    other = unicodedata.normalize(form, title)
    assert held(other) == held(title)
    assert named_hamlets(other, WORDS) == named_hamlets(title, WORDS)


@given(ANY_TITLE, st.data())
def test_extra_spaces_of_any_sort_do_not_matter(title: str, data: st.DataObject) -> None:
    spaces = st.text(" \t\u00a0\u2003\u200b\ufeff", min_size=1, max_size=3)
    words = title.split(" ")
    other = "".join(word + data.draw(spaces) for word in words)
    assert held(data.draw(spaces) + other) == held(title)


def with_tones(title: str, *, on_the_last_vowel: bool) -> str:
    """`title` with `hóa`, `thủy` … written in the new way (`hoá`, `thuỷ`), or all in the old."""
    for pair in ("oa", "oe", "uy", "Oa", "Uy", "OA", "UY"):
        for tone in "\u0300\u0301\u0303\u0309\u0323":
            new = unicodedata.normalize("NFC", pair + tone)
            old = unicodedata.normalize("NFC", pair[0] + tone + pair[1])
            title = title.replace(old, new) if on_the_last_vowel else title.replace(new, old)
    return title


@given(ANY_TITLE)
def test_where_a_tone_mark_stands_does_not_matter(title: str) -> None:
    for new in (True, False):
        other = with_tones(unicodedata.normalize("NFC", title), on_the_last_vowel=new)
        assert held(other) == held(title)


@given(
    ANY_TITLE, st.sampled_from([", giáo viên", " - Giáo viên", "; GV", " kiêm giáo viên", "\nGV"])
)
def test_another_office_behind_it_takes_none_away(title: str, other: str) -> None:
    assert held(title) <= held(title + other)


ONE_OFFICE = [
    "Bí thư Đoàn phường",
    "PCT UBND phường phụ trách VHXH",
    "PCT UBND",
    "Khối trưởng khối 5",
    "Tổ trưởng TDP",
    "BT chi đoàn khối 5",
    "Giáo viên",
]


@pytest.mark.parametrize("office", ONE_OFFICE)
@pytest.mark.parametrize(
    "former", ["Nguyên {}", "Nguyên là {}", "Cựu {}", "từng là {}", "{} (nguyên)", "{} - đã nghỉ"]
)
def test_a_former_office_is_none(office: str, former: str) -> None:
    assert held(former.format(office)) == frozenset()


@pytest.mark.parametrize("office", ONE_OFFICE)
@pytest.mark.parametrize("acting", ["Quyền {}", "Q. {}", "Q.{}", "Phụ trách {}", "hiện là {}"])
def test_an_acting_office_is_one(office: str, acting: str) -> None:
    assert held(acting.format(office)) == held(office)


@pytest.mark.parametrize("office", [one for one in ONE_OFFICE if "PCT" not in one])
@pytest.mark.parametrize("deputy", ["Phó {}", "P. {}", "P.{}"])
def test_a_deputy_of_an_office_does_not_hold_it(office: str, deputy: str) -> None:
    assert held(deputy.format(office)).isdisjoint(LEADING)


# Whatever is typed


@given(st.text(max_size=60))
def test_any_text_has_a_verdict(text: str) -> None:
    assert held(text) <= WORDS.kinds.keys()
    assert not named_hamlets(text, WORDS) or "hamlet_head" in held(text)


KNOWN_WORDS = sorted({word for title, _ in TITLES for word in title.split()})


@given(
    st.lists(st.sampled_from(KNOWN_WORDS), max_size=9), st.sampled_from([" ", ", ", " - ", "\n"])
)
def test_any_order_of_known_words_has_a_verdict(words: list[str], between: str) -> None:
    text = between.join(words)
    assert not named_hamlets(text, WORDS) or "hamlet_head" in held(text)


def test_a_kind_of_hamlet_in_two_words_is_not_torn_by_a_comma() -> None:
    assert named_hamlets("Khối trưởng, khu - dân cư 5", WORDS) == ()


@pytest.mark.parametrize(
    "piece",
    ["là ", "nguyên ", "quyền phụ trách ", ", ", "khối trưởng ", "khối 5, ", "a", "BT", "b."],
)
def test_a_very_long_text_is_read_in_time_that_grows_with_it(piece: str) -> None:
    start = time.perf_counter()
    held(piece * 4000)
    assert time.perf_counter() - start < 2


def test_hundred_thousand_distinct_titles_are_read_within_seconds() -> None:
    some = [f"{title} {number}" for number in range(20) for title, _ in TITLES]
    start = time.perf_counter()
    for title in some:
        held(title)
    assert (time.perf_counter() - start) / len(some) * 100_000 < 20


# What a city can change


def test_a_new_abbreviation_is_one_line() -> None:
    assert held("KTR khối 5") == frozenset()
    words = changed(readings=SECTION["readings"] | {"ktr": "khối trưởng"})
    assert kinds("KTR khối 5", words) == {"hamlet_head"}
    assert named_hamlets("KTR khối 5", words) == ("khối 5",)


def test_a_new_word_for_a_hamlet_is_one_word() -> None:
    words = changed(hamlets=[*SECTION["hamlets"], "đội"])
    assert kinds("Trưởng đội 7", words) == {"hamlet_head"}
    assert named_hamlets("Trưởng đội 07", words) == ("đội 7",)


def test_another_dispatch_can_name_other_leaders() -> None:
    chair = {"when": ["chủ tịch ubnd {ward}"]}
    words = changed(kinds=SECTION["kinds"] | {"ward_chair": chair}, ward_leader=["ward_chair"])
    assert kinds("CT UBND phường", words) == {"ward_chair"}
    assert kinds("Nguyên CT UBND phường", words) == frozenset()


def test_hamlets_are_those_of_whoever_leads_them() -> None:
    words = changed(hamlet_leader=["hamlet_youth_secretary"])
    assert named_hamlets("Khối trưởng khối 5, BT chi đoàn khối 6", words) == ("khối 6",)


def test_equal_words_are_equal_and_cannot_be_changed() -> None:
    assert changed() == WORDS
    with pytest.raises(FrozenInstanceError):
        WORDS.hamlets = ()  # type: ignore[misc]


# Vocabulary that is refused, with the reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ward_leader": ["khoi_truong"]}, "ward_leader: «khoi_truong» không có trong"),
        ({"hamlet_deputy": ["x"]}, "hamlet_deputy: «x» không có trong"),
        ({"heads": ["bí thư (đoàn"]}, "«bí thư \\(đoàn»: ngoặc không khớp"),
        ({"heads": ["bí thư (đoàn]"]}, "ngoặc không khớp"),
        ({"heads": ["[bí thư)"]}, "ngoặc không khớp"),
        ({"heads": ["bí thư {đoàn}"]}, "danh sách {đoàn} không có trong"),
        ({"heads": ["bí thư + đoàn"]}, "«bí thư \\+ đoàn»: không hiểu «\\+»"),
        ({"heads": ["trưởng !(ban)"]}, "sau «!» phải là"),
        ({"heads": ["trưởng !"]}, "còn thiếu"),
        ({"heads": [" "]}, "còn thiếu"),
        ({"lists": SECTION["lists"] | {"ward": ["{ward}"]}}, "{ward} gọi lại chính nó"),
        ({"kinds": SECTION["kinds"] | {"front": {"when": []}}}, "ghi ít nhất một mẫu"),
        ({"kinds": SECTION["kinds"] | {"front": {"when": ["a"], "wenn": []}}}, "kinds.front.wenn"),
        ({"readings": {" ": "bí thư"}}, "phải có từ"),
        ({"readings": {"k # a": "khối"}}, "«#» chỉ đứng cuối"),
        ({"readings": {"k": "khối #"}}, "«#» chỉ đứng cuối"),
        ({"nguyen": []}, "nguyen"),
    ],
)
def test_bad_vocabulary_is_refused_with_the_reason(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        changed(**changes)
