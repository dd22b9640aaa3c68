"""`batchUpdate` of the local Google: what each request does, what it replies, what it refuses."""

from typing import Any

import pytest

from tests.sheets_caller import ROBOT, Caller, Sheets
from tests.sheets_server import SheetsServer
from tests.sheets_server.errors import Json

WARD = "ward@vinh.vn"


def area(top: int, bottom: int, left: int, right: int) -> Json:
    return {
        "sheetId": 0,
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }


def shown(grid: Json) -> Json:
    """As Google gives it back: tab 0 is left out."""
    return {name: value for name, value in grid.items() if name != "sheetId"}


def lines(dimension: str, start: int, end: int) -> Json:
    return {"sheetId": 0, "dimension": dimension, "startIndex": start, "endIndex": end}


def first(book: Sheets, **query: Any) -> Json:
    tab: Json = book.get(**query)["sheets"][0]
    return tab


# --- the batch --------------------------------------------------------------------------------


def test_a_batch_is_all_or_nothing(book: Sheets) -> None:
    before = book.get()
    error = book.refused(
        {"addSheet": {"properties": {"title": "Hai"}}},
        {
            "updateCells": {
                "range": area(0, 1, 0, 1),
                "fields": "note",
                "rows": [{"values": [{"note": "x"}]}],
            }
        },
        {"deleteSheet": {"sheetId": 99}},
    )
    assert error["message"] == "Invalid requests[2].deleteSheet: No grid with id: 99"
    assert error["status"] == "INVALID_ARGUMENT"
    assert book.get() == before
    assert first(book, includeGridData=True)["data"][0].get("rowData") is None


def test_replies_stand_at_the_places_of_their_requests(book: Sheets) -> None:
    done = book.batch(
        {"updateSpreadsheetProperties": {"properties": {"title": "Mới"}, "fields": "title"}},
        {"addSheet": {"properties": {"title": "Hai", "sheetId": 5}}},
    )
    grid = {"rowCount": 1000, "columnCount": 26}
    added = {"sheetId": 5, "title": "Hai", "index": 1, "sheetType": "GRID", "gridProperties": grid}
    assert done == {"spreadsheetId": book.id, "replies": [{}, {"addSheet": {"properties": added}}]}
    assert book.get(fields="properties.title") == {"properties": {"title": "Mới"}}


def test_the_spreadsheet_comes_back_with_the_cells_asked_for(book: Sheets) -> None:
    write = {"rows": [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}], "fields": "*"}
    done = book.batch(
        {"addSheet": {"properties": {"title": "Hai"}}},
        {"updateCells": write | {"start": {"sheetId": 0, "rowIndex": 1, "columnIndex": 1}}},
        includeSpreadsheetInResponse=True,
        responseRanges=["Sheet1!A2:B2"],
        responseIncludeGridData=True,
    )
    [tab] = done["updatedSpreadsheet"]["sheets"]
    [data] = tab["data"]
    assert data["startRow"] == 1 and "startColumn" not in data
    assert data["rowData"][0]["values"][1]["formattedValue"] == "x"
    masked = book.caller.ok(
        "POST",
        f"{book.path}:batchUpdate",
        {
            "requests": [{"unmergeCells": {"range": area(0, 2, 0, 2)}}],
            "includeSpreadsheetInResponse": True,
            "responseRanges": ["Sheet1!B2"],
        },
        fields="updatedSpreadsheet.sheets.data.rowData.values.formattedValue",
    )
    cells = {"rowData": [{"values": [{"formattedValue": "x"}]}]}
    assert masked == {"updatedSpreadsheet": {"sheets": [{"data": [cells]}]}}


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            {"frobnicate": {}},
            "Invalid JSON payload received. Unknown name \"frobnicate\" at 'requests[0]': Cannot find field.",
        ),
        (
            {"addSheet": {"properties": {"titel": "x"}}},
            "Invalid JSON payload received. Unknown name \"titel\" at 'requests[0].add_sheet.properties': "
            "Cannot find field.",
        ),
        (
            {"deleteSheet": {"sheetId": "one"}},
            "Invalid value at 'requests[0].delete_sheet.sheet_id' (TYPE_INT32), \"one\"",
        ),
        (
            {"repeatCell": {"range": {"sheetId": 0}, "cell": {"note": "x"}}},
            "Invalid requests[0].repeatCell: At least one field must be listed in 'fields'. "
            "(Use '*' to indicate all fields.)",
        ),
        (
            {
                "repeatCell": {
                    "range": {"sheetId": 0, "startRowIndex": 1000, "endColumnIndex": 2},
                    "cell": {},
                    "fields": "note",
                }
            },
            "Invalid requests[0].repeatCell: Range (Sheet1!A1001:B) exceeds grid limits. "
            "Max rows: 1000, max columns: 26",
        ),
        (
            {"addSheet": {"properties": {"title": "sheet1"}}},
            'Invalid requests[0].addSheet: A sheet with the name "sheet1" already exists. '
            "Please enter another name.",
        ),
        (
            {"deleteSheet": {"sheetId": 0}},
            "Invalid requests[0].deleteSheet: You can't remove all the sheets in a document.",
        ),
        (
            {"updateSheetProperties": {"properties": {"hidden": True}, "fields": "hidden"}},
            "Invalid requests[0].updateSheetProperties: You can't hide all the sheets in a document.",
        ),
    ],
)
def test_refusals_in_googles_words(book: Sheets, request_: Json, message: str) -> None:
    error = book.refused(request_)
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert error["message"] == message


