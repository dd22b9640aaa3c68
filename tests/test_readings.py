"""Reading one cell, kind by kind: what is meant, what is not, and what is proposed."""

from datetime import date

import pytest

from shapes import Column
from sync.schema import WARD
from sync.values import Reading, reader_for

COLUMNS: dict[str, Column] = {c.kind: c for tab in WARD for c in tab.columns}
ROLE = next(c for tab in WARD for c in tab.columns if c.field == "role")

MEANT: dict[str, list[tuple[str, object]]] = {
    "date": [
        ("15/3/2023", date(2023, 3, 15)), ("15.03.23", date(2023, 3, 15)), ("15–3—2023", date(2023, 3, 15)),
        ("ngày 5 tháng 3 năm 2023", date(2023, 3, 5)), ("Ngày: 5/3/2023.", date(2023, 3, 5)), ("5 tháng 3, 2023", date(2023, 3, 5)),
        ("2023-03-05", date(2023, 3, 5)), ("2023/3/5 00:00:00", date(2023, 3, 5)), ("2023-03-05T10:20:30.5Z", date(2023, 3, 5)),
        ("05/03/2023 10:20", date(2023, 3, 5)), ("1/1/00", date(2000, 1, 1)), ("12/11/2023", date(2023, 11, 12)),
        ("29221", date(1980, 1, 1)), ("73050", date(2099, 12, 31)), ("45000,5", date(2023, 3, 15)),
    ],
    "phone": [
        ("0912345678", 912345678), ("0912–345.678", 912345678), ("(0238) 3844 123", 2383844123), ("069123456", 69123456),
    ],
    "email": [
        ("A.B@Vi-Du.VN", "a.b@vi-du.vn"), ("a+b-c@d-e.com.vn", "a+b-c@d-e.com.vn"), ("A'B@C.VN", "a'b@c.vn"),
    ],
    "count": [
        ("0", 0.0), ("12", 12.0), ("12,0", 12.0), ("1.234", 1234.0), ("1.234.567", 1234567.0), ("123456789", 123456789.0),
    ],
    "year": [
        ("1985", 1985.0), ("1900", 1900.0), ("2099", 2099.0), ("15/03/1985", 1985.0), ("3 - 1985", 1985.0),
        ("1985-3-15", 1985.0), ("ngày 5 tháng 3 năm 1985", 1985.0),
    ],
    "name": [
        ("1. Ông/Bà: Nguyễn Văn A,", "Nguyễn Văn A"), ("Ông Bà Lê Bá", "Lê Bá"), ("đ/c Lê Văn B…", "Lê Văn B"), ("12) ĐỒNG CHÍ: Lê C -", "Lê C"),
        ("Không Văn A", "Không Văn A"), ("Bàng A", "Bàng A"), ("1234. Lê", "1234. Lê"), ("Chưa phân công.", ""), ("Không có", ""), ("Ông", ""),
    ],
    "group": [
        ("Chưa có nhóm Zalo.", ""), ("không", ""), ("CHƯA LẬP!", ""), ("Chưa có nhóm nào", "Chưa có nhóm nào"), ("Tổ K5", "Tổ K5"),
    ],
    "text": [("Chưa có", "Chưa có")],
}  # fmt: skip
MISTAKEN: dict[str, list[tuple[str, str]]] = {
    "date": [
        ("29220", ""), ("73051", ""), ("31/02/2023", ""), ("13/13/2023", ""), ("2023", ""), ("15/03", ""), ("5/3/123", ""),
        ("3/15/2023", "15/03/2023"), ("2023-15-03", "15/03/2023"), ("12/13/2023", "13/12/2023"),
    ],
    "phone": [
        ("0912345", ""), ("00912345678", ""), ("19001234", ""), ("113", ""), ("Zalo 0912345678", ""), ("0000000000", ""),
        ("O912345678", "0912345678"), ("'091234567o',", "0912345670"), ("+84 912 345 678", "0912345678"),
        ("0084912345678", "0912345678"), ("+840912345678", "0912345678"), ("912345678", "0912345678"),
        ("84912345678", "0912345678"), ("01652345678", "0352345678"), ("1202345678", "0702345678"), ("O12O2345678", "0702345678"),
    ],
    "email": [
        (text, "")
        for text in ("hoà@vi-du.vn", "a b@c.vn", "a@b", "@b.vn", "a@b@c.vn", "a..b@c.vn", "a@-c.vn", "a,b@c.vn", "không có")
    ],
    "count": [(text, "") for text in ("12,5", "1.23", "1,234", "-1", "1234567890", "0.123", "1.234.567.890", "khoảng 30")],
    "year": [(text, "") for text in ("1899", "2100", "85", "1985.", "5/3/85", "năm 1985", "5 tháng 13 năm 1985")],
}  # fmt: skip
PROBLEMS = {"date": "not_a_date", "email": "not_an_email", "count": "not_a_count", "year": "not_a_year"}  # fmt: skip


@pytest.mark.parametrize("kind", MEANT)
def test_what_is_meant_is_read(kind: str) -> None:
    read = reader_for(COLUMNS[kind])
    assert [(text, read(text)) for text, _ in MEANT[kind]] == [
        (text, Reading(value)) for text, value in MEANT[kind]
    ]


@pytest.mark.parametrize("kind", MISTAKEN)
def test_what_is_not_is_found_and_the_right_text_proposed(kind: str) -> None:
    read = reader_for(COLUMNS[kind])
    wanted = [
        Reading(int(right), "repairable_phone", right) if right and kind == "phone"
        else Reading(0, "not_a_phone") if kind == "phone"
        else Reading(None, PROBLEMS[kind], right)
        for _, right in MISTAKEN[kind]
    ]  # fmt: skip
    assert [read(text) for text, _ in MISTAKEN[kind]] == wanted


@pytest.mark.parametrize(
    ("text", "value", "proposed"),
    [
        ("TỔ TRƯỞNG", "leader", ""), ("tổ-phó.", "deputy", ""), ("CTV", "collaborator", ""),
        ("Tổ trưỏng", None, "Tổ trưởng"), ("Tổ trưởng khối", None, "Tổ trưởng"), ("Tổ trưởng kiêm tổ phó", None, ""),
        ("Thành viênn", None, "Tổ viên"), ("Kế toán", None, ""), ("?", None, ""),
    ],
)  # fmt: skip
def test_a_word_of_the_list_is_chosen_or_proposed(
    text: str, value: str | None, proposed: str
) -> None:
    assert reader_for(ROLE)(text) == Reading(value, "" if value else "not_in_list", proposed)


def test_a_list_of_signs_is_read_by_its_signs() -> None:
    marks = Column("x", "X", "choice", choices={"yes": "+", "no": "–"}, synonyms={"no": ("−",)})
    assert [reader_for(marks)(sign).value for sign in ("+", "–", "−", "x")] == [
        "yes",
        "no",
        "no",
        None,
    ]
