"""Spreadsheets as files of other kinds, and such files read in."""

import csv
import io

from tests.sheets_server.cells import shown
from tests.sheets_server.cloud import XLSX_TYPE
from tests.sheets_server.editing import with_value
from tests.sheets_server.errors import DriveError
from tests.sheets_server.grid import Book, Sheet, new_sheet


def export(book: Book, kind: str) -> bytes | None:
    """The spreadsheet in that format, None for one that there is not."""
    if kind in ("text/csv", "text/tab-separated-values"):
        return _separated(book, "," if kind == "text/csv" else "\t")
    return _xlsx(book) if kind == XLSX_TYPE else None


def _texts(book: Book, sheet: Sheet) -> list[list[str]]:
    rows: list[list[str]] = []
    for at, row in enumerate(sheet.rows):
        used = [column for column, cell in row.cells.items() if "userEnteredValue" in cell]
        width = max(used, default=-1) + 1
        rows.append(
            [shown(book, sheet, at, column, sheet.cell(at, column)) for column in range(width)]
        )
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _separated(book: Book, sign: str) -> bytes:
    rows = _texts(book, book.sheets[0])
    width = max((len(row) for row in rows), default=0)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sign, lineterminator="\r\n")
    writer.writerows([*row, *[""] * (width - len(row))] for row in rows)
    return out.getvalue().removesuffix("\r\n").encode()


def _xlsx(book: Book) -> bytes:
    import openpyxl

    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for sheet in book.sheets:
        page = made.create_sheet(sheet.title[:31])
        for row, column, cell in sheet.cells():
            entered = cell.get("userEnteredValue")
            if entered:
                page.cell(row + 1, column + 1, next(iter(entered.values())))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read_into(book: Book, kind: str, content: bytes) -> None:
    """Puts what an uploaded file holds in the place of all tabs. Raises DriveError."""
    if kind.startswith(("text/csv", "text/tab-separated-values")):
        sign = "," if kind.startswith("text/csv") else "\t"
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=sign))
        _replace(book, [(book.properties["title"], [list(row) for row in rows])])
    elif kind.startswith(XLSX_TYPE):
        _replace(book, _pages(content))
    else:
        raise DriveError(400, "badRequest", "Bad Request")


def _pages(content: bytes) -> list[tuple[str, list[list[str]]]]:
    import openpyxl

    found = openpyxl.load_workbook(io.BytesIO(content))
    return [
        (
            page.title,
            [
                ["" if v is None else str(v) for v in row]
                for row in page.iter_rows(values_only=True)
            ],
        )
        for page in found.worksheets
    ]


def _replace(book: Book, pages: list[tuple[str, list[list[str]]]]) -> None:
    book.sheets = []
    for index, (title, rows) in enumerate(pages):
        width = max((len(row) for row in rows), default=0)
        properties = {"sheetId": index, "title": title, "index": index, "sheetType": "GRID"}
        sheet = new_sheet(properties, max(1000, len(rows)), max(26, width))
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.put(at, column, with_value({}, text, "USER_ENTERED", book.locale))
        book.sheets.append(sheet)
    book.touched()