def test_an_empty_batch_is_refused(book: Sheets) -> None:
    assert book.refused()["message"] == "Must specify at least one request."


def test_what_the_server_cannot_do_it_says(book: Sheets) -> None:
    error = book.refused({"addChart": {"chart": {}}})
    assert (error["code"], error["status"]) == (501, "UNIMPLEMENTED")


def test_an_unknown_name_is_told_in_the_details_too(book: Sheets) -> None:
    error = book.refused({"addSheet": {"nope": 1}})
    [detail] = error["details"]
    assert detail["@type"] == "type.googleapis.com/google.rpc.BadRequest"
    assert [one["field"] for one in detail["fieldViolations"]] == ["requests[0].add_sheet"]


# --- tabs -------------------------------------------------------------------------------------


def test_tabs_are_renamed_moved_hidden_and_coloured(book: Sheets) -> None:
    book.batch(
        {"addSheet": {"properties": {"sheetId": 1, "title": "Hai"}}},
        {"addSheet": {"properties": {"sheetId": 2, "title": "Ba", "hidden": True}}},
        {"updateSheetProperties": {"properties": {"sheetId": 2, "index": 0}, "fields": "index"}},
        {
            "updateSheetProperties": {
                "properties": {
                    "sheetId": 1,
                    "tabColor": {"red": 0.5},
                    "gridProperties": {"frozenRowCount": 2, "hideGridlines": True},
                },
                "fields": "tabColor,gridProperties(frozenRowCount,hideGridlines)",
            }
        },
    )
    tabs = [tab["properties"] for tab in book.get()["sheets"]]
    assert [(tab["title"], tab["index"]) for tab in tabs] == [("Ba", 0), ("Sheet1", 1), ("Hai", 2)]
    assert tabs[0]["hidden"] is True and "hidden" not in tabs[1]
    assert tabs[2]["tabColorStyle"] == {"rgbColor": {"red": 0.49803922}}
    assert tabs[2]["gridProperties"]["frozenRowCount"] == 2


def test_a_tab_is_copied_with_all_that_lies_on_it(book: Sheets) -> None:
    book.write("A1", [[1], ["=A1*2"]])
    book.batch({"mergeCells": {"range": area(3, 4, 0, 2), "mergeType": "MERGE_ALL"}})
    done = book.batch({"duplicateSheet": {"sourceSheetId": 0, "newSheetName": "Bản sao"}})
    copied = done["replies"][0]["duplicateSheet"]["properties"]
    assert (copied["title"], copied["index"]) == ("Bản sao", 0)
    book.write("Sheet1!A1", [[5]])
    assert book.values("'Bản sao'!A1:A2") == [["1"], ["2"]]
    merge = shown(area(3, 4, 0, 2)) | {"sheetId": copied["sheetId"]}
    assert book.get(fields="sheets.merges")["sheets"][0]["merges"] == [merge]


