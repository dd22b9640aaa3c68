"""Somebody at the browser: edits a spreadsheet without the API, as wards do while jobs run."""

from typing import Any

from tests.sheets_server.a1 import Area, Box
from tests.sheets_server.batch import Batch, apply_batch
from tests.sheets_server.cells import Renderer, shown
from tests.sheets_server.cloud import Cloud, File
from tests.sheets_server.editing import with_value
from tests.sheets_server.errors import Json
from tests.sheets_server.grid import Book, Cell, Sheet
from tests.sheets_server.protection import guard, guard_between
from tests.sheets_server.structure import delete_lines, insert_lines


class Person:
    """What a person does with one spreadsheet; each act counts as an edit of the file."""

    def __init__(self, cloud: Cloud, file: File, email: str | None) -> None:
        assert file.book is not None
        self.cloud = cloud
        self.file = file
        self.book: Book = file.book
        self.email = email or file.owner or "person@example.com"

    def tab(self, title: str) -> Sheet:
        """The tab of that title. Raises KeyError."""
        found = self.book.titled(title)
        if found is None:
            raise KeyError(title)
        return found

    def type(self, where: str, *rows: Any) -> None:
        """Types rows of values from a cell (`'Thành viên'!C5`) as at the keyboard; a lone value is one cell.

        Raises SheetsError where the cell is protected from this person.
        """
        lines = [list(row) if isinstance(row, list | tuple) else [row] for row in rows]
        with self.cloud.lock:
            sheet, area = self.book.locate(where)
            width = max(len(line) for line in lines)
            box = Box(area.top, area.top + len(lines), area.left, area.left + width)
            guard(self.book, sheet, box, self.email, self.file.owner or "")
            for row, line in zip(box.rows, lines, strict=True):
                for column, value in enumerate(line, area.left):
                    cell = sheet.cell(row, column)
                    sheet.put(
                        row, column, with_value(cell, value, "USER_ENTERED", self.book.locale)
                    )
            self._edited()

    def do(self, *requests: Json) -> list[Json]:
        """Anything that `batchUpdate` can do, as this person; the replies."""
        with self.cloud.lock:
            batch = Batch(self.book, self.email, self.file.owner or "", self.cloud.ids)
            replies = apply_batch(batch, list(requests))
            self._edited()
            return replies

    def insert_rows(self, title: str, row: int, count: int = 1) -> None:
        """Inserts empty rows above a row (counted from 1)."""
        with self.cloud.lock:
            sheet, owner = self.tab(title), self.file.owner or ""
            guard_between(self.book, sheet, "ROWS", row - 1, self.email, owner)
            insert_lines(self.book, sheet, "ROWS", row - 1, count, None)
            self._edited()

    def delete_rows(self, title: str, row: int, count: int = 1) -> None:
        """Deletes rows from a row (counted from 1) on."""
        with self.cloud.lock:
            sheet = self.tab(title)
            box = Box(row - 1, row - 1 + count, 0, len(sheet.columns))
            guard(self.book, sheet, box, self.email, self.file.owner or "")
            delete_lines(self.book, sheet, "ROWS", row - 1, row - 1 + count)
            self._edited()

    def note(self, where: str, text: str) -> None:
        """Puts a note on a cell; an empty text takes it away."""
        self._set(where, "note", text or None)

    def fill(self, where: str, red: float, green: float, blue: float) -> None:
        """Gives a cell a background."""
        color = {"red": red, "green": green, "blue": blue}
        self._set(where, "userEnteredFormat", {"backgroundColor": color})

    def _set(self, where: str, name: str, value: Any) -> None:
        with self.cloud.lock:
            sheet, area = self.book.locate(where)
            cell = {n: v for n, v in sheet.cell(area.top, area.left).items() if n != name}
            sheet.put(area.top, area.left, cell if value is None else cell | {name: value})
            self._edited()

    def _edited(self) -> None:
        self.book.touched()
        self.cloud.edited(self.file, self.email)

    # --- looking ------------------------------------------------------------------------------

    def texts(self, where: str) -> list[list[str]]:
        """What the cells of a range show, without empty ends."""
        with self.cloud.lock:
            sheet, area = self.book.locate(where)
            return _shown(self.book, sheet, area)

    def cell(self, where: str) -> Cell:
        """A cell as it is kept: userEnteredValue, userEnteredFormat, note, dataValidation."""
        sheet, area = self.book.locate(where)
        return sheet.cell(area.top, area.left)

    def text(self, where: str) -> str:
        """What one cell shows."""
        with self.cloud.lock:
            sheet, area = self.book.locate(where)
            cell = sheet.cell(area.top, area.left)
            return shown(self.book, sheet, area.top, area.left, cell)


def _shown(book: Book, sheet: Sheet, area: Area) -> list[list[str]]:
    from tests.sheets_server import values

    book.touched()
    found = values.get(sheet, area, "ROWS", Renderer(book, "FORMATTED_VALUE", "SERIAL_NUMBER"))
    rows: list[list[str]] = found.get("values", [])
    return rows
