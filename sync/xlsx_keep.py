"""openpyxl, loading and saving a workbook without changing what it was not asked to change.

As it comes, openpyxl turns every row height into a fixed one, writes link targets into blank
cells, makes `#VALUE!` of a number in a cell formatted as a date, and loses the size, place and
letters of people's notes. Here all of these stay as they were.
"""

import io
import logging
import warnings
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.comments.comment_sheet import CommentSheet
from openpyxl.packaging.relationship import (
    Relationship,
    RelationshipList,
    get_dependents,
)
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import coordinate_to_tuple
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._reader import WorksheetReader
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.hyperlink import HyperlinkList
from openpyxl.worksheet.table import Table
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import COMMENTS_NS, SHARED_STRINGS
from openpyxl.xml.functions import fromstring, tostring

from sync.xlsx_parts import MAX_LOAD, move_shape, note_shapes, obstacle, rels_of, shape_cell

log = logging.getLogger(__name__)
MAX_MERGED = 100_000
_VML = "vmlDrawing"
_EXTERNAL: Any = {"type": "hyperlink", "TargetMode": "External"}
_HARMLESS_WARNINGS = ("no default style", "no stylesheet", "Unknown extension")


class LossyError(Exception):
    """openpyxl would lose something of this workbook."""


class Note(Comment):
    """A note as a person left it: with its letters and its drawn shape."""

    letters: Any = None
    shape: Any = None


def load(data: bytes) -> Workbook:
    """The workbook with nothing interpreted; raises LossyError, or what openpyxl does on damage."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        reader = _Reader(io.BytesIO(data))
        reader.read()
    for warning in told:
        if not any(words in str(warning.message) for words in _HARMLESS_WARNINGS):
            raise LossyError(str(warning.message))
    book: Workbook = reader.wb
    return book


def open_workbook(
    data: bytes, is_read: Callable[[str], bool], most: int = MAX_LOAD
) -> tuple[Workbook | None, str]:
    """The workbook, None if openpyxl cannot have it, and why it may not be written, if so.

    `is_read` says of a tab's title whether results of formulas in it must stay. The reason is one
    of `xlsx_parts.obstacle` (which takes `most`), or "unreadable".
    """
    try:
        with ZipFile(io.BytesIO(data)) as package:
            lost = obstacle(package, is_read, most)
        return (None if lost == "too_big" else load(data)), lost
    except LossyError as error:
        log.info("not rewritten: %s", error)
        return None, "newer_features"
    except Exception as error:  # whatever openpyxl makes of a file that is not as it should be
        log.info("not rewritten: %s", type(error).__name__)
        return None, "unreadable"


def dump(book: Workbook) -> bytes:
    """The workbook as the content of an .xlsx file."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as package:
        _Writer(book, package).write_data()
    return file.getvalue()


# --- reading -----------------------------------------------------------------------------------


class AutoRow(RowDimension):
    """A row whose height is fixed only where somebody fixed it."""

    fixed = False

    @property
    def customHeight(self) -> bool:  # noqa: N802 (openpyxl's name)
        return self.fixed


class _SheetReader(WorksheetReader):
    def bind_merged_cells(self) -> None:
        merged = self.parser.merged_cells
        for area in merged.mergeCell if merged else ():
            left, top, right, bottom = _box(area.ref)
            if (right - left + 1) * (bottom - top + 1) > MAX_MERGED:
                raise LossyError(f"merged {area.ref}")
        super().bind_merged_cells()

    def bind_hyperlinks(self) -> None:
        sheet: Any = self.ws
        for link in self.parser.hyperlinks.hyperlink:
            if link.id:
                link.target = sheet._rels.get(link.id).Target
            left, top, _right, _bottom = _box(link.ref)
            cell = sheet._cells.get((top, left))
            if isinstance(cell, Cell):
                # The setter would write the target into a blank cell and forget a range.
                setattr(cell, "_hyperlink", link)  # noqa: B010 (unknown to the stubs)
            else:
                sheet.kept_links.append(link)

    def bind_row_dimensions(self) -> None:
        book: Any = self.ws.parent
        for number, known in self.parser.row_dimensions.items():
            style = {"s": book._cell_styles[int(known["s"])]} if "s" in known else {}
            row = AutoRow(self.ws, **(known | style))
            row.fixed = known.get("customHeight") in ("1", "true")
            self.ws.row_dimensions[int(number)] = row