def test_a_tab_is_copied_to_another_spreadsheet(book: Sheets, caller: Caller) -> None:
    book.write("A1", [["x"]])
    other = caller.create("Khác")
    body = {"destinationSpreadsheetId": other.id}
    done = caller.ok("POST", f"{book.path}/sheets/0:copyTo", body)
    assert (done["title"], done["index"]) == ("Copy of Sheet1", 1)
    assert other.values("'Copy of Sheet1'!A1") == [["x"]]


# --- rows and columns -------------------------------------------------------------------------


def test_rows_put_in_carry_the_look_of_the_row_before_if_asked(book: Sheets) -> None:
    book.write("A1", [["a"], ["b"]])
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    book.batch(
        {"repeatCell": {"range": area(0, 1, 0, 1), "cell": bold, "fields": "userEnteredFormat"}},
        {"insertDimension": {"range": lines("ROWS", 1, 2), "inheritFromBefore": True}},
    )
    assert book.values("A1:A3") == [["a"], [], ["b"]]
    assert book.cells("A2", "userEnteredFormat") == [[bold]]
    assert first(book)["properties"]["gridProperties"]["rowCount"] == 1001


def test_whatever_lies_on_a_tab_moves_with_its_rows(book: Sheets) -> None:
    protected = {"range": area(4, 6, 0, 2), "warningOnly": True}
    look = {"condition": {"type": "NOT_BLANK"}, "format": {"textFormat": {"bold": True}}}
    rule = {"ranges": [area(1, 10, 0, 1)], "booleanRule": look}
    book.batch(
        {"mergeCells": {"range": area(4, 6, 0, 2), "mergeType": "MERGE_ALL"}},
        {"addProtectedRange": {"protectedRange": protected}},
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {"addNamedRange": {"namedRange": {"name": "ten", "range": area(5, 6, 0, 1)}}},
        {"insertDimension": {"range": lines("ROWS", 2, 4)}},
        {"deleteDimension": {"range": lines("ROWS", 0, 1)}},
    )
    tab = first(book)
    assert tab["merges"] == [shown(area(5, 7, 0, 2))]
    assert tab["protectedRanges"][0]["range"] == shown(area(5, 7, 0, 2))
    assert tab["conditionalFormats"][0]["ranges"] == [shown(area(0, 11, 0, 1))]
    assert book.get()["namedRanges"][0]["range"] == shown(area(6, 7, 0, 1))


def test_rows_and_columns_are_moved(book: Sheets) -> None:
    book.write("A1", [["a", 1], ["b", 2], ["c", 3], ["=B1", ""]])
    book.batch({"moveDimension": {"source": lines("ROWS", 0, 1), "destinationIndex": 3}})
    assert book.values("A1:A4", valueRenderOption="FORMULA") == [["b"], ["c"], ["a"], ["=B3"]]
    book.batch({"moveDimension": {"source": lines("COLUMNS", 1, 2), "destinationIndex": 0}})
    assert book.values("A1:B3") == [["2", "b"], ["3", "c"], ["1", "a"]]


def test_sizes_hidden_lines_and_rows_at_the_end(book: Sheets) -> None:
    book.batch(
        {
            "updateDimensionProperties": {
                "range": lines("COLUMNS", 0, 2),
                "properties": {"pixelSize": 160, "hiddenByUser": True},
                "fields": "pixelSize,hiddenByUser",
            }
        },
        {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 5}},
    )
    tab = first(
        book, fields="sheets(properties.gridProperties,data.columnMetadata)", ranges="A1:C1"
    )
    assert tab["properties"]["gridProperties"]["rowCount"] == 1005
    wide = {"hiddenByUser": True, "pixelSize": 160}
    assert tab["data"][0]["columnMetadata"] == [wide, wide, {"pixelSize": 100}]


def test_the_last_unfrozen_row_cannot_go(book: Sheets) -> None:
    error = book.refused({"deleteDimension": {"range": lines("ROWS", 0, 1000)}})
    assert "You can't delete all the rows on the sheet." in error["message"]


def test_groups_nest(book: Sheets) -> None:
    book.batch({"addDimensionGroup": {"range": lines("ROWS", 0, 4)}})
    done = book.batch({"addDimensionGroup": {"range": lines("ROWS", 1, 2)}})
    groups = done["replies"][0]["addDimensionGroup"]["dimensionGroups"]
    assert [(g["range"]["startIndex"], g["range"]["endIndex"], g["depth"]) for g in groups] == [
        (0, 4, 1),
        (1, 2, 2),
    ]
    group = {"range": lines("ROWS", 1, 2), "depth": 2, "collapsed": True}
    book.batch({"updateDimensionGroup": {"dimensionGroup": group, "fields": "collapsed"}})
    metadata = first(book, ranges="A1:A3", includeGridData=True)["data"][0]["rowMetadata"]
    assert [row.get("hiddenByUser") for row in metadata] == [None, True, None]


