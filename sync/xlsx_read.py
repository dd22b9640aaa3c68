"""Reading one .xlsx into `shapes.Sheet`s with python-calamine.

calamine trusts what it reads: a cell said to stand in row 99,999,999 makes it ask for memory until
the process dies, an error code that it does not know makes it refuse the whole workbook. So the
parts of the package are looked over first, with searches that cost next to nothing; only a part
that looks odd is read in full by a streaming parser.
"""

import hashlib
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from shapes import Sheet
from sync.shown import show_number, spread_merged, trimmed
from vietnamese.text import show_date

MAX_FILE_BYTES = 100 * 2**20
MAX_XML_BYTES = 60 * 2**20
MAX_PARTS = 2_000
MAX_ROWS = 100_000
MAX_COLUMNS = 500
# Elements in a worksheet and in any other part, shared texts above all. Whatever has one begins
# with «<», wherever it stands, so nothing that is written around them hides any.
MAX_SHEET_ELEMENTS, MAX_ELEMENTS = 3_000_000, 1_200_000
MAX_FORMATS = 70_000  # of cells; Excel itself takes no more
MAX_MERGES = 20_000
MAX_TEXT = 32_767  # letters in a cell; Excel itself takes no more
# In the rectangles from A1 to the last cell: what calamine may allocate, and what we take of it.
MAX_ALLOCATED, MAX_CELLS = 5_000_000, 1_500_000

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_PASSWORD_STREAM = "EncryptedPackage".encode("utf-16-le")
_OLD_STREAMS = tuple(f"{name}\0".encode("utf-16-le") for name in ("Workbook", "Book"))
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_XLSB = "xl/workbook.bin"
_READ_PARTS = (".xml", ".rels")
_FORMS: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")

_CELLS, _ROW = b"sheetData", b"row"
_WORKSHEETS = "xl/worksheets/"
# calamine and Excel take parts that say so for another encoding, in which no search finds anything.
_OTHER_ENCODING = re.compile(
    rb"""\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\bencoding\s*=\s*["'](?!utf-8["']|us-ascii["'])""", re.I
)
# What _is_ordinary lets through without a closer look: rows below 10,000, columns up to CZ.
_ODD_REFERENCE = re.compile(
    rb"""r\s*=\s*["'](?:[A-Za-z]{0,2}\d{5}|(?:[A-Za-z]{3,}|[D-Zd-z][A-Za-z])\d)"""
)
_ORDINARY_ROWS, _ORDINARY_COLUMNS = 10_000, 104
_ERROR_CELL = re.compile(rb"""(<(?:\w+:)?c\s[^>]*?\bt\s*=\s*)(?:"e"|'e')""")

Wanted = Callable[[str], bool]  # whether a tab of this title is asked for


class Unreadable(Exception):  # noqa: N818 - a state of the workbook, not a mistake of the program
    """A workbook that cannot be read.

    `problem`: missing, no_access, password, old_format, damaged, not_workbook or too_big;
    `detail`: the file's name.
    """

    def __init__(self, problem: str, detail: str = "") -> None:
        super().__init__(problem, detail)
        self.problem = problem
        self.detail = detail


def read_sheets(path: Path, wanted: Wanted = lambda _title: True) -> tuple[Sheet, ...]:
    """The worksheets of the workbook in their order, hidden ones too; raises Unreadable.

    Those whose title is not `wanted` are left out. A value merged down one column stands in all of its rows that hold anything else.
    """
    try:
        return _read(_content(path), path.suffix.lower(), wanted)
    except Unreadable as error:
        raise Unreadable(error.problem, path.name) from error


def version(path: Path) -> str:
    """What changes whenever the workbook does; raises Unreadable (missing, no_access).

    A digest of the content: sync programs restamp a file they did not change, and network folders
    keep times too coarse to tell two quick edits apart. 25 workbooks take a few milliseconds.
    """
    try:
        return version_of(_content(path))
    except Unreadable as error:
        if error.problem != "too_big":
            raise Unreadable(error.problem, path.name) from error
        known = _stored(path).stat()
        return f"{known.st_mtime_ns}-{known.st_size}"


