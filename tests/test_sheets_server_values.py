"""Values of the local Google: ranges, what typing means, how values are shown, formulas."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.sheets_caller import Caller, Sheets
from tests.sheets_server import SheetsServer

SHEET_1 = {"sheetId": 0, "title": "Sheet1"}


@pytest.fixture
def local(caller: Caller) -> Sheets:
    return caller.create("Sổ", locale="vi_VN", timeZone="Asia/Ho_Chi_Minh")


def rename(book: Sheets, title: str) -> None:
    change = {"properties": {"sheetId": 0, "title": title}, "fields": "title"}
    book.batch({"updateSheetProperties": change})


# --- ranges -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("Sheet1", "Sheet1!A1:Z1000"),
        ("sheet1!b2", "Sheet1!B2"),
        ("A1:B2", "Sheet1!A1:B2"),
        ("Sheet1!B2:A1", "Sheet1!A1:B2"),
        ("Sheet1!A:C", "Sheet1!A1:C1000"),
        ("Sheet1!2:3", "Sheet1!A2:Z3"),
        ("Sheet1!B5:C", "Sheet1!B5:C1000"),
        ("Sheet1!A1:AZ2000", "Sheet1!A1:Z1000"),
        ("Sheet1!$A$1:$B$2", "Sheet1!A1:B2"),
        ("Sheet1!R2C3:R4C5", "Sheet1!C2:E4"),
        ("'Sheet1'!A1", "Sheet1!A1"),
    ],
)
def test_a_range_is_read_in_every_form_and_clamped(book: Sheets, asked: str, answered: str) -> None:
    found = book.caller.ok("GET", f"{book.path}/values/{asked}")
    assert found == {"range": answered, "majorDimension": "ROWS"}


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Thành viên", "'Thành viên'!A1"),
        ("It's", "'It''s'!A1"),
        ("A1", "'A1'!A1"),
        ("R1C1", "'R1C1'!A1"),
        ("a!b:c", "'a!b:c'!A1"),
        ("Ten_1", "Ten_1!A1"),
        ("2023", "'2023'!A1"),
    ],
)
def test_a_title_is_quoted_where_it_must_be(book: Sheets, title: str, shown: str) -> None:
    rename(book, title)
    quoted = "'" + title.replace("'", "''") + "'!A1"
    done = book.write(quoted, [["x"]])
    assert done["updatedRange"] == shown
    assert book.values(shown) == [["x"]]


@pytest.mark.parametrize(
    "where", ["Nope!A1", "Sheet1!A0", "Sheet1!ABCD1", "Sheet1!", "?", "'Sheet1!A1"]
)
def test_a_range_that_is_none_cannot_be_parsed(book: Sheets, where: str) -> None:
    error = book.caller.refused("GET", f"{book.path}/values/{where.replace('?', '%3F')}")
    assert error == {
        "code": 400,
        "message": f"Unable to parse range: {where}",
        "status": "INVALID_ARGUMENT",
    }


def test_a_range_that_begins_outside_the_grid_is_refused(book: Sheets) -> None:
    error = book.caller.refused("GET", f"{book.path}/values/Sheet1!A1001:B1002")
    limits = "exceeds grid limits. Max rows: 1000, max columns: 26"
    assert error["message"] == f"Range (Sheet1!A1001:B1002) {limits}"


def test_a_named_range_is_a_range(book: Sheets) -> None:
    area = {
        "sheetId": 0,
        "startRowIndex": 1,
        "endRowIndex": 3,
        "startColumnIndex": 0,
        "endColumnIndex": 1,
    }
    book.batch({"addNamedRange": {"namedRange": {"name": "Ten", "range": area}}})
    book.write("A2", [["x"], ["y"]])
    assert book.values("Ten") == book.values("Sheet1!ten") == [["x"], ["y"]]


# --- reading and writing ----------------------------------------------------------------------


def test_empty_ends_are_left_out_and_rows_between_kept(book: Sheets) -> None:
    book.write("B2", [["x", "", ""], ["", "", ""], ["", "y", ""]])
    assert book.values("A1:D10") == [[], ["", "x"], [], ["", "", "y"]]
    assert book.values("A1:D10", majorDimension="COLUMNS") == [[], ["", "x"], ["", "", "", "y"]]


def test_nulls_are_passed_over_and_empty_texts_clear(book: Sheets) -> None:
    book.write("A1", [["a", "b", "c"]])
    done = book.write("A1:C1", [[None, "", "z"]])
    assert (done["updatedCells"], done["updatedColumns"]) == (2, 2)
    assert book.values("A1:C1") == [["a", "", "z"]]


def test_columns_can_be_written(book: Sheets) -> None:
    body = {"majorDimension": "COLUMNS", "values": [[1, 2], [3]]}
    book.caller.ok("PUT", f"{book.path}/values/A1", body, valueInputOption="RAW")
    assert book.values("A1:B2", valueRenderOption="UNFORMATTED_VALUE") == [[1, 3], [2]]


def test_writing_gives_back_what_was_written(book: Sheets) -> None:
    done = book.write(
        "A1",
        [["=1+1", "5%"]],
        includeValuesInResponse=True,
        responseValueRenderOption="UNFORMATTED_VALUE",
    )
    assert done == {
        "spreadsheetId": book.id,
        "updatedRange": "Sheet1!A1:B1",
        "updatedRows": 1,
        "updatedColumns": 2,
        "updatedCells": 2,
        "updatedData": {"range": "Sheet1!A1:B1", "majorDimension": "ROWS", "values": [[2, 0.05]]},
    }


@pytest.mark.parametrize(
    ("where", "rows", "words"),
    [
        ("A1:B2", [[1], [2], [3]], "tried writing to row [3]"),
        ("A1:B2", [[1, 2, 3]], "tried writing to column [C]"),
        ("A1000", [[1], [2]], "tried writing to row [1001]"),
        ("Z1", [[1, 2]], "tried writing to column [AA]"),
    ],
)
def test_more_values_than_the_range_holds_are_refused(
    book: Sheets, where: str, rows: list[list[int]], words: str
) -> None:
    error = book.caller.refused(
        "PUT", f"{book.path}/values/{where}", {"values": rows}, valueInputOption="RAW"
    )
    assert error["message"] == f"Requested writing within range [{where}], but {words}"
    assert book.values("Sheet1") is None


def test_writing_without_an_input_option_is_refused(book: Sheets) -> None:
    error = book.caller.refused("PUT", f"{book.path}/values/A1", {"values": [["x"]]})
    assert error["message"] == "'valueInputOption' is required but not specified"


def test_a_batch_of_values_is_written_wholly_or_not_at_all(book: Sheets) -> None:
    data = [{"range": "A1", "values": [["x"]]}, {"range": "Nope!A1", "values": [["y"]]}]
    body = {"valueInputOption": "RAW", "data": data}
    error = book.caller.refused("POST", f"{book.path}/values:batchUpdate", body)
    assert error["message"] == "Invalid data[1]: Unable to parse range: Nope!A1"
    assert book.values("A1") is None


def test_several_ranges_at_once(book: Sheets) -> None:
    body = {
        "valueInputOption": "RAW",
        "data": [{"range": "A1:A2", "values": [[1], [2]]}, {"range": "C2", "values": [[3]]}],
    }
    done = book.caller.ok("POST", f"{book.path}/values:batchUpdate", body)
    sums = {name: done[name] for name in done if name.startswith("total")}
    assert sums == {
        "totalUpdatedRows": 2,
        "totalUpdatedColumns": 2,
        "totalUpdatedCells": 3,
        "totalUpdatedSheets": 1,
    }
    found = book.caller.ok("GET", f"{book.path}/values:batchGet", ranges=["A:A", "C2"])
    assert [one.get("values") for one in found["valueRanges"]] == [[["1"], ["2"]], [["3"]]]
    cleared = book.caller.ok("POST", f"{book.path}/values:batchClear", {"ranges": ["A1:A2", "C:C"]})
    assert cleared["clearedRanges"] == ["Sheet1!A1:A2", "Sheet1!C1:C1000"]
    assert book.values("Sheet1") is None


def test_clearing_leaves_formats_and_notes(book: Sheets) -> None:
    book.write("A1", [["01/02/2023"]])
    note = {"range": {"sheetId": 0, "endRowIndex": 1, "endColumnIndex": 1}, "cell": {"note": "!"}}
    book.batch({"repeatCell": note | {"fields": "note"}})
    book.caller.ok("POST", f"{book.path}/values/A1:clear")
    [[cell]] = book.cells("A1", "note,userEnteredValue,userEnteredFormat.numberFormat.type")
    assert cell == {"note": "!", "userEnteredFormat": {"numberFormat": {"type": "DATE"}}}


@pytest.mark.parametrize(
    ("where", "table", "written"),
    [
        ("Sheet1", "Sheet1!B4:D6", "Sheet1!B7:C7"),
        ("Sheet1!A1", "Sheet1!A1:C2", "Sheet1!A3:B3"),
        ("Sheet1!B2:D4", "Sheet1!B4:D6", "Sheet1!B7:C7"),
        ("Sheet1!C5:D5", "Sheet1!B4:D6", "Sheet1!B7:C7"),
        ("Sheet1!G3", None, "Sheet1!G3:H3"),
    ],
)
def test_appending_looks_for_the_table(
    book: Sheets, where: str, table: str | None, written: str
) -> None:
    book.write("A1", [["x", "y", "z"], ["x", "y", "z"]])
    book.write("B4", [["x", "y", ""], ["", "y", "z"], ["x", "", "z"]])
    done = book.caller.ok(
        "POST", f"{book.path}/values/{where}:append", {"values": [[1, 2]]}, valueInputOption="RAW"
    )
    assert done.get("tableRange") == table
    assert done["updates"]["updatedRange"] == written


def test_appending_makes_room_below_and_between(book: Sheets) -> None:
    size = {"properties": {"sheetId": 0, "gridProperties": {"rowCount": 2, "columnCount": 2}}}
    book.batch({"updateSheetProperties": size | {"fields": "gridProperties(rowCount,columnCount)"}})
    book.write("A1:B2", [["a", "b"], ["c", "d"]])
    where = f"{book.path}/values/Sheet1:append"
    book.caller.ok("POST", where, {"values": [["e"], ["f"]]}, valueInputOption="RAW")
    assert book.values("Sheet1") == [["a", "b"], ["c", "d"], ["e"], ["f"]]


# --- typing -----------------------------------------------------------------------------------

SHOWN: list[tuple[str, Any, str]] = [
    ("12", 12, "12"),
    ("1,234.5", 1234.5, "1,234.50"),
    ("10%", 0.1, "10%"),
    ("$5", 5, "$5"),
    ("-3.25", -3.25, "-3.25"),
    ("1e3", 1000, "1.00E+03"),
    ("2020-01-31", 43861, "2020-01-31"),
    ("1/31/2020", 43861, "1/31/2020"),
    ("13:30", 0.5625, "13:30"),
    ("true", True, "TRUE"),
    ("'0912", "0912", "0912"),
    ("0912", 912, "912"),
    ("abc", "abc", "abc"),
    ("31/1/2020", "31/1/2020", "31/1/2020"),
    ("1_000", "1_000", "1_000"),
    (" x ", " x ", " x "),
]
SHOWN_IN_VIETNAM: list[tuple[str, Any, str]] = [
    ("3,5", 3.5, "3,5"),
    ("1.234.567", 1234567, "1.234.567"),
    ("05/03/2023", 44990, "05/03/2023"),
    ("5-3-2023", 44990, "05/03/2023"),
    ("2023-03-05", 44990, "2023-03-05"),
    ("12,5%", 0.125, "12,50%"),
    ("3/25/2023", "3/25/2023", "3/25/2023"),
    ("0912 345 678", "0912 345 678", "0912 345 678"),
]


@pytest.mark.parametrize(("typed", "value", "shown"), SHOWN)
def test_typing_in_american(book: Sheets, typed: str, value: Any, shown: str) -> None:
    book.write("A1", [[typed]])
    assert book.values("A1", valueRenderOption="UNFORMATTED_VALUE") == [[value]]
    assert book.values("A1") == [[shown]]


@pytest.mark.parametrize(("typed", "value", "shown"), SHOWN_IN_VIETNAM)
def test_typing_in_vietnamese(local: Sheets, typed: str, value: Any, shown: str) -> None:
    local.write("A1", [[typed]])
    assert local.values("A1", valueRenderOption="UNFORMATTED_VALUE") == [[value]]
    assert local.values("A1") == [[shown]]


@pytest.mark.parametrize("text", ["=1+1", "'x", "05/03/2023", "TRUE", "1,5", "+84912345678"])
def test_raw_texts_stay_texts(local: Sheets, text: str) -> None:
    local.write("A1", [[text]], "RAW")
    [[cell]] = local.cells("A1", "userEnteredValue,formattedValue")
    assert cell == {"userEnteredValue": {"stringValue": text}, "formattedValue": text}


def test_plain_text_cells_keep_what_is_typed(local: Sheets) -> None:
    look = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}
    area = {"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 1}
    local.batch(
        {"repeatCell": {"range": area, "cell": look, "fields": "userEnteredFormat.numberFormat"}}
    )
    local.write("A1", [["0912345678"], ["=1+1"], [912345678]])
    found = local.values("A1:A3", valueRenderOption="UNFORMATTED_VALUE")
    assert found == [["0912345678"], ["=1+1"], [912345678]]


def test_dates_come_as_numbers_or_as_texts(local: Sheets) -> None:
    local.write("A1", [["05/03/2023", 7]])
    unformatted = {"valueRenderOption": "UNFORMATTED_VALUE"}
    assert local.values("A1:B1", **unformatted) == [[44990, 7]]
    texts = local.values("A1:B1", dateTimeRenderOption="FORMATTED_STRING", **unformatted)
    assert texts == [["05/03/2023", 7]]
    assert local.values("A1:B1", valueRenderOption="FORMULA") == [[44990, 7]]


@pytest.mark.parametrize(
    ("pattern", "value", "shown"),
    [
        ("#,##0", 1234567, "1,234,567"),
        ("0000000000", 912345678, "0912345678"),
        ("0.0#", 1.5, "1.5"),
        ('0" km"', 5, "5 km"),
        ("dd/mm/yyyy hh:mm", 44990.5, "05/03/2023 12:00"),
        ("mmm d", 44990, "Mar 5"),
        ("#,##0;(#,##0)", -1200, "(1,200)"),
        ("0.00E+00", 12345, "1.23E+04"),
        ("[h]:mm", 1.5, "36:00"),
    ],
)
def test_number_formats(book: Sheets, pattern: str, value: float, shown: str) -> None:
    kind = "DATE_TIME" if "h" in pattern or "d" in pattern else "NUMBER"
    look = {"userEnteredFormat": {"numberFormat": {"type": kind, "pattern": pattern}}}
    book.write("A1", [[value]], "RAW")
    area = {"sheetId": 0, "endRowIndex": 1, "endColumnIndex": 1}
    book.batch({"repeatCell": {"range": area, "cell": look, "fields": "userEnteredFormat"}})
    assert book.values("A1") == [[shown]]


# --- formulas ---------------------------------------------------------------------------------

FORMULAS: list[tuple[str, Any]] = [
    ("=1+2*3^2", 19),
    ("=-2^2", 4),
    ("=(1+2)/4", 0.75),
    ("=10%", 0.1),
    ("=B1+B2", 5),
    ("=SUM(B1:B3)", 5),
    ("=sum(B:B)", 5),
    ("=AVERAGE(B1:B2)", 2.5),
    ("=COUNT(B1:B4)", 2),
    ("=COUNTA(B1:B4)", 3),
    ('=COUNTIF(B1:B3,">2")', 1),
    ('=IF(B1>B2,"a","b")', "b"),
    ('=B3&" "&B1', "x 2"),
    ('=CONCATENATE("a",1,TRUE)', "a1TRUE"),
    ("=B1=2", True),
    ('=IFERROR(1/0,"-")', "-"),
    ("=ROUND(2.345,2)", 2.35),
    ("=DATE(2023,3,5)-DATE(2023,3,1)", 4),
    ('=TEXT(DATE(2023,3,5),"dd/mm/yyyy")', "05/03/2023"),
    ('=HYPERLINK("#gid=0&range=B1","Xem")', "Xem"),
    ("=VLOOKUP(2,B1:C2,2)", "hai"),
    ("=Sheet1!B1", 2),
    ("='Sheet1'!B1*2", 4),
    ('=LEN("Đình")', 4),
    ("=1/0", "#DIV/0!"),
    ("=NOPE(1)", "#NAME?"),
    ("=Missing!A1", "#REF!"),
    ("=B3+1", "#VALUE!"),
    ("=1+", "#ERROR!"),
    ("=A1", "#REF!"),
    ('=MATCH("zz",C1:C2,0)', "#N/A"),
    ('=DATEDIF(DATE(2023,1,31),DATE(2023,3,1),"M")', 1),
    ("=EDATE(DATE(2023,1,31),1)-DATE(2023,2,28)", 0),
    ('=SUMIFS(B1:B2,C1:C2,"b*")', 3),
]


@pytest.mark.parametrize(("formula", "value"), FORMULAS)
def test_formulas(book: Sheets, formula: str, value: Any) -> None:
    book.write("B1", [[2, "hai"], [3, "ba"], ["x"]])
    book.write("A1", [[formula]])
    assert book.values("A1", valueRenderOption="UNFORMATTED_VALUE") == [[value]]
    assert book.values("A1", valueRenderOption="FORMULA") == [[formula]]


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("=SUM(1,5;2)", "3,5"),
        ('=IF(1>0;"có";"không")', "có"),
        ('=IF(1>0,"có","không")', "#ERROR!"),
        ("=3/2", "1,5"),
    ],
)
def test_a_vietnamese_formula_separates_by_semicolon(
    local: Sheets, formula: str, shown: str
) -> None:
    local.write("A1", [[formula]])
    assert local.values("A1") == [[shown]]


def test_an_error_is_a_value_with_its_kind(book: Sheets) -> None:
    book.write("A1", [["=1/0"]])
    [[cell]] = book.cells("A1", "effectiveValue,formattedValue")
    assert cell["formattedValue"] == "#DIV/0!"
    assert cell["effectiveValue"]["errorValue"]["type"] == "DIVIDE_BY_ZERO"


def test_a_formula_takes_over_the_format_of_its_cells(local: Sheets) -> None:
    local.write("A1", [["05/03/2023", "=A1+7", "=B1-A1", "=MAX(A1;B1)", "5%", "=E1*2"]])
    assert local.values("A1:F1") == [["05/03/2023", "12/03/2023", "7", "12/03/2023", "5%", "10%"]]


def test_today_is_that_of_the_spreadsheets_time_zone(server: SheetsServer, local: Sheets) -> None:
    server.clock.freeze(datetime(2023, 3, 5, 18, 0, tzinfo=UTC))
    local.write("A1", [["=TODAY()", "=NOW()"]])
    assert local.values("A1:B1") == [["06/03/2023", "06/03/2023 01:00:00"]]


def test_a_long_chain_of_formulas_is_computed(book: Sheets) -> None:
    book.write("A1", [[1], *([f"=A{row}+1"] for row in range(1, 1000))])
    assert book.values("A1000") == [["1000"]]
    book.write("A1", [["=A1000"]])
    assert book.values("A1:A2") == [["#REF!"], ["#REF!"]]


def test_a_link_is_seen_in_the_cell(book: Sheets) -> None:
    book.write("A1", [['=HYPERLINK("https://vi-du.vn","Xem")']])
    [[cell]] = book.cells("A1", "hyperlink,formattedValue")
    assert cell == {"hyperlink": "https://vi-du.vn", "formattedValue": "Xem"}


def test_formulas_follow_rows_put_in_and_taken_out(book: Sheets) -> None:
    book.write("A1", [[1], [2], [3], ["=SUM(A1:A3)"], ["=A2"], ["=A$3"]])
    rows = {"sheetId": 0, "dimension": "ROWS"}
    book.batch({"insertDimension": {"range": rows | {"startIndex": 1, "endIndex": 2}}})
    formulas = book.values("A5:A7", valueRenderOption="FORMULA")
    assert formulas == [["=SUM(A1:A4)"], ["=A3"], ["=A$4"]]
    book.batch({"deleteDimension": {"range": rows | {"startIndex": 2, "endIndex": 3}}})
    formulas = book.values("A4:A6", valueRenderOption="FORMULA")
    assert formulas == [["=SUM(A1:A3)"], ["=#REF!"], ["=A$3"]]


def test_formulas_follow_a_tab_that_is_renamed(book: Sheets) -> None:
    book.batch({"addSheet": {"properties": {"title": "Hai"}}})
    book.write("Hai!A1", [["=Sheet1!B1"]])
    rename(book, "Trang một")
    assert book.values("Hai!A1", valueRenderOption="FORMULA") == [["='Trang một'!B1"]]
