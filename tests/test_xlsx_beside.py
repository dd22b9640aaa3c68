"""Workbooks that may not be written, and the workbook beside them."""

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl.chart import BarChart

from sync.schema import TODO_INTRO
from sync.sidecar import sidecar_path, ward_version
from sync.xlsx_keep import dump
from sync.xlsx_marks import push_marks
from sync.xlsx_read import read_sheets
from tests.workbooks import (
    UNIT,
    answer,
    edited,
    flag,
    leftovers,
    marks,
    new_ward,
    part_of,
    push,
    sheet_of,
    todo,
    with_parts,
)


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    return new_ward(tmp_path / "wards")


@pytest.fixture
def beside(ward: Path) -> Path:
    return sidecar_path(ward, UNIT.name)


def formula(book: Any) -> None:
    book["Thành viên"]["M2"].value = "=1+1"


def formula_in_an_answer(book: Any) -> None:
    book["Cần sửa"]["H9"].value = "=1+1"


def chart(book: Any) -> None:
    book["Hoạt động"].add_chart(BarChart(), "P2")


def part(name: str, content: bytes = b"<x/>") -> Callable[[Path], None]:
    return lambda path: with_parts(path, lambda known: known.update({name: content}))


def in_sheet(xml: bytes, before: bytes = b"</worksheet>") -> Callable[[Path], None]:
    def change(path: Path) -> None:
        name = part_of(path, "Thành viên")
        with_parts(
            path, lambda known: known.update({name: known[name].replace(before, xml + before, 1)})
        )

    return change


def saved(change: Callable[[Any], None]) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        with edited(path) as book:
            change(book)

    return run


def macro_enabled(path: Path) -> None:
    types = "[Content_Types].xml"
    plain = b"openxmlformats-officedocument.spreadsheetml.sheet.main"
    room = b"ms-excel.sheet.macroEnabled.main"
    with_parts(path, lambda known: known.update({types: known[types].replace(plain, room)}))


def rich_text(path: Path) -> None:
    name = "xl/sharedStrings.xml"
    rich = b"<si><r><rPr><b/></rPr><t>Tr</t></r><r><t>an</t></r></si>"
    with_parts(
        path, lambda known: known.update({name: known[name].replace(b"</sst>", rich + b"</sst>")})
    )


EXT = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst>'
CONTROL = b'<xml xmlns:x="x"><x:ClientData ObjectType="Button"/></xml>'
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
OBSTACLES = {
    "formula": ("formulas", saved(formula)),
    "formula in an answer": ("formulas", saved(formula_in_an_answer)),
    "picture": ("pictures", part("xl/media/image1.png")),
    "chart": ("pictures", saved(chart)),
    "shape": ("pictures", part("xl/drawings/drawing9.xml", b"<d><xdr:twoCellAnchor/></d>")),
    "background": ("pictures", in_sheet(b'<picture id="rId9"/>')),
    "macro": ("macros", part("xl/vbaProject.bin")),
    "room for macros": ("macros", macro_enabled),
    "threaded": ("threaded", part("xl/threadedComments/threadedComment1.xml")),
    "rich text": ("rich_text", rich_text),
    "x14 validation": ("newer_features", in_sheet(EXT)),
    "slicer": ("newer_features", part("xl/slicers/slicer1.xml")),
    "pivot": ("newer_features", part("xl/pivotTables/pivotTable1.xml")),
    "object": ("newer_features", part("xl/embeddings/oleObject1.bin")),
    "control": ("newer_features", part("xl/ctrlProps/ctrlProp1.xml")),
    "legacy control": ("newer_features", part("xl/drawings/vmlDrawing9.vml", CONTROL)),
    "connection": ("newer_features", part("xl/connections.xml")),
    "what nobody knows": ("newer_features", part("xl/future/thing.xml")),
    "protected range": ("newer_features", in_sheet(b"<protectedRanges/>")),
    "custom view": ("newer_features", in_sheet(b"<customSheetViews/>")),
}  # fmt: skip


@pytest.mark.parametrize("name", OBSTACLES)
def test_what_openpyxl_would_lose_is_left_alone_and_shown_beside(
    ward: Path, beside: Path, name: str
) -> None:
    reason, change = OBSTACLES[name]
    change(ward)
    before = ward.read_bytes()
    pushed = push(ward, [flag("a", 4)])
    assert (pushed.outcome, pushed.reason, pushed.path) == ("beside", reason, str(beside))
    assert ward.read_bytes() == before
    sheet = sheet_of(beside, "Cần sửa")
    assert sheet["A1"].value.startswith(TODO_INTRO) and ward.name in sheet["A1"].value
    assert [row["id"] for row in todo(beside)] == ["a"]
    assert pushed.version == ward_version(ward, UNIT.name)


