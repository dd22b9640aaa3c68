"""Names of hamlets and wards, slips of the pen, and text as offices write it: each reads as meant."""

import pytest

from tests.cases import POLICY
from vietnamese.hamlets import WARD_TEAM, hamlet_keys, ward_key
from vietnamese.mention import Mention
from vietnamese.nearest import nearest, nearest_hamlet
from vietnamese.text import (
    clean,
    header_key,
    in_sentence,
    key,
    letters_key,
    mask,
    mask_contacts,
    plain,
    show_number,
)

HAMLETS = hamlet_keys(tuple(POLICY.hamlets.items()))
KINDS = {"khoi": "khoi", "k": "khoi", "khoi so": "khoi", "xom": "xom", "to": ""}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("KHỐI SỐ 05", "khối 5"), ("K5", "khối 5"), ("Khối5.", "khối 5"), ("K. 5 ;", "khối 5"),
        ("khối phố: 5 A", "khối 5a"), ("k số 5", "khối 5"), ("khối số số 5", "khối 5"), ("Khối 100", "khối 100"), ("Khối 5đ", "khối 5đ"),
        ("x5", "xóm 5"), ("TDP 5", "tổ dân phố 5"), ("TDP Tân Yên:", "tổ dân phố tân yên"),
        ("ấp  Bắc ,", "ấp bắc"), ("X Yên", "x yên"), ("TK Yên", "tk yên"), ("Yên Sơn.", "yên sơn"), ("Khối", "khối"),
        ("Khối số Yên", "khối yên"), ("5 Khối", "5 khối"),
    ],
)  # fmt: skip
def test_a_hamlet_has_one_key(text: str, name: str) -> None:
    assert HAMLETS.read(text) == key(name)


@pytest.mark.parametrize(
    ("text", "team"),
    [
        ("Tổ K5.", "khối 5"), ("Tổ CNSCĐ khối 5", "khối 5"), ("Tổ dân phố 5", "tổ dân phố 5"),
        ("Tổ công nghệ số cộng đồng Yên Sơn:", "tổ công nghệ số cộng đồng yên sơn"), ("Tổ 5", "tổ 5"),
        ("Tổ cấp xã.", WARD_TEAM), ("tổ phường", WARD_TEAM), ("Tổ CNS cấp phường, xã", WARD_TEAM),
        ("Cấp phường (Bến Thủy)", WARD_TEAM), ("Tổ", "tổ"),
    ],
)  # fmt: skip
def test_a_team_is_called_by_its_hamlet_or_by_the_ward(text: str, team: str) -> None:
    assert HAMLETS.read_team(text) == (team if team == WARD_TEAM else key(team))


def test_only_a_word_for_hamlets_names_one() -> None:
    names = ("Khối 5", "Tổ khối 5.", "thôn Đồng Tâm;", "TDP 5")
    others = ("Yên Sơn", "Tổ 5", "X Yên", "khối", "Phường Khối 5")
    assert [HAMLETS.names_hamlet(text) for text in (*names, *others)] == [True] * 4 + [False] * 5


@pytest.mark.parametrize("sign", ["", ".", ":", " ;", " , "])
def test_a_ward_has_one_key(sign: str) -> None:
    texts = (
        "Phường Bến Thủy",
        "P. Bến Thuỷ",
        "P.Bến Thủy",
        "p bến thủy",
        "Tổ cấp P. Bến Thủy",
        "UBND phường Bến Thủy",
    )
    assert {ward_key(text + sign) for text in texts} == {key("Phường Bến Thủy")}
    assert ward_key("X. Nghi Phú" + sign) == key("xã Nghi Phú")
    assert ward_key("tt Nam Đàn" + sign) == key("thị trấn Nam Đàn")
    assert ward_key("Pháo Đài" + sign) == key("Pháo Đài")


@pytest.mark.parametrize(
    ("text", "candidates", "meant"),
    [
        ("Tổ trưỏng", ["Tổ trưởng", "Tổ phó"], "Tổ trưởng"),
        ("abcdefgh", ["abcdexyh"], "abcdexyh"),
        ("abcdefg", ["abcdxyg"], None),
        ("abc", ["abx"], "abx"),
        ("ab", ["ax"], None),
        ("âb", ["ab"], "ab"),
        ("an", ["ân", "ấn"], None),
        ("ấn", ["an", "ấn"], "ấn"),
        ("abcdefgh", ["abcdefgx", "abcdefxx"], "abcdefgx"),
        ("abcdefgh", ["abcdefgx", "abcdefgy"], None),
        ("Tổ trưởng khối", ["Tổ trưởng", "Tổ phó"], "Tổ trưởng"),
        ("Tổ trưởng khối", ["Tổ trưởng", "Tổ"], None),
        ("Tổ trưởngkhối", ["Tổ trưởng"], None),
        ("Tổ trưởng", [], None),
    ],
)
def test_the_nearest_is_clearly_nearest(
    text: str, candidates: list[str], meant: str | None
) -> None:
    assert nearest(text, candidates) == meant