def version_of(content: bytes) -> str:
    """The version of a workbook that holds these bytes and nothing that came after them."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


# --- the file -------------------------------------------------------------------------------


def _stored(path: Path) -> Path:
    """The file as the disk spells it: macOS writes «ủ» as three letters, Windows as one."""
    forms = (path, *(path.with_name(unicodedata.normalize(form, path.name)) for form in _FORMS))
    return next((form for form in forms if form.exists()), path)


def _content(path: Path) -> bytes:
    try:
        with _stored(path).open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise Unreadable("missing") from error
    except IsADirectoryError as error:
        raise Unreadable("not_workbook") from error
    except OSError as error:
        raise Unreadable("no_access") from error
    if len(data) > MAX_FILE_BYTES:
        raise Unreadable("too_big")
    return data


def _read(data: bytes, suffix: str, wanted: Wanted) -> tuple[Sheet, ...]:
    _refuse_other_files(data, suffix)
    try:
        return _sheets(_made_safe(data), wanted)
    except (CalamineError, zipfile.BadZipFile, zlib.error, expat.ExpatError, OSError) as error:
        raise Unreadable("damaged") from error
    except (NotImplementedError, ValueError, EOFError) as error:  # zipfile on odd packages
        raise Unreadable("damaged") from error


def _refuse_other_files(data: bytes, suffix: str) -> None:
    """Raise Unreadable for what is no zip package. What Excel could save as .xlsx is old_format."""
    if not data.strip(b"\0"):
        raise Unreadable("damaged")
    if data.startswith(_OLE) and _PASSWORD_STREAM in data:
        raise Unreadable("password")
    if _ODS in data[:200] or (data.startswith(_OLE) and any(old in data for old in _OLD_STREAMS)):
        raise Unreadable("old_format")
    if not data.startswith(b"PK"):
        raise Unreadable("old_format" if suffix == ".xls" else "not_workbook")


# --- the package ----------------------------------------------------------------------------


def _made_safe(data: bytes) -> bytes:
    """`data` when calamine can read it as it is, else a package of the same content that it can."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        _refuse_other_packages(package)
        parts = _xml_parts(package)
    cells = {name: _cells(content) for name, content in parts.items()}
    for name, content in parts.items():
        _refuse_odd(content)
        _refuse_overloaded(name, content)
        if not _is_ordinary(cells[name]):
            _refuse_far_cells(content)
    if any(_has_errors(content) for content in cells.values()):
        return _with_errors_as_text(parts)
    return data


def _refuse_other_packages(package: zipfile.ZipFile) -> None:
    names = {info.filename.lower() for info in package.infolist()}
    if _XLSB in names:
        raise Unreadable("old_format")
    if not any(name.startswith("xl/") for name in names):
        raise Unreadable("not_workbook")
    if any(info.flag_bits & 1 for info in package.infolist()):
        raise Unreadable("password")


def _xml_parts(package: zipfile.ZipFile) -> dict[str, bytes]:
    """The parts that calamine may read. A part longer than it declares is a bad package."""
    infos = [info for info in package.infolist() if info.filename.lower().endswith(_READ_PARTS)]
    if len(package.infolist()) > MAX_PARTS:
        raise Unreadable("too_big")
    if sum(info.file_size for info in infos) > MAX_XML_BYTES:
        raise Unreadable("too_big")
    return {info.filename: package.read(info) for info in infos}


def _cells(content: bytes) -> bytes:
    """What stands in <sheetData> – nothing, in parts that are no sheets."""
    return content[content.find(_CELLS) : content.rfind(_CELLS)]


def _refuse_odd(content: bytes) -> None:
    """Raise Unreadable for what no spreadsheet program writes: a document type, and another
    encoding than UTF-8, in which one could hide."""
    if b"\0" in content or _OTHER_ENCODING.match(content) or b"<!DOCTYPE" in content:
        raise Unreadable("damaged")


def _refuse_overloaded(name: str, content: bytes) -> None:
    """Raise Unreadable for more cells, texts, formats or merged areas than an office ever has."""
    is_sheet = name.lower().startswith(_WORKSHEETS)
    formats = content.count(b"<xf") + content.count(b":xf")
    if (
        content.count(b"<") > (MAX_SHEET_ELEMENTS if is_sheet else MAX_ELEMENTS)
        or formats > MAX_FORMATS
        or content.count(b"mergeCell") > MAX_MERGES
    ):
        raise Unreadable("too_big")


def _has_errors(cells: bytes) -> bool:
    return b't="e"' in cells or b"t='e'" in cells