@pytest.mark.parametrize(
    "change",
    [
        part("xl/drawings/drawing9.xml", b"<xdr:wsDr/>"),
        part("xl/printerSettings/printerSettings1.bin"),
        part("customXml/item1.xml"),
        part("xl/persons/person.xml"),
        in_sheet(b'<extLst><ext uri="{64002731-A6B0-56B0-2670-7721B7C09600}"/></extLst>'),
    ],
    ids=["empty drawing", "printer", "custom xml", "persons", "mac view"],
)
def test_what_nobody_misses_does_not_hold_us_up(ward: Path, change: Callable[[Path], None]) -> None:
    change(ward)
    assert push(ward, [flag("a")]).outcome == "written"


def test_links_in_the_workbook_beside_lead_into_the_wards(ward: Path, beside: Path) -> None:
    saved(formula)(ward)
    push(ward, [flag("a", 4)])
    link = sheet_of(beside, "Cần sửa")["B3"].hyperlink
    assert (link.target, link.location) == (
        "Ph%C6%B0%E1%BB%9Dng%20B%E1%BA%BFn%20Th%E1%BB%A7y.xlsx",
        "'Thành viên'!F4",
    )


def test_a_strict_workbook_is_left_alone(ward: Path) -> None:
    def change(known: dict[str, bytes]) -> None:
        main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        for name in known:
            known[name] = known[name].replace(main, STRICT)

    with_parts(ward, change)
    assert push(ward, [flag("a")]).outcome == "beside"


def test_a_content_that_would_not_come_out_as_it_was_is_left_alone(ward: Path) -> None:
    with edited(ward) as book:
        book["Thành viên"].merge_cells("L3:L5")
    name = part_of(ward, "Thành viên")
    # LibreOffice keeps values under a merged range, and we read them.
    hidden = b'<c r="L4" t="inlineStr"><is><t>kh\xc3\xa1c</t></is></c>'

    def change(known: dict[str, bytes]) -> None:
        end = known[name].index(b"</row>", known[name].index(b'<row r="4"'))
        known[name] = known[name][:end] + hidden + known[name][end:]

    with_parts(ward, change)
    before = ward.read_bytes()
    assert "khác" in {text for sheet in read_sheets(ward) for row in sheet.rows for text in row}
    pushed = push(ward, [flag("a")])
    assert (pushed.outcome, pushed.reason) == ("beside", "newer_features")
    assert ward.read_bytes() == before and not leftovers(ward.parent)


@pytest.mark.parametrize("lock", ["~${}", ".~lock.{}#"])
def test_an_open_workbook_is_left_alone(ward: Path, beside: Path, lock: str) -> None:
    (ward.parent / lock.format(ward.name)).touch()
    before = ward.read_bytes()
    pushed = push(ward, [flag("a")])
    assert (pushed.outcome, pushed.reason) == ("beside", "locked")
    assert ward.read_bytes() == before and beside.exists()


def test_an_open_workbook_that_needs_nothing_gets_none_beside(ward: Path, beside: Path) -> None:
    push(ward, [flag("a")])
    (ward.parent / f"~${ward.name}").touch()
    assert push(ward, [flag("a")]).outcome == "unchanged"
    assert not beside.exists()


def test_a_write_protected_file_is_left_alone(ward: Path, beside: Path) -> None:
    ward.chmod(0o444)
    assert push(ward, [flag("a")]).reason == "read_only"
    assert beside.exists() and stat.S_IMODE(ward.stat().st_mode) == 0o444


def test_a_damaged_workbook_is_left_alone(ward: Path, beside: Path) -> None:
    ward.write_bytes(ward.read_bytes()[:-400])
    before = ward.read_bytes()
    assert push(ward, [flag("a", None, None)]).outcome == "beside"
    assert ward.read_bytes() == before and [row["id"] for row in todo(beside)] == ["a"]


def test_a_workbook_that_changed_since_it_was_read_is_left_alone(ward: Path) -> None:
    wanted = marks(ward, [flag("a", 2)])
    with edited(ward) as book:
        sheet = book["Thành viên"]
        rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=2, max_row=6)]
        for number, values in enumerate(sorted(rows, key=lambda r: r[2]), 2):
            for column, value in enumerate(values, 1):
                sheet.cell(number, column).value = value
    before = ward.read_bytes()
    pushed = push_marks(ward, wanted, ward.parent.parent / "backups")
    assert (pushed.outcome, pushed.reason) == ("beside", "changed")
    assert ward.read_bytes() == before
    assert pushed.version != ward_version(ward, UNIT.name), "so that it is read again"


