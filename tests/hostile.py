"""Workbooks made to harm whoever opens them. Each function changes a ward's good workbook."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.workbooks import part_of, parts

Parts = dict[str, bytes]
TAB = "Thành viên"
_END = b"</sheetData>"


def _packed(path: Path, change: Callable[[Parts, str], None]) -> None:
    """Changes the parts (the second argument names that of `Thành viên`) and packs them small."""
    known, sheet = parts(path), part_of(path, TAB)
    change(known, sheet)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in known.items():
            package.writestr(name, content)


def _with_sheet(path: Path, made: Callable[[bytes], bytes]) -> None:
    _packed(path, lambda known, sheet: known.update({sheet: made(known[sheet])}))


def _with_rows(path: Path, rows: bytes) -> None:
    _with_sheet(path, lambda sheet: sheet.replace(_END, rows + _END))


def zip_bomb(path: Path) -> None:
    """A small file whose parts unpack to a hundred times as much, and say so."""
    _packed(path, lambda known, sheet: known.update({sheet: known[sheet] + b" " * 200_000_000}))


def lying_zip_bomb(path: Path) -> None:
    """The same, but the package declares a hundred bytes."""
    _packed(path, lambda known, sheet: known.update({sheet: known[sheet] + b" " * 100_000_000}))
    size = len(parts_size(path)).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (100).to_bytes(4, "little")))


def parts_size(path: Path) -> bytes:
    """The largest part."""
    return max(parts(path).values(), key=len)


def formatted_rows(path: Path) -> None:
    """A million rows that hold nothing but a format."""
    rows = (b'<row r="%d" s="1" customFormat="1"/>' % row for row in range(100, 1_000_100))
    _with_rows(path, b"".join(rows))


def formatted_cells(path: Path) -> None:
    """A million rows with two coloured, blank cells each."""
    rows = (
        b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (row, row, row)
        for row in range(100, 1_000_100)
    )
    _with_rows(path, b"".join(rows))


def full_of_cells(path: Path) -> None:
    """Five million cells without a place of their own."""
    _with_rows(path, (b"<row>" + b"<c><v>1</v></c>" * 60 + b"</row>") * 80_000)


def far_cell(path: Path) -> None:
    """One cell in the last corner: the rectangle to it has 17 thousand million."""
    _with_rows(path, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def long_text(path: Path) -> None:
    """One cell with fifty million letters."""
    text = b"<is><t>" + b"x" * 50_000_000 + b"</t></is>"
    _with_rows(path, b'<row r="99"><c r="A99" t="inlineStr">' + text + b"</c></row>")


def nested(path: Path) -> None:
    """Half a million elements inside one another."""
    deep = b"<is>" + b"<r>" * 500_000 + b"</r>" * 500_000 + b"</is>"
    _with_rows(path, b'<row r="99"><c r="A99" t="inlineStr">' + deep + b"</c></row>")


def many_strings(path: Path) -> None:
    """Two million shared texts."""

    def change(known: Parts, _sheet: str) -> None:
        name = "xl/sharedStrings.xml"
        known[name] = known[name].replace(b"</sst>", b"<si><t>a</t></si>" * 2_000_000 + b"</sst>")

    _packed(path, change)


def hidden_strings(path: Path) -> None:
    """Eight million shared texts between comments that speak of cells."""

    def change(known: Parts, _sheet: str) -> None:
        name, word = "xl/sharedStrings.xml", b"<!--sheetData-->"
        texts = word + b"<si/>" * 8_000_000 + word + b"</sst>"
        known[name] = known[name].replace(b"</sst>", texts)

    _packed(path, change)


def many_styles(path: Path) -> None:
    """Half a million formats."""

    def change(known: Parts, _sheet: str) -> None:
        one = b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        name = "xl/styles.xml"
        known[name] = known[name].replace(b"</cellXfs>", one * 500_000 + b"</cellXfs>")

    _packed(path, change)


def hidden_styles(path: Path) -> None:
    """A million formats, each with its name alone in a line."""

    def change(known: Parts, _sheet: str) -> None:
        name = "xl/styles.xml"
        known[name] = known[name].replace(b"</cellXfs>", b"<xf\nfontId='0'/>" * 1_000_000)
        known[name] += b"</cellXfs></styleSheet>"

    _packed(path, change)


def many_merges(path: Path) -> None:
    """Six hundred thousand merged areas."""
    areas = b"</sheetData><mergeCells>" + b'<mergeCell ref="A9"/>' * 600_000 + b"</mergeCells>"
    _with_sheet(path, lambda sheet: sheet.replace(_END, areas))


def many_heights(path: Path) -> None:
    """A million rows of a height of their own, in a file small enough to be written."""
    _with_rows(path, b"".join(b'<row r="%d" ht="5"/>' % row for row in range(100, 1_000_100)))


def many_attributes(path: Path) -> None:
    """An element with three million attributes."""
    many = b" ".join(b'a%d="1"' % number for number in range(3_000_000))
    _with_sheet(path, lambda sheet: sheet.replace(b"<sheetData", b"<sheetData " + many))


def many_areas(path: Path) -> None:
    """A check of what is typed that holds for three million areas."""
    areas = b'<dataValidation type="whole" sqref="' + b"A1 " * 3_000_000 + b'"/></dataValidations>'
    _with_sheet(path, lambda sheet: sheet.replace(b"</dataValidations>", areas))


def many_parts(path: Path) -> None:
    """Fifty thousand files in the package."""
    _packed(path, lambda known, _s: known.update({f"xl/x{n}.bin": b"" for n in range(50_000)}))


_LAUGHS = b"<!DOCTYPE x [<!ENTITY a0 'ha'>" + b"".join(
    b"<!ENTITY a%d '%s'>" % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 10)
)


def laughing_sheet(path: Path) -> None:
    """A thousand million laughs in a cell."""

    def change(known: Parts, sheet: str) -> None:
        start, _, rest = known[sheet].partition(b"?>")
        cell = b'<row r="99"><c r="A99" t="inlineStr"><is><t>&a9;</t></is></c></row>'
        known[sheet] = start + b"?>" + _LAUGHS + b"]>" + rest.replace(_END, cell + _END)

    _packed(path, change)


def laughing_parts(path: Path) -> None:
    """The same in every other part."""

    def change(known: Parts, sheet: str) -> None:
        for name in known:
            if name != sheet and known[name].startswith(b"<?xml"):
                start, _, rest = known[name].partition(b"?>")
                known[name] = start + b"?>" + _LAUGHS + b"]>" + rest

    _packed(path, change)


def laughing_otherwise(path: Path) -> None:
    """The same in UTF-16, where the letters of a document type do not stand side by side."""

    def change(known: Parts, _sheet: str) -> None:
        name = "xl/styles.xml"
        _start, _, rest = known[name].decode().partition("?>")
        start = f'<?xml version="1.0" encoding="UTF-16"?>{_LAUGHS.decode()}]>'
        known[name] = (start + rest.replace("<cellXfs", "&a9;<cellXfs")).encode("utf-16")

    _packed(path, change)


def foreign_entity(path: Path) -> None:
    """A cell that asks for a file of this machine."""

    def change(known: Parts, sheet: str) -> None:
        start, _, rest = known[sheet].partition(b"?>")
        entity = b"<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
        cell = b'<row r="99"><c r="C99" t="inlineStr"><is><t>&f;</t></is></c></row>'
        known[sheet] = start + b"?>" + entity + rest.replace(_END, cell + _END)

    _packed(path, change)


def climbing_names(path: Path) -> None:
    """Files that want to lie elsewhere when they are unpacked."""
    names = ("../../harm.txt", "/tmp/so-to-harm.txt", "xl/../../../harm.txt", "C:\\harm.txt")
    _packed(path, lambda known, _sheet: known.update(dict.fromkeys(names, b"harm")))


ALL = (
    zip_bomb, lying_zip_bomb, formatted_rows, formatted_cells, full_of_cells, far_cell, long_text,
    nested, many_strings, hidden_strings, many_styles, hidden_styles, many_merges, many_heights,
    many_attributes, many_areas, many_parts, laughing_sheet, laughing_parts, laughing_otherwise,
    foreign_entity, climbing_names,
)  # fmt: skip