def _with_errors_as_text(parts: dict[str, bytes]) -> bytes:
    """The package with formula errors stored as the text they show, so that they are read."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in parts.items():
            package.writestr(name, _ERROR_CELL.sub(rb'\1"str"', content))
    return file.getvalue()


def _is_ordinary(cells: bytes) -> bool:
    """Whether the cells surely fit in a bounded rectangle, wherever they stand.

    Rows and cells without a reference follow on from the one before, so they are counted too.
    """
    rows = cells.split(_ROW)
    longest = max(row.count(b"<") for row in rows)  # a cell is at least one element
    reach = (_ORDINARY_ROWS + len(rows)) * (_ORDINARY_COLUMNS + longest)
    return reach <= MAX_ALLOCATED and not _ODD_REFERENCE.search(cells)


# --- a closer look --------------------------------------------------------------------------


def _refuse_far_cells(content: bytes) -> None:
    """Raise Unreadable when cells with content reach beyond the bounds."""
    reach = _Reach()
    reach.parse(content)
    if reach.rows > MAX_ROWS or reach.columns > MAX_COLUMNS or reach.cells > MAX_CELLS:
        raise Unreadable("too_big")


class _Reach:
    """How far the cells with content reach, as calamine counts rows and columns."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._row = self._column = 0
        self._elements: dict[str, Callable[[dict[str, str]], None]] = {
            "row": self._on_row, "c": self._on_cell, "v": self._on_value, "is": self._on_value,
        }  # fmt: skip

    @property
    def cells(self) -> int:
        return self.rows * self.columns

    def parse(self, content: bytes) -> None:
        """Read the part. A document type, which could define entities, is refused."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._on_element
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.Parse(content, True)

    def _on_element(self, name: str, attributes: dict[str, str]) -> None:
        handler = self._elements.get(name.rpartition(":")[2])
        if handler is not None:
            handler(attributes)

    def _on_row(self, attributes: dict[str, str]) -> None:
        self._row = _whole(attributes["r"]) if "r" in attributes else self._row + 1
        self._column = 0

    def _on_cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        reference = attributes.get("r", "")
        letters = reference.rstrip("0123456789")
        if letters:
            self._column = _column_number(letters)
            self._row = _whole(reference[len(letters) :])

    def _on_value(self, _attributes: dict[str, str]) -> None:
        self.rows = max(self.rows, self._row)
        self.columns = max(self.columns, self._column)


def _refuse_doctype(*_declaration: object) -> None:
    raise ValueError("a workbook's parts have no document type")


def _whole(digits: str) -> int:
    return int(digits) if len(digits) < 10 else MAX_ROWS + 1


def _column_number(letters: str) -> int:
    """1 for A, 27 for AA; anything beyond what a sheet has counts as beyond."""
    if len(letters) > 3:
        return MAX_COLUMNS + 1
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


# --- the cells ------------------------------------------------------------------------------


def _sheets(data: bytes, wanted: Wanted) -> tuple[Sheet, ...]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        return tuple(_worksheets(workbook, wanted))


def _worksheets(workbook: CalamineWorkbook, wanted: Wanted) -> Iterator[Sheet]:
    cells = 0
    for known in workbook.sheets_metadata:
        if known.typ != SheetTypeEnum.WorkSheet or not wanted(known.name):
            continue
        sheet = workbook.get_sheet_by_name(known.name)
        cells += sheet.total_height * sheet.total_width
        if cells > MAX_CELLS:
            raise Unreadable("too_big")
        yield Sheet(known.name, _rows(sheet))


def _rows(sheet: CalamineSheet) -> tuple[tuple[str, ...], ...]:
    rows = [
        [cell if cell.__class__ is str else _SHOWN[cell.__class__](cell) for cell in row]
        for row in sheet.to_python(skip_empty_area=False)
    ]
    if any(max(map(len, row), default=0) > MAX_TEXT for row in rows):
        raise Unreadable("too_big")
    spread_merged(rows, sheet.merged_cell_ranges or [])
    return trimmed(rows)


def _show_time(moment: time) -> str:
    return f"{moment:%H:%M}"


def _show_duration(length: timedelta) -> str:
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    return f"{hours:02}:{minutes:02}"


_SHOWN: dict[type, Callable[[Any], str]] = {
    float: show_number,
    int: str,
    bool: lambda truth: "TRUE" if truth else "FALSE",
    date: show_date,
    datetime: show_date,
    time: _show_time,
    timedelta: _show_duration,
}
