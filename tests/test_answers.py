"""What a ward wrote is read back."""

from pathlib import Path

import pytest

from shapes import Sheet
from sync.answers import read_answers
from sync.schema import TODO_INTRO
from sync.xlsx_read import read_sheets
from tests.workbooks import (
    answer,
    flag,
    new_ward,
    push,
)


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    return new_ward(tmp_path / "wards")


@pytest.mark.parametrize("tick", ["x", "X", "✓", "TRUE", "Có", "có ", "✔", "v"])
def test_every_kind_of_tick_counts(ward: Path, tick: str) -> None:
    push(ward, [flag("a"), flag("b", 3)])
    answer(ward, "a", agreed=tick)
    answers = read_answers(read_sheets(ward))
    assert dict(zip(answers["id"], answers["agreed"], strict=True)) == {"a": True, "b": False}
    assert answers["agreed"].dtype == bool


@pytest.mark.parametrize("tick", ["", "FALSE", "Không", "-"])
def test_what_is_no_tick_does_not_count(ward: Path, tick: str) -> None:
    push(ward, [flag("a")])
    answer(ward, "a", agreed=tick)
    assert read_answers(read_sheets(ward))["agreed"].tolist() == [False]


def test_answers_of_both_workbooks_are_read_together() -> None:
    header = ("Mức độ", "Sửa thành", "Đồng ý sửa", "Ý kiến của phường, xã", "Mã theo dõi")
    more = (*header, "Giá trị hiện tại")
    lines = ("", "01", "", "đã gọi", "a", "1"), ("", "02", "x", "", "b", "2")
    first = Sheet("Cần sửa", (more, *lines))
    second = Sheet("cần sửa ", ((TODO_INTRO,), header, ("", "01", "x", "số mới", "a")))
    answers = read_answers([first, Sheet("Khác", (header,)), second])
    assert answers.to_dict("records") == [
        {"id": "a", "agreed": True, "comment": "đã gọi; số mới", "suggestion": "01", "value": ""},
        {"id": "b", "agreed": True, "comment": "", "suggestion": "02", "value": "2"},
    ]


def test_without_the_tab_there_are_no_answers() -> None:
    answers = read_answers([Sheet("Thành viên", ())])
    assert answers.empty and list(answers)[:4] == ["id", "agreed", "comment", "suggestion"]