def _box(ref: str) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of a range."""
    left, top, right, bottom = range_boundaries(ref)
    if left is None or top is None or right is None or bottom is None:
        raise LossyError(f"range {ref}")
    return left, top, right, bottom


class _Reader(ExcelReader):
    """Reads worksheets only: workbooks with charts, pictures or pivots are never rewritten."""

    def read_strings(self) -> None:
        # openpyxl's own reader drops `x005F_`, with which Excel guards texts like `_x000D_`.
        find: Any = self.package.find
        part = find(SHARED_STRINGS)
        if part is not None:
            root = fromstring(self.archive.read(part.PartName[1:]))
            self.shared_strings = [_text_of(string) for string in root.iterfind("{*}si")]

    def read_worksheets(self) -> None:
        # Without these openpyxl takes no number for a date, and writes back what it read.
        book: Any = self.wb
        book._date_formats = book._timedelta_formats = set()
        for sheet, rel in self.parser.find_sheets():
            self._read_sheet(sheet, rel.target)

    def _read_sheet(self, known: Any, part: str) -> None:
        sheet: Any = self.wb.create_sheet(known.name)
        if sheet.title != known.name:
            raise LossyError(f"title {known.name}")
        links: Any = RelationshipList()
        if rels_of(part) in self.valid_files:
            links = get_dependents(self.archive, rels_of(part))
        sheet._rels, sheet.kept_links = links, []
        with self.archive.open(part) as source:
            reader: Any = _SheetReader(sheet, source, self.shared_strings, False, False)
            reader.bind_all()
        self._read_notes(sheet, links)
        sheet.legacy_drawing = None
        for table in reader.tables:
            tree: Any = fromstring(self.archive.read(table))
            sheet.add_table(Table.from_tree(tree))
        sheet.sheet_state = known.state

    def _read_notes(self, sheet: Any, links: Any) -> None:
        shapes: dict[tuple[int, int], Any] = {}
        for rel in links:
            if rel.Type.endswith(_VML):
                shapes |= note_shapes(self.archive, rel.target)
        for rel in links.find(COMMENTS_NS):
            for at, note in _notes(fromstring(self.archive.read(rel.target))):
                cell = sheet._cells.get(at) or sheet.cell(*at)
                if isinstance(cell, MergedCell):
                    raise LossyError(f"note in merged cell {cell.coordinate}")
                note.shape = shapes.get(at)
                cell.comment = note


def _text_of(string: Any) -> str:
    """The text of one string, its readings for East Asian letters left out."""
    runs = (*string.iterfind("{*}t"), *string.iterfind("{*}r/{*}t"))
    return "".join(run.text or "" for run in runs)


def _notes(root: Any) -> Iterator[tuple[tuple[int, int], Note]]:
    authors = [author.text or "" for author in root.iterfind("{*}authors/{*}author")]
    for made in root.iterfind("{*}commentList/{*}comment"):
        letters = made.find("{*}text")
        note = Note(_text_of(letters), authors[int(made.get("authorId"))])
        note.letters = letters
        yield coordinate_to_tuple(made.get("ref")), note


# --- writing -----------------------------------------------------------------------------------


class _SheetWriter(WorksheetWriter):
    _rels: Any

    def write_hyperlinks(self) -> None:
        sheet: Any = self.ws
        links = [link for c in sheet._cells.values() if (link := getattr(c, "_hyperlink", None))]
        links += getattr(sheet, "kept_links", [])
        for link in links:
            link.id = None
            if link.target:
                rel: Any = Relationship(**_EXTERNAL, Target=link.target)
                self._rels.append(rel)
                link.id = rel.id
        if links:
            self.xf.send(HyperlinkList(links).to_tree())


class _Writer(ExcelWriter):
    _archive: Any
    _comments: Any

    def write_worksheet(self, ws: Any) -> None:
        # Refused when there are any (see xlsx_parts), but openpyxl asks for the object.
        ws._drawing = None
        part = io.BytesIO()
        writer = _SheetWriter(ws, part)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], part.getvalue())
        self.manifest.append(ws)

    def _write_comment(self, ws: Any) -> None:
        notes = {cell: ws._cells[cell]._comment for cell in map(_cell_of, ws._comments)}
        make: Any = CommentSheet.from_comments
        sheet = make(ws._comments)
        self._comments.append(sheet)
        sheet._id = len(self._comments)
        self.manifest.append(sheet)
        self._archive.writestr(sheet.path[1:], tostring(_with_letters(sheet.to_tree(), notes)))
        ws.legacy_drawing = f"xl/drawings/commentsDrawing{sheet._id}.vml"
        shapes = _with_shapes(fromstring(sheet.write_shapes()), notes)
        self._archive.writestr(ws.legacy_drawing, tostring(shapes))
        ws._rels.append(Relationship(Id="comments", type=sheet._rel_type, Target=sheet.path))


_Notes = dict[tuple[int, int], Comment]


def _cell_of(record: Any) -> tuple[int, int]:
    return coordinate_to_tuple(record.ref)


def _with_letters(root: Any, notes: _Notes) -> Any:
    """The part of a sheet's notes with the bold name, colours and fonts that people gave them."""
    for made in root.iterfind("{*}commentList/{*}comment"):
        note = notes[coordinate_to_tuple(made.get("ref"))]
        if isinstance(note, Note) and note.letters is not None:
            made[0] = deepcopy(note.letters)
    return root


def _with_shapes(root: Any, notes: _Notes) -> Any:
    """The drawing of a sheet's notes with the boxes that people gave them."""
    for at, made in enumerate(root):
        cell = shape_cell(made)
        note = notes.get(cell) if cell else None
        if cell is None or not isinstance(note, Note) or note.shape is None:
            continue
        root[at] = deepcopy(note.shape)
        root[at].set("id", made.get("id"))
        root[at].set("type", made.get("type"))
        move_shape(root[at], cell)
    return root