# --- cells ------------------------------------------------------------------------------------


def test_a_mask_writes_its_parts_and_clears_what_is_not_given(book: Sheets) -> None:
    full = {
        "userEnteredValue": {"stringValue": "x"},
        "note": "n",
        "userEnteredFormat": {"textFormat": {"bold": True, "italic": True}},
    }
    at = {"start": {"sheetId": 0}}
    book.batch({"updateCells": at | {"rows": [{"values": [full]}], "fields": "*"}})
    fewer = {"userEnteredFormat": {"textFormat": {"italic": False}}, "note": "not asked for"}
    mask = "userEnteredValue,userEnteredFormat.textFormat.italic"
    book.batch({"updateCells": at | {"rows": [{"values": [fewer]}], "fields": mask}})
    assert book.cells("A1", "userEnteredValue,userEnteredFormat,note") == [
        [{"userEnteredFormat": {"textFormat": {"bold": True, "italic": False}}, "note": "n"}]
    ]


def test_a_range_given_to_update_cells_is_cleared_where_rows_are_short(book: Sheets) -> None:
    book.write("A1", [["a", "b"], ["c", "d"]])
    row = {"values": [{"userEnteredValue": {"numberValue": 1}}]}
    book.batch(
        {"updateCells": {"range": area(0, 2, 0, 2), "rows": [row], "fields": "userEnteredValue"}}
    )
    assert book.values("A1:B2") == [["1"]]


def test_repeated_formulas_move_along(book: Sheets) -> None:
    book.write("A1", [[1], [2], [3]])
    cell = {"userEnteredValue": {"formulaValue": "=A1*$A$1"}}
    book.batch(
        {"repeatCell": {"range": area(0, 3, 1, 2), "cell": cell, "fields": "userEnteredValue"}}
    )
    assert book.values("B1:B3") == [["1"], ["2"], ["3"]]
    assert book.values("B3", valueRenderOption="FORMULA") == [["=A3*$A$1"]]


def test_a_range_that_ends_outside_is_cut_off(book: Sheets) -> None:
    book.batch(
        {"repeatCell": {"range": area(999, 1003, 0, 1), "cell": {"note": "x"}, "fields": "note"}}
    )
    assert book.cells("A1000", "note") == [[{"note": "x"}]]


def test_cells_are_appended_after_the_last_row(book: Sheets) -> None:
    book.write("B3", [["x"]])
    rows = [{"values": [{"userEnteredValue": {"boolValue": True}}]}]
    book.batch({"appendCells": {"sheetId": 0, "rows": rows, "fields": "userEnteredValue"}})
    assert book.values("A4") == [["TRUE"]]


def test_colours_come_back_as_google_keeps_them(book: Sheets) -> None:
    look = {"userEnteredFormat": {"backgroundColor": {"red": 0.9, "green": 0, "blue": 1}}}
    book.batch(
        {"repeatCell": {"range": area(0, 1, 0, 1), "cell": look, "fields": "userEnteredFormat"}}
    )
    color = {"red": 0.8980392, "blue": 1}
    expected = {"backgroundColor": color, "backgroundColorStyle": {"rgbColor": color}}
    assert book.cells("A1", "userEnteredFormat") == [[{"userEnteredFormat": expected}]]


def test_validation_is_kept_checked_and_cleared(book: Sheets) -> None:
    values = [{"userEnteredValue": text} for text in ("Có", "Chưa")]
    rule = {
        "condition": {"type": "ONE_OF_LIST", "values": values},
        "strict": True,
        "showCustomUi": True,
    }
    book.batch({"setDataValidation": {"range": area(1, 3, 0, 1), "rule": rule}})
    assert book.cells("A2", "dataValidation") == [[{"dataValidation": rule}]]
    book.batch({"setDataValidation": {"range": area(1, 3, 0, 1)}})
    assert book.cells("A2", "dataValidation") == []
    bad = {"condition": {"type": "ONE_OF_LIST"}}
    error = book.refused({"setDataValidation": {"range": area(1, 3, 0, 1), "rule": bad}})
    assert "ONE_OF_LIST requires at least one ConditionValue" in error["message"]