@pytest.mark.parametrize(
    ("text", "candidates", "meant"),
    [
        ("Xóm 5", ["Khối 5", "Khối 6"], "Khối 5"),
        ("Khối 5", ["Khối 05", "Khối 15"], "Khối 05"),
        ("5", ["Khối 5", "Xóm 5"], None),
        ("K 5", ["Khối 5", "Xóm 5"], "Khối 5"),
        ("Khối 15", ["Khối 5", "Khối 6"], "Khối 5"),
        ("Khối 15", ["Khối 5", "Khối 1"], None),
        ("Khối 5", ["Khối 15", "Khối 6"], "Khối 15"),
        ("Khối 3", ["Khối 5"], None),
        ("Khối 155", ["Khối 5"], None),
        ("Xóm 15", ["Khối 5"], None),
        ("15", ["Khối 5"], "Khối 5"),
        ("Tổ 15", ["Khối 5"], "Khối 5"),
        ("Khối 5a", ["Khối 5"], None),
        ("Khối 1 5", ["Khối 5"], None),
        ("Khối Yên Sơm", ["Khối Yên Sơn", "Khối Yên Bình"], "Khối Yên Sơn"),
        ("Khối Quang Tiến", ["Khối Quang Trung"], None),
        ("Yên Sơn", ["Khối Yên Sơn", "Khối Yên Bình"], "Khối Yên Sơn"),
        ("Khối Yên Sơn 2", ["Khối Yên Sơn 12"], "Khối Yên Sơn 12"),
        ("Khối Yên Sơn 2", ["Khối Yên Hòa 12"], None),
        ("Khối số Bắc", ["Khối Bắc", "Xóm Bắc"], "Khối Bắc"),
        ("Khối Lê Lợi", ["Khối Yên Sơn"], None),
        ("Khối Yên Sởn", ["Khối Yên Sơn", "Khói Yến Sớn"], "Khối Yên Sơn"),
        ("Khối Yên Sởn", ["Khối Yên Sơn", "Khối Yên Sờn"], None),
        ("Khối Yên Sab", ["Khối Yên Sơn"], None),
        ("Khối Tân Đônx", ["Khối Tân Đông"], "Khối Tân Đông"),
        ("Khối Tân Dxxg", ["Khối Tân Đông"], "Khối Tân Đông"),
        ("Khối Tân xxxg", ["Khối Tân Đông"], None),
        ("Khối Yên Sơn Thượng", ["Khối Yên Sơn"], "Khối Yên Sơn"),
        ("Khối 2", ["Khois 2", "Khối 7"], "Khois 2"),
        ("Yên Sơn", [], None),
    ],
)
def test_of_hamlets_only_the_one_that_fits(
    text: str, candidates: list[str], meant: str | None
) -> None:
    assert nearest_hamlet(text, candidates, KINDS) == meant


def test_text_that_looks_alike_is_alike() -> None:
    assert clean(" \u200bHoa\u0300\u00a0\t Bi\u0300nh\ufeff") == "Hoà Bình"
    assert clean("ABC1") == "ABC1"
    assert key("HOÀ  Bình") == key("Hòa bình") != key("hóa bình")
    assert letters_key("Tổ - viên_ (x).") == key("tổviênx")
    assert header_key("Họ và tên [*] (bắt buộc):") == key("họvàtên")
    assert plain("Đường Thuỷ") == "duong thuy"
    assert in_sentence("Phường Cửa Nam") == "phường Cửa Nam"
    assert [show_number(n) for n in (12345678901, 1234.5, 12.0)] == [
        "12.345.678.901",
        "1.234,5",
        "12",
    ]


def test_what_could_reach_a_person_is_hidden() -> None:
    assert [mask(text) for text in ("0912345678", "12345", "1234", "12", "")] == [
        "••••••••78", "•••45", "••", "•", "•",
    ]  # fmt: skip
    hidden = mask_contacts(
        "Gọi +84 912-345.678, hoa.le@thu.vi-du.vn, trước 15/03/2023 (dòng 1234567)."
    )
    assert hidden == "Gọi •••••••••••••78, •••••••••••••••••vn, trước 15/03/2023 (dòng 1234567)."


def test_a_text_speaks_of_a_person_by_name_or_contact() -> None:
    person = Mention(
        "Nguyễn Văn An", ["0912 345.678", "An.Nguyen@Vi-Du.vn", "12345678", "2 345 678 90"]
    )
    told = (
        "gặp NGUYỄN  VĂN AN",
        "gọi 912345678",
        "+84 912-345-678.",
        "an.nguyen@vi-du.VN",
        "số 234567890",
    )
    assert [person.is_in(text) for text in told] == [True] * len(told)
    others = ("Nguyễn Văn Anh", "Nguyễn Vân An", "0912345679", "12345678", "nguyen@vi-du.vn", "")
    assert [person.is_in(text) for text in others] == [False] * len(others)
    assert person.without("Ông Nguyễn văn an đã đi") == "Ông … đã đi"
    assert person.without("Ông Nguyễn Văn Anh đã đi") == "Ông Nguyễn Văn Anh đã đi"
    assert person.without("Nguyễn Văn An, 0912345678") == "…"
    assert not Mention("").is_in("ai đó")
