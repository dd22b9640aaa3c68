"""What a workbook's package holds that openpyxl would lose when it writes the workbook again."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat
from zipfile import ZipFile

from openpyxl.packaging.relationship import get_dependents
from openpyxl.xml.functions import fromstring

# What a workbook costs openpyxl, counted in cells (400 bytes, 15 µs): a row two, texts nothing, any
# other element ten, and more by the letters of its attributes. The city's own may be larger.
MAX_LOAD, MAX_REGISTER_LOAD = 400_000, 2_000_000
MAX_BYTES = 30 * 2**20
_LOADS = {"c": 1, "row": 2, "v": 0, "t": 0, "f": 0, "is": 0, "si": 0}
_OTHER_LOAD, _LETTERS = 10, 10

# Parts that openpyxl carries over, makes anew, or that nobody misses (printer settings, labels).
_HARMLESS = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|docprops/.*|docmetadata/.*|customxml/.*"
    r"|xl/(workbook|styles|sharedstrings|calcchain)\.xml|xl/_rels/.*"
    r"|xl/(theme|printersettings|externallinks|tables|persons)/.*"
    r"|xl/worksheets/(_rels/)?[^/]*"
    r"|xl/(comments/)?comments?\d*\.xml|xl/drawings/.*\.vml|xl/drawings/_rels/.*"
)
_REASONS = (
    ("pictures", re.compile(r"xl/(media|charts|chartsheets|diagrams|ink)/.*")),
    ("macros", re.compile(r"xl/(vba.*|macrosheets/.*|dialogsheets/.*)|customui/.*")),
    ("threaded", re.compile(r"xl/threadedcomments/.*")),
)
_DRAWING = re.compile(r"xl/drawings/[^/]*\.xml")
_ANCHOR = re.compile(rb"<(?:\w+:)?(?:oneCellAnchor|twoCellAnchor|absoluteAnchor)\b")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_RICH = re.compile(rb"<(?:\w+:)?r>\s*<(?:\w+:)?rPr\b")
_EXTENSION = re.compile(rb"""<(?:\w+:)?ext\b[^>]*?\buri\s*=\s*["']([^"']*)""")
_PAGE_VIEW_OF_MAC = b"{64002731-A6B0-56B0-2670-7721B7C09600}"
_LOST_ELEMENT = re.compile(
    rb"<(?:\w+:)?(?:protectedRanges|customSheetViews|oleObjects|controls|dataConsolidate"
    rb"|cellWatches|smartTags|webPublishItems|customProperties)\b"
)
_PICTURE_ELEMENT = re.compile(rb"<(?:\w+:)?(?:picture|legacyDrawingHF)\b")
_CONTROL = re.compile(rb"""ObjectType\s*=\s*["'](?!Note["'])""")
_STRICT = b"http://purl.oclc.org/ooxml/"


def rels_of(part: str) -> str:
    """The part that says which other parts `part` refers to."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def sheet_parts(package: ZipFile) -> Iterator[tuple[str, str]]:
    """Title and part of each sheet, in their order."""
    book = "xl/workbook.xml"
    targets = {rel.Id: rel.target for rel in get_dependents(package, rels_of(book))}
    for sheet in fromstring(package.read(book)).iterfind("{*}sheets/{*}sheet"):
        link = next(value for name, value in sheet.attrib.items() if name.endswith("}id"))
        yield sheet.attrib["name"], targets[link]


def sheets_with_formulas(package: ZipFile) -> set[str]:
    """Titles of the sheets in which any cell is computed."""
    return {title for title, part in sheet_parts(package) if _FORMULA.search(_read(package, part))}


def obstacle(package: ZipFile, is_data: Callable[[str], bool], most: int = MAX_LOAD) -> str:
    """Why openpyxl may not write this workbook, "" when it may.

    formulas: in a sheet whose title `is_data` accepts, their results would go; then pictures,
    macros, threaded, rich_text, newer_features and too_big (a load of more than `most`).
    """
    found = set(_of_parts(package)) | set(_of_sheets(package))
    if _is_heavy(package, most):
        found.add("too_big")
    if any(is_data(title) for title in sheets_with_formulas(package)):
        found.add("formulas")
    order = ("formulas", "pictures", "macros", "threaded", "rich_text", "newer_features", "too_big")
    return next((reason for reason in order if reason in found), "")


def _of_parts(package: ZipFile) -> Iterator[str]:
    for info in package.infolist():
        name = info.filename.lower()
        if _DRAWING.fullmatch(name):
            # Google and LibreOffice put an empty drawing beside every sheet.
            yield "pictures" if _ANCHOR.search(package.read(info)) else ""
        elif name.endswith(".vml"):
            yield "newer_features" if _CONTROL.search(package.read(info)) else ""
        elif not info.is_dir() and not _HARMLESS.fullmatch(name):
            known = (reason for reason, part in _REASONS if part.fullmatch(name))
            yield next(known, "newer_features")
    if _RICH.search(_read(package, "xl/sharedStrings.xml")):
        yield "rich_text"
    if b"macroEnabled" in package.read("[Content_Types].xml"):
        yield "macros"  # even without any: openpyxl would make it a workbook of another kind
    if _STRICT in package.read("xl/workbook.xml"):
        yield "newer_features"


def _of_sheets(package: ZipFile) -> Iterator[str]:
    for _title, part in sheet_parts(package):
        xml = _read(package, part)
        if _PICTURE_ELEMENT.search(xml):
            yield "pictures"
        if _RICH.search(xml):
            yield "rich_text"
        if _LOST_ELEMENT.search(xml) or set(_EXTENSION.findall(xml)) - {_PAGE_VIEW_OF_MAC}:
            yield "newer_features"


def _is_heavy(package: ZipFile, most: int) -> bool:
    """Whether openpyxl would need more time and memory than any workbook is worth."""
    load = 0

    def weigh(name: str, attributes: dict[str, str]) -> None:
        nonlocal load
        known = _LOADS.get(name.rpartition(":")[2])
        if known is None:
            letters = sum(map(len, (*attributes, *attributes.values())))
            known = _OTHER_LOAD + letters // _LETTERS
        load += known

    parts = [i for i in package.infolist() if i.filename.lower().endswith((".xml", ".vml"))]
    if sum(part.file_size for part in parts) > MAX_BYTES:
        return True
    for part in parts:
        if load <= most:
            parser = expat.ParserCreate()
            parser.StartElementHandler = weigh
            parser.Parse(package.read(part), True)
    return load > most


def _read(package: ZipFile, part: str) -> bytes:
    return package.read(part) if part in package.NameToInfo else b""


# --- notes as they were ------------------------------------------------------------------------


def note_shapes(package: ZipFile, part: str) -> dict[tuple[int, int], Any]:
    """The drawn shapes of a sheet's notes by cell (row and column from 1); none if unreadable."""
    try:
        root = fromstring(package.read(part))
    except (KeyError, SyntaxError, ValueError):
        return {}
    return {cell: shape for shape in root if (cell := shape_cell(shape)) is not None}


def shape_cell(shape: Any) -> tuple[int, int] | None:
    """The cell (from 1) whose note this shape is, None for anything else."""
    row, column = shape.find(".//{*}Row"), shape.find(".//{*}Column")
    if row is None or column is None:
        return None
    return int(row.text) + 1, int(column.text) + 1


def move_shape(shape: Any, cell: tuple[int, int]) -> None:
    """Make `shape` the note of another cell, where it hangs as it hung from its own."""
    was = shape_cell(shape)
    if was is None or was == cell:
        return
    shape.find(".//{*}Row").text, shape.find(".//{*}Column").text = (str(at - 1) for at in cell)
    anchor = shape.find(".//{*}Anchor")
    if anchor is not None:
        # Column, offset, row, offset of the upper left corner, then of the lower right one.
        parts = [int(number) for number in anchor.text.split(",")]
        for at, by in ((0, 1), (2, 0), (4, 1), (6, 0)):
            parts[at] += cell[by] - was[by]
        anchor.text = ", ".join(map(str, parts))
