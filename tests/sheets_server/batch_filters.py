"""Requests about filters and bands of colour."""

import copy
from typing import Any

from tests.sheets_server.a1 import Box
from tests.sheets_server.batch import Batch, request
from tests.sheets_server.batch_ranges import order_rows
from tests.sheets_server.cells import shown, value_of
from tests.sheets_server.errors import Json, SheetsError
from tests.sheets_server.grid import Book, Sheet
from tests.sheets_server.looks import coloured, tidy
from tests.sheets_server.masks import merged_by
from tests.sheets_server.validation import check_look, meets


def _with_range(batch: Batch, given: Json) -> tuple[Sheet, Json]:
    """The tab of a filter, and the filter with all four sides of its range."""
    grid = given.get("range")
    if grid is None:
        found = next(
            (n for n in batch.book.named_ranges if n["namedRangeId"] == given.get("namedRangeId")),
            None,
        )
        if found is None:
            raise SheetsError("A filter must have a range.")
        grid = found["range"]
    sheet, box = batch.book.box(grid)
    whole = {
        "sheetId": sheet.id,
        "startRowIndex": box.top,
        "endRowIndex": box.bottom,
        "startColumnIndex": box.left,
        "endColumnIndex": box.right,
    }
    full = _both_forms(given | {"range": whole})
    for spec in full.get("filterSpecs", []):
        if condition := spec.get("filterCriteria", {}).get("condition"):
            check_look(batch.book, condition)
    return sheet, full


def _both_forms(given: Json) -> Json:
    """Criteria as a map and as filterSpecs: whichever was given, both are shown."""
    specs = given.get("filterSpecs")
    if specs is None and "criteria" in given:
        specs = [{"columnIndex": int(c), "filterCriteria": v} for c, v in given["criteria"].items()]
        return given | {"filterSpecs": specs}
    if specs:
        criteria = {str(s.get("columnIndex", 0)): s.get("filterCriteria", {}) for s in specs}
        return given | {"criteria": criteria}
    return given


# --- the basic filter -------------------------------------------------------------------------


@request("setBasicFilter")
def set_basic_filter(batch: Batch, body: Json) -> None:
    """The tab's own filter: sorts, and hides rows."""
    given = body.get("filter", {})
    sheet, full = _with_range(batch, given | {"range": given.get("range", {})})
    _unhide(sheet)
    sheet.basic_filter = full
    box = _data_box(full)
    if full.get("sortSpecs"):
        order_rows(batch, sheet, box, full["sortSpecs"])
    for row in box.rows:
        if not _passes(batch.book, sheet, row, full):
            sheet.rows[row].props["hiddenByFilter"] = True


def _data_box(full: Json) -> Box:
    """The filter's cells without its header."""
    grid = full["range"]
    top = min(grid["startRowIndex"] + 1, grid["endRowIndex"])
    return Box(top, grid["endRowIndex"], grid["startColumnIndex"], grid["endColumnIndex"])


def _passes(book: Book, sheet: Sheet, row: int, full: Json) -> bool:
    for spec in full.get("filterSpecs", []):
        column = spec.get("columnIndex", 0)
        cell = sheet.cell(row, column)
        criteria = spec.get("filterCriteria", {})
        text = shown(book, sheet, row, column, cell)
        if text in criteria.get("hiddenValues", []):
            return False
        condition = criteria.get("condition")
        value = value_of(book, sheet, row, column, cell)
        if condition and not meets(book, sheet, (row, column), condition, value, text):
            return False
    return True


def _unhide(sheet: Sheet) -> None:
    for row in sheet.rows:
        row.props.pop("hiddenByFilter", None)


@request("clearBasicFilter")
def clear_basic_filter(batch: Batch, body: Json) -> None:
    """No filter on the tab; all rows are shown."""
    sheet = batch.book.tab(body.get("sheetId", 0))
    sheet.basic_filter = None
    _unhide(sheet)


# --- filter views -----------------------------------------------------------------------------


def _find(batch: Batch, part: str, key: str, wanted: int | None) -> tuple[Sheet, Json]:
    for sheet in batch.book.sheets:
        for one in sheet.parts[part]:
            if one[key] == wanted:
                return sheet, one
    names = {"filterViews": "filter view", "bandedRanges": "banded range"}
    raise SheetsError(f"No {names[part]} with ID: {wanted}")


def _ids(batch: Batch, part: str, key: str) -> set[int]:
    return {one[key] for sheet in batch.book.sheets for one in sheet.parts[part]}