def test_borders(book: Sheets) -> None:
    line = {"style": "SOLID", "color": {"red": 1}}
    book.batch({"updateBorders": {"range": area(0, 2, 0, 1), "top": line, "innerHorizontal": line}})
    borders = [
        row[0]["userEnteredFormat"]["borders"] for row in book.cells("A1:A2", "userEnteredFormat")
    ]
    assert [sorted(border) for border in borders] == [["bottom", "top"], ["top"]]


# --- order, copies, texts ---------------------------------------------------------------------


def test_sorting_takes_whole_rows_of_the_range(book: Sheets) -> None:
    book.write("A1", [["b", 2], ["", 9], ["a", 2], ["c", 1], [5, 7]])
    specs = [
        {"dimensionIndex": 1, "sortOrder": "DESCENDING"},
        {"dimensionIndex": 0, "sortOrder": "ASCENDING"},
    ]
    book.batch({"sortRange": {"range": area(0, 5, 0, 2), "sortSpecs": specs}})
    assert book.values("A1:B5") == [["", "9"], ["5", "7"], ["a", "2"], ["b", "2"], ["c", "1"]]


def test_copy_transpose_and_cut(book: Sheets) -> None:
    book.write("A1", [[1, "=A1+1"], [3, "=A2+1"]])
    copy = {"source": area(0, 2, 0, 2), "pasteType": "PASTE_NORMAL"}
    book.batch({"copyPaste": copy | {"destination": area(0, 4, 3, 5)}})
    assert book.values("D1:E4") == [["1", "2"], ["3", "4"], ["1", "2"], ["3", "4"]]
    turned = {"destination": area(5, 6, 0, 1), "pasteOrientation": "TRANSPOSE"}
    book.batch({"copyPaste": copy | turned | {"pasteType": "PASTE_VALUES"}})
    assert book.values("A6:B7") == [["1", "3"], ["2", "4"]]
    book.batch(
        {
            "cutPaste": {
                "source": area(0, 1, 0, 1),
                "destination": {"sheetId": 0, "rowIndex": 9},
                "pasteType": "PASTE_NORMAL",
            }
        }
    )
    assert book.values("A1:A10")[0] == [] and book.values("A10") == [["1"]]


def test_cells_are_put_in_and_taken_out(book: Sheets) -> None:
    book.write("A1", [["a", "x"], ["b", "y"]])
    book.batch({"insertRange": {"range": area(0, 1, 0, 1), "shiftDimension": "ROWS"}})
    assert book.values("A1:B3") == [["", "x"], ["a", "y"], ["b"]]
    book.batch({"deleteRange": {"range": area(0, 1, 0, 1), "shiftDimension": "COLUMNS"}})
    assert book.values("A1:B3") == [["x"], ["a", "y"], ["b"]]


def test_find_and_replace_counts(book: Sheets) -> None:
    book.write("A1", [["khối 1", "Khối 2"], ["xóm", "khối khối"]])
    find = {"find": "khối", "replacement": "Xóm", "allSheets": True}
    reply = book.batch({"findReplace": find})["replies"][0]["findReplace"]
    assert reply == {
        "valuesChanged": 3,
        "rowsChanged": 2,
        "sheetsChanged": 1,
        "occurrencesChanged": 4,
    }
    assert book.values("A1:B2") == [["Xóm 1", "Xóm 2"], ["xóm", "Xóm Xóm"]]


def test_only_blank_cells_are_found_as_blank(book: Sheets) -> None:
    book.write("A1", [["x", ""], [" ", '=""']])
    find = {"find": r"^\s*$", "searchByRegex": True, "matchEntireCell": True}
    book.batch({"findReplace": find | {"replacement": "31/12/2023", "range": area(0, 2, 0, 2)}})
    assert book.values("A1:B2") == [["x", "31/12/2023"], ["31/12/2023"]]