def test_what_is_typed_while_we_write_is_not_lost(
    ward: Path, beside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(ward, [flag("a")])
    wanted = marks(ward, [flag("a"), flag("b", 3)])
    real = dump

    def somebody_saves_meanwhile(book: Any) -> bytes:
        monkeypatch.setattr("sync.xlsx_marks.dump", real)
        answer(ward, "a", agreed="x", comment="vừa ghi")
        return real(book)

    monkeypatch.setattr("sync.xlsx_marks.dump", somebody_saves_meanwhile)
    pushed = push_marks(ward, wanted, ward.parent.parent / "backups")
    assert (pushed.outcome, pushed.reason) == ("beside", "changed")
    assert (todo(ward)[0]["agreed"], todo(ward)[0]["comment"]) == ("x", "vừa ghi")
    assert not leftovers(ward.parent)
    assert push(ward, [flag("a"), flag("b", 3)]).outcome == "written"
    assert (todo(ward)[0]["agreed"], todo(ward)[0]["comment"]) == ("x", "vừa ghi")
    assert not beside.exists()


def test_answers_beside_are_carried_home_and_the_workbook_beside_goes(
    ward: Path, beside: Path
) -> None:
    lock = ward.parent / f"~${ward.name}"
    push(ward, [flag("a"), flag("b", 3)])
    answer(ward, "a", comment="ở sổ chính")
    lock.touch()
    push(ward, [flag("a"), flag("b", 3), flag("c", 4)])
    assert todo(beside)[0]["comment"] == "ở sổ chính"
    answer(beside, "b", agreed="x")
    answer(beside, "c", comment="ở tệp bên cạnh")
    push(ward, [flag("c", 4), flag("b", 3), flag("a")])
    assert [(r["id"], r["agreed"], r["comment"]) for r in todo(beside)] == [
        ("c", None, "ở tệp bên cạnh"),
        ("b", "x", None),
        ("a", None, "ở sổ chính"),
    ]
    lock.unlink()
    pushed = push(ward, [flag("a"), flag("b", 3), flag("c", 4)])
    assert pushed.outcome == "written" and not beside.exists()
    assert pushed.version == ward_version(ward, UNIT.name)
    assert [(r["id"], r["agreed"], r["comment"]) for r in todo(ward)] == [
        ("a", None, "ở sổ chính"),
        ("b", "x", None),
        ("c", None, "ở tệp bên cạnh"),
    ]


def test_an_answer_beside_that_nobody_has_read_is_not_dropped(ward: Path, beside: Path) -> None:
    saved(formula)(ward)
    push(ward, [flag("a"), flag("b", 3)])
    wanted = marks(ward, [flag("b", 3)])
    answer(beside, "a", agreed="x", comment="viết trong lúc kiểm tra")
    pushed = push_marks(ward, wanted, ward.parent.parent / "backups")
    assert [(r["id"], r["agreed"], r["comment"]) for r in todo(beside)] == [
        ("b", None, None),
        ("a", "x", "viết trong lúc kiểm tra"),
    ]
    assert pushed.version != ward_version(ward, UNIT.name), "so that it is read"
    push(ward, [flag("b", 3)])
    assert [r["id"] for r in todo(beside)] == ["b"]


def test_an_answer_beside_that_nobody_has_read_waits_until_somebody_has(
    ward: Path, beside: Path
) -> None:
    lock = ward.parent / f"~${ward.name}"
    lock.touch()
    push(ward, [flag("a"), flag("b", 3)])
    lock.unlink()
    wanted = marks(ward, [flag("b", 3)])
    answer(beside, "a", comment="viết trong lúc kiểm tra")
    answer(beside, "b", agreed="x")
    pushed = push_marks(ward, wanted, ward.parent.parent / "backups")
    assert pushed.outcome == "written" and beside.exists()
    assert pushed.version != ward_version(ward, UNIT.name), "so that it is read"
    assert todo(ward)[0]["agreed"] == "x"
    assert push(ward, [flag("b", 3)]).outcome == "unchanged"
    assert not beside.exists() and todo(ward)[0]["agreed"] == "x"


def test_the_workbook_beside_goes_when_nothing_is_left(ward: Path, beside: Path) -> None:
    saved(formula)(ward)
    push(ward, [flag("a")])
    assert push(ward, []).outcome in ("beside", "unchanged")
    assert not beside.exists()


def test_the_workbook_beside_is_not_taken_from_under_a_person(ward: Path, beside: Path) -> None:
    lock = ward.parent / f"~${ward.name}"
    lock.touch()
    push(ward, [flag("a")])
    answer(beside, "a", agreed="x")
    (ward.parent / f"~${beside.name}").touch()
    before = beside.read_bytes()
    pushed = push(ward, [flag("a"), flag("b", 3)])
    assert (pushed.outcome, pushed.reason) == ("failed", "locked")
    lock.unlink()
    assert push(ward, [flag("a"), flag("b", 3)]).outcome == "written"
    assert beside.read_bytes() == before
    assert todo(ward)[0]["agreed"] == "x"