@request("addFilterView")
def add_filter_view(batch: Batch, body: Json) -> Json:
    """A filter by name, that each person may look through."""
    sheet, full = _with_range(batch, body.get("filter", {}))
    taken = _ids(batch, "filterViews", "filterViewId")
    if full.get("filterViewId") in taken:
        raise SheetsError(f"There is already a filter view with the id {full['filterViewId']}.")
    full.setdefault("filterViewId", batch.new_id(taken))
    full.setdefault("title", _free_title(sheet))
    if any(view["title"] == full["title"] for view in sheet.parts["filterViews"]):
        raise SheetsError(
            f'A filter view with the name "{full["title"]}" already exists. Please enter another name.'
        )
    sheet.parts["filterViews"].append(full)
    return {"filter": _shown(full)}


def _free_title(sheet: Sheet) -> str:
    titles = {view["title"] for view in sheet.parts["filterViews"]}
    number = 1
    while f"Filter {number}" in titles:
        number += 1
    return f"Filter {number}"


def _shown(part: Json) -> Any:
    return tidy(coloured(copy.deepcopy(part)))


@request("updateFilterView")
def update_filter_view(batch: Batch, body: Json) -> None:
    """Other criteria, order, title or range."""
    given = body.get("filter", {})
    mask = batch.mask(body.get("fields"), "FilterView")
    sheet, view = _find(batch, "filterViews", "filterViewId", given.get("filterViewId"))
    wanted = {n: b for n, b in (mask or {key: {} for key in given}).items() if n != "filterViewId"}
    new = merged_by(view, given, wanted) if wanted else view
    if "criteria" in wanted or "filterSpecs" in wanted:
        other = "filterSpecs" if "criteria" in wanted else "criteria"
        new.pop(other, None)
    _, full = _with_range(batch, new)
    views = sheet.parts["filterViews"]
    views[views.index(view)] = full


@request("duplicateFilterView")
def duplicate_filter_view(batch: Batch, body: Json) -> Json:
    """A filter view once more, under a name of its own."""
    sheet, view = _find(batch, "filterViews", "filterViewId", body.get("filterId"))
    copied = copy.deepcopy(view)
    copied["filterViewId"] = batch.new_id(_ids(batch, "filterViews", "filterViewId"))
    copied["title"] = f"Copy of {view['title']}"
    sheet.parts["filterViews"].append(copied)
    return {"filter": _shown(copied)}


@request("deleteFilterView")
def delete_filter_view(batch: Batch, body: Json) -> None:
    """The filter view away."""
    sheet, view = _find(batch, "filterViews", "filterViewId", body.get("filterId"))
    sheet.parts["filterViews"].remove(view)


# --- bands of colour --------------------------------------------------------------------------


@request("addBanding")
def add_banding(batch: Batch, body: Json) -> Json:
    """Rows or columns in two colours by turns."""
    given = dict(body.get("bandedRange", {}))
    sheet, box = batch.book.box(given.get("range", {}))
    if "rowProperties" not in given and "columnProperties" not in given:
        raise SheetsError("At least one of rowProperties or columnProperties must be specified.")
    for one in sheet.parts["bandedRanges"]:
        if batch.book.box(one["range"])[1].meets(box):
            raise SheetsError(
                "You cannot add alternating background colors to a range that already has alternating background colors."
            )
    given.setdefault("bandedRangeId", batch.new_id(_ids(batch, "bandedRanges", "bandedRangeId")))
    sheet.parts["bandedRanges"].append(given)
    return {"bandedRange": _shown(given)}


@request("updateBanding")
def update_banding(batch: Batch, body: Json) -> None:
    """Other colours or cells."""
    given = body.get("bandedRange", {})
    mask = batch.mask(body.get("fields"), "BandedRange")
    sheet, banding = _find(batch, "bandedRanges", "bandedRangeId", given.get("bandedRangeId"))
    wanted = {n: b for n, b in (mask or {key: {} for key in given}).items() if n != "bandedRangeId"}
    bands = sheet.parts["bandedRanges"]
    bands[bands.index(banding)] = merged_by(banding, given, wanted) if wanted else banding


@request("deleteBanding")
def delete_banding(batch: Batch, body: Json) -> None:
    """The bands away."""
    sheet, banding = _find(batch, "bandedRanges", "bandedRangeId", body.get("bandedRangeId"))
    sheet.parts["bandedRanges"].remove(banding)