def test_texts_are_trimmed_split_pasted_and_doubles_go(book: Sheets) -> None:
    book.batch(
        {
            "pasteData": {
                "coordinate": {"sheetId": 0},
                "data": " a  b \t1\n a b\t2\na b\t1",
                "delimiter": "\t",
                "type": "PASTE_NORMAL",
            }
        }
    )
    replies = book.batch(
        {"trimWhitespace": {"range": area(0, 3, 0, 1)}},
        {"deleteDuplicates": {"range": area(0, 3, 0, 2)}},
        {"textToColumns": {"source": area(0, 2, 0, 1), "delimiterType": "SPACE"}},
    )["replies"]
    assert replies[0] == {"trimWhitespace": {"cellsChangedCount": 2}}
    assert replies[1] == {"deleteDuplicates": {"duplicatesRemovedCount": 1}}
    assert book.values("A1:C3") == [["a", "b"], ["a", "b"]]


def test_merging_keeps_the_first_cell(book: Sheets) -> None:
    book.write("A1", [["a", "b"], ["c", "d"]])
    book.batch({"mergeCells": {"range": area(0, 2, 0, 2), "mergeType": "MERGE_ALL"}})
    assert book.values("A1:B2") == [["a"]]
    error = book.refused({"unmergeCells": {"range": area(0, 1, 0, 2)}})
    assert "You must select all cells in a merged range" in error["message"]
    book.batch({"unmergeCells": {"range": area(0, 5, 0, 5)}})
    assert "merges" not in first(book)


# --- rules upon a tab -------------------------------------------------------------------------


def test_conditional_formats_by_index(book: Sheets) -> None:
    def rule(text: str) -> Json:
        condition = {"type": "TEXT_EQ", "values": [{"userEnteredValue": text}]}
        return {"ranges": [area(0, 5, 0, 1)], "booleanRule": {"condition": condition, "format": {}}}

    book.batch(*({"addConditionalFormatRule": {"rule": rule(text), "index": 0}} for text in "ab"))
    texts = [
        one["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
        for one in first(book)["conditionalFormats"]
    ]
    assert texts == ["b", "a"]
    reply = book.batch({"deleteConditionalFormatRule": {"sheetId": 0, "index": 1}})["replies"][0]
    gone = reply["deleteConditionalFormatRule"]["rule"]["booleanRule"]["condition"]
    assert gone["values"] == [{"userEnteredValue": "a"}]
    error = book.refused({"deleteConditionalFormatRule": {"sheetId": 0, "index": 1}})
    assert error["message"].endswith("No conditional format on sheet: 0 at index: 1")
    changed = book.batch({"updateConditionalFormatRule": {"index": 0, "rule": rule("c")}})[
        "replies"
    ][0]
    assert set(changed["updateConditionalFormatRule"]) == {"oldRule", "newRule", "newIndex"}


def test_rules_show_in_the_effective_format(book: Sheets) -> None:
    book.write("A1", [["Tên", "Số"], ["Hoa", ""], ["Hoa", 3], ["Đào", 4]])
    red, bold = {"backgroundColor": {"red": 1}}, {"textFormat": {"bold": True}}

    def add(formula: str, left: int, look: Json) -> Json:
        condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}
        rule = {"condition": condition, "format": look}
        ranges = [area(1, 10, left, left + 1)]
        return {"addConditionalFormatRule": {"rule": {"ranges": ranges, "booleanRule": rule}}}

    book.batch(add('=AND($A2<>"",B2="")', 1, red), add("=COUNTIF($A$2:$A2,A2)>1", 0, bold))
    looks = book.cells("A2:B4", "effectiveFormat(backgroundColor,textFormat.bold)")
    reds = [row[1]["effectiveFormat"]["backgroundColor"] == {"red": 1} for row in looks]
    bolds = [row[0]["effectiveFormat"]["textFormat"]["bold"] for row in looks]
    assert (reds, bolds) == ([True, False, False], [False, True, False])


def test_a_rule_by_formula_moves_along_its_range(book: Sheets) -> None:
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=COUNTIF(A:A,A2)=1"}]}
    book.batch({"setDataValidation": {"range": area(1, 4, 0, 1), "rule": {"condition": condition}}})
    [[cell]] = book.cells("A4", "dataValidation")
    [value] = cell["dataValidation"]["condition"]["values"]
    assert value == {"userEnteredValue": "=COUNTIF(A:A,A4)=1"}


