"""Rows of ours in a Google spreadsheet, around what people typed: tabs that are full, columns that lack."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from sync.google_read import Grid
from sync.google_rows import KeyedGrid
from sync.keyed_tab import Row
from sync.schema import TODO, TODO_WARD_FIELDS
from tests.google_city import Person
from tests.sheets_server import SheetsServer

HEADERS = [column.header for column in TODO.columns]
NEW = [Row(number, {"id": number, "message": f"Dòng {number}"}) for number in ("a1", "b2", "c3")]


@pytest.fixture(scope="module")
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as made:
        yield made
        assert made.faults == []


class Todo:
    """A spreadsheet with nothing but `Cần sửa`: one row, and what the ward said in it."""

    def __init__(self, server: SheetsServer, home: Path, headers: list[str]) -> None:
        self.person = Person(server, "hoa@vi-du.vn", home)
        book = openpyxl.Workbook()
        book.worksheets[0].title = TODO.title
        book.worksheets[0].append(headers)
        known = {"Mã theo dõi": "b2", "Ý kiến của phường, xã": "Đang hỏi"}
        book.worksheets[0].append([known.get(title) for title in headers])
        book.save(home / "book.xlsx")
        self.ref = self.person.upload(home / "book.xlsx")

    @property
    def grid(self) -> Grid:
        return self.person.see(self.ref).grid(TODO.title)

    @property
    def rows(self) -> KeyedGrid:
        return KeyedGrid(self.grid, TODO, TODO_WARD_FIELDS)

    def said(self) -> dict[str, str]:
        return {line.id: line.typed["comment"] for line in self.rows.lines}

    def resize(self, rows: int, columns: int) -> None:
        size = {"rowCount": rows, "columnCount": columns}
        properties = {"sheetId": self.grid.id, "gridProperties": size}
        fields = "gridProperties(rowCount,columnCount)"
        change = {"updateSheetProperties": {"properties": properties, "fields": fields}}
        self.person.do(self.ref, change)


def test_new_rows_find_room_in_a_tab_that_is_full(server: SheetsServer, tmp_path: Path) -> None:
    todo = Todo(server, tmp_path, HEADERS)
    todo.resize(2, len(HEADERS))
    todo.person.do(todo.ref, *todo.rows.write(NEW))
    assert todo.rows.shows(NEW)
    assert todo.said() == {"a1": "", "b2": "Đang hỏi", "c3": ""}


@pytest.mark.parametrize("spare", [0, 3])
def test_columns_that_lack_are_put_in_behind_the_last_one(
    server: SheetsServer, tmp_path: Path, spare: int
) -> None:
    old = [title for title in HEADERS if title not in ("Căn cứ", "Mã quy tắc")]
    todo = Todo(server, tmp_path, [*old, "Của phường"])
    todo.resize(50, len(old) + 1 + spare)
    read = todo.rows
    assert len(read.missing) == 2
    if spare:  # somebody begins another column while we write
        server.at(todo.ref).type(f"'{TODO.title}'!{read.letter(read.missing[0].field)}2", "Gọi lại")
    todo.person.do(todo.ref, *read.write(NEW))
    header, *lines = todo.grid.sheet.rows
    assert header[: len(old) + 3] == (*old, "Của phường", *(c.header for c in read.missing))
    assert todo.rows.shows(NEW) and todo.said()["b2"] == "Đang hỏi"
    assert not spare or [row[-1] for row in lines] == ["", "Gọi lại", ""]