def test_filters_views_and_bands(book: Sheets) -> None:
    book.write("A1", [["Tên"], ["a"], ["b"], ["a"]])
    hide = {"columnIndex": 0, "filterCriteria": {"hiddenValues": ["a"]}}
    book.batch({"setBasicFilter": {"filter": {"range": area(0, 4, 0, 1), "filterSpecs": [hide]}}})
    metadata = first(book, ranges="A1:A4", includeGridData=True)["data"][0]["rowMetadata"]
    assert [row.get("hiddenByFilter", False) for row in metadata] == [False, True, False, True]
    view = {
        "title": "Chờ trả lời",
        "range": area(0, 4, 0, 1),
        "criteria": {"0": {"hiddenValues": ["b"]}},
    }
    added = book.batch({"addFilterView": {"filter": view}})["replies"][0]["addFilterView"]["filter"]
    assert added["title"] == "Chờ trả lời" and added["filterSpecs"][0]["filterCriteria"] == {
        "hiddenValues": ["b"]
    }
    copied = book.batch({"duplicateFilterView": {"filterId": added["filterViewId"]}})["replies"][0]
    assert copied["duplicateFilterView"]["filter"]["title"] == "Copy of Chờ trả lời"
    band = {
        "range": area(0, 4, 0, 1),
        "rowProperties": {"firstBandColor": {"red": 1}, "secondBandColor": {}},
    }
    banded = book.batch({"addBanding": {"bandedRange": band}})["replies"][0]["addBanding"][
        "bandedRange"
    ]
    book.batch(
        {"clearBasicFilter": {"sheetId": 0}},
        {"deleteFilterView": {"filterId": added["filterViewId"]}},
        {"deleteBanding": {"bandedRangeId": banded["bandedRangeId"]}},
    )
    tab = first(book)
    assert "basicFilter" not in tab and "bandedRanges" not in tab and len(tab["filterViews"]) == 1


def test_metadata_is_made_searched_changed_and_deleted(book: Sheets) -> None:
    given = {"metadataKey": "unit", "metadataValue": "a", "visibility": "DOCUMENT"}
    row = {"dimensionRange": lines("ROWS", 3, 4)}
    book.batch(
        {
            "createDeveloperMetadata": {
                "developerMetadata": given | {"location": {"spreadsheet": True}}
            }
        },
        {"createDeveloperMetadata": {"developerMetadata": given | {"location": row}}},
    )
    lookup = {
        "dataFilters": [{"developerMetadataLookup": {"metadataKey": "unit", "locationType": "ROW"}}]
    }
    found = book.caller.ok("POST", f"{book.path}/developerMetadata:search", lookup)
    [match] = found["matchedDeveloperMetadata"]
    assert match["developerMetadata"]["location"]["locationType"] == "ROW"
    one = book.caller.ok(
        "GET", f"{book.path}/developerMetadata/{match['developerMetadata']['metadataId']}"
    )
    assert one["metadataValue"] == "a"
    book.write("A4", [["x"]])
    by_filter = book.caller.ok("POST", f"{book.path}/values:batchGetByDataFilter", lookup)
    assert by_filter["valueRanges"][0]["valueRange"]["values"] == [["x"]]
    book.batch(
        {
            "updateDeveloperMetadata": {
                **lookup,
                "developerMetadata": {"metadataValue": "b"},
                "fields": "metadataValue",
            }
        },
        {
            "deleteDeveloperMetadata": {
                "dataFilter": {"developerMetadataLookup": {"metadataValue": "a"}}
            }
        },
    )
    assert "developerMetadata" not in book.get()
    row = first(book, ranges="A4", includeGridData=True)["data"][0]["rowMetadata"][0]
    assert [one["metadataValue"] for one in row["developerMetadata"]] == ["b"]


# --- protection -------------------------------------------------------------------------------


def test_protected_cells_refuse_those_who_may_not_edit(
    server: SheetsServer, caller: Caller
) -> None:
    file_id = server.add_file(WARD, "Bảng của phường")
    server.share(file_id, ROBOT)
    book = Sheets(caller, file_id)
    server.at(file_id).do({"addProtectedRange": {"protectedRange": {"range": area(0, 1, 0, 3)}}})
    error = caller.refused(
        "PUT", f"{book.path}/values/B1", {"values": [["x"]]}, valueInputOption="RAW"
    )
    assert error["message"].startswith("You are trying to edit a protected cell or object.")
    assert error["status"] == "INVALID_ARGUMENT"
    error = book.refused({"deleteDimension": {"range": lines("ROWS", 0, 2)}})
    assert (
        "requests[0].deleteDimension: You are trying to edit a protected cell" in error["message"]
    )
    book.write("A2", [["x"]])
    [protected] = first(book)["protectedRanges"]
    assert "editors" not in protected and "requestingUserCanEdit" not in protected


def test_who_protects_may_edit_and_names_others(server: SheetsServer, caller: Caller) -> None:
    file_id = server.add_file(WARD, "Bảng")
    server.share(file_id, ROBOT)
    server.share(file_id, "other@vinh.vn")
    book = Sheets(caller, file_id)
    given: Json = {
        "range": area(0, 5, 0, 5),
        "unprotectedRanges": [area(1, 5, 2, 3)],
        "description": "Tiêu đề",
    }
    done = book.batch(
        {"addProtectedRange": {"protectedRange": given | {"editors": {"users": ["cv@vinh.vn"]}}}}
    )
    reply = done["replies"][0]["addProtectedRange"]["protectedRange"]
    assert reply["requestingUserCanEdit"] is True and reply["range"] == shown(given["range"])
    book.write("A1", [["x"]])
    server.at(file_id, "cv@vinh.vn").type("A1", "y")
    server.at(file_id, "other@vinh.vn").type("C2", "free")
    with pytest.raises(Exception, match="protected cell"):
        server.at(file_id, "other@vinh.vn").type("A1", "z")
    assert first(book)["protectedRanges"][0]["editors"] == {"users": ["cv@vinh.vn", ROBOT, WARD]}
    book.batch({"deleteProtectedRange": {"protectedRangeId": reply["protectedRangeId"]}})
    server.at(file_id, "other@vinh.vn").type("A1", "z")


# --- the resource -----------------------------------------------------------------------------


def test_masks_choose_parts_and_wrong_ones_are_refused(book: Sheets) -> None:
    book.write("A1", [["x"]])
    assert book.get(
        fields="sheets(properties/title,data/rowData/values/formattedValue)", ranges="A1"
    ) == {
        "sheets": [
            {
                "properties": {"title": "Sheet1"},
                "data": [{"rowData": [{"values": [{"formattedValue": "x"}]}]}],
            }
        ]
    }
    error = book.caller.refused("GET", book.path, fields="sheets.sheetProperties")
    assert error["message"] == "Request contains an invalid argument."
    [violation] = error["details"][0]["fieldViolations"]
    assert violation["description"].endswith(
        "Cannot find matching fields for path 'sheets.sheetProperties'."
    )


def test_only_the_tabs_of_the_ranges_come(book: Sheets) -> None:
    book.batch({"addSheet": {"properties": {"title": "Hai"}}})
    found = book.get(ranges=["Hai!A1:B2", "Hai!C3"], includeGridData=True)
    [tab] = found["sheets"]
    assert [(d.get("startRow"), d.get("startColumn")) for d in tab["data"]] == [
        (None, None),
        (2, 2),
    ]


def test_a_spreadsheet_is_created_as_described(caller: Caller) -> None:
    cell = {"userEnteredValue": {"formulaValue": "=1+1"}, "note": "n"}
    tab = {
        "properties": {
            "title": "Dữ liệu",
            "gridProperties": {"rowCount": 10, "columnCount": 4, "frozenRowCount": 1},
        },
        "data": [
            {"startRow": 1, "rowData": [{"values": [cell]}], "columnMetadata": [{"pixelSize": 50}]}
        ],
    }
    body = {
        "properties": {"title": "Mới", "locale": "vi_VN", "timeZone": "Asia/Ho_Chi_Minh"},
        "sheets": [tab],
    }
    made = caller.ok("POST", "/v4/spreadsheets", body)
    assert made["properties"]["locale"] == "vi_VN"
    assert made["sheets"][0]["properties"]["gridProperties"] == {
        "rowCount": 10,
        "columnCount": 4,
        "frozenRowCount": 1,
    }
    book = Sheets(caller, made["spreadsheetId"])
    assert book.values("A2") == [["2"]]
    error = caller.refused("POST", "/v4/spreadsheets", {"properties": {"locale": "xx_YY"}})
    assert error["message"] == "Unsupported locale: xx_YY"
