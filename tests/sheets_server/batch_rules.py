"""Requests about rules and names upon a tab: conditional formats, protection, named ranges."""

import copy

from tests.sheets_server.batch import Batch, request
from tests.sheets_server.errors import PROTECTED, Json, SheetsError
from tests.sheets_server.grid import Sheet
from tests.sheets_server.looks import coloured, tidy
from tests.sheets_server.masks import merged_by
from tests.sheets_server.protection import may_edit
from tests.sheets_server.validation import check_look

# --- conditional formats ----------------------------------------------------------------------


def _check_format_rule(batch: Batch, rule: Json) -> Sheet:
    """The tab that a rule is for."""
    ranges = rule.get("ranges", [])
    if not ranges:
        raise SheetsError("Conditional format rules must have at least one range.")
    sheets = {grid.get("sheetId", 0) for grid in ranges}
    if len(sheets) > 1:
        raise SheetsError("All ranges in a conditional format rule must be on the same sheet.")
    if ("booleanRule" in rule) == ("gradientRule" in rule):
        raise SheetsError("Exactly one of booleanRule or gradientRule must be set.")
    if "booleanRule" in rule:
        check_look(batch.book, rule["booleanRule"].get("condition", {}))
    for grid in ranges:
        batch.book.box(grid)
    return batch.book.tab(sheets.pop())


def _rule_at(sheet: Sheet, index: int) -> Json:
    rules = sheet.parts["conditionalFormats"]
    if not 0 <= index < len(rules):
        raise SheetsError(f"No conditional format on sheet: {sheet.id} at index: {index}")
    return rules[index]


@request("addConditionalFormatRule")
def add_conditional_format(batch: Batch, body: Json) -> None:
    """A rule at an index; those from there on move down."""
    rule = body.get("rule", {})
    sheet = _check_format_rule(batch, rule)
    index = body.get("index", 0)
    if not 0 <= index <= len(sheet.parts["conditionalFormats"]):
        raise SheetsError(f"No conditional format on sheet: {sheet.id} at index: {index}")
    sheet.parts["conditionalFormats"].insert(index, rule)


@request("updateConditionalFormatRule")
def update_conditional_format(batch: Batch, body: Json) -> Json:
    """Another rule at an index, or the same at another index."""
    index = body.get("index", 0)
    if "rule" in body:
        sheet = _check_format_rule(batch, body["rule"])
        old = _rule_at(sheet, index)
        sheet.parts["conditionalFormats"][index] = body["rule"]
        return {"oldRule": _shown(old), "newRule": _shown(body["rule"]), "newIndex": index}
    sheet = batch.book.tab(body.get("sheetId", 0))
    rule, new_index = _rule_at(sheet, index), body.get("newIndex", 0)
    _rule_at(sheet, new_index)
    rules = sheet.parts["conditionalFormats"]
    rules.insert(new_index, rules.pop(index))
    return {"newRule": _shown(rule), "newIndex": new_index, "oldIndex": index}


def _shown(rule: Json) -> Json:
    shown: Json = tidy(coloured(rule))
    return shown


@request("deleteConditionalFormatRule")
def delete_conditional_format(batch: Batch, body: Json) -> Json:
    """The rule at an index away."""
    sheet = batch.book.tab(body.get("sheetId", 0))
    rule = _rule_at(sheet, body.get("index", 0))
    del sheet.parts["conditionalFormats"][body.get("index", 0)]
    return {"rule": _shown(rule)}


# --- protected ranges -------------------------------------------------------------------------


def _all_protected(batch: Batch) -> dict[int, tuple[Sheet, Json]]:
    return {
        part["protectedRangeId"]: (sheet, part)
        for sheet in batch.book.sheets
        for part in sheet.parts["protectedRanges"]
    }


@request("addProtectedRange")
def add_protected_range(batch: Batch, body: Json) -> Json:
    """Cells that only some may edit: who protects them, the owner, and the editors named."""
    given = body.get("protectedRange", {})
    taken = _all_protected(batch)
    wanted = given.get("protectedRangeId")
    if wanted in taken:
        raise SheetsError(f"There is already a protected range with the id {wanted}.")
    sheet = _protected_sheet(batch, given)
    new_id = batch.new_id(set(taken)) if wanted is None else wanted
    kept = {n: v for n, v in given.items() if n != "requestingUserCanEdit"}
    part = {"protectedRangeId": new_id} | kept | {"creator": batch.account}
    sheet.parts["protectedRanges"].append(part)
    reply = {n: v for n, v in part.items() if n != "creator"} | {"requestingUserCanEdit": True}
    return {"protectedRange": tidy({"editors": {}} | reply)}


def _protected_sheet(batch: Batch, given: Json) -> Sheet:
    if given.get("warningOnly") and given.get("editors", {}).get("users"):
        raise SheetsError("Cannot set editors on a protected range that is warning only.")
    if "range" in given:
        sheet = batch.book.tab(given["range"].get("sheetId", 0))
        for grid in [given["range"], *given.get("unprotectedRanges", [])]:
            batch.book.box(grid)
        return sheet
    found = _named(batch, given.get("namedRangeId", ""))
    return batch.book.tab(found["range"].get("sheetId", 0))


def _protected(batch: Batch, wanted: int | None) -> tuple[Sheet, Json]:
    found = _all_protected(batch).get(wanted or 0)
    if found is None:
        raise SheetsError(f"No protected range with ID: {wanted}")
    if not found[1].get("warningOnly") and not may_edit(found[1], batch.account, batch.owner):
        raise SheetsError(PROTECTED)
    return found


@request("updateProtectedRange")
def update_protected_range(batch: Batch, body: Json) -> None:
    """Other cells, editors or description."""
    given = body.get("protectedRange", {})
    mask = batch.mask(body.get("fields"), "ProtectedRange")
    sheet, part = _protected(batch, given.get("protectedRangeId"))
    fixed = ("protectedRangeId", "requestingUserCanEdit")
    wanted = {
        n: below for n, below in (mask or {key: {} for key in given}).items() if n not in fixed
    }
    new = merged_by(part, given, wanted) if wanted else part
    at = sheet.parts["protectedRanges"].index(part)
    del sheet.parts["protectedRanges"][at]
    _protected_sheet(batch, new).parts["protectedRanges"].insert(at, new)


@request("deleteProtectedRange")
def delete_protected_range(batch: Batch, body: Json) -> None:
    """The protection away."""
    sheet, part = _protected(batch, body.get("protectedRangeId"))
    sheet.parts["protectedRanges"].remove(part)


# --- named ranges -----------------------------------------------------------------------------


def _named(batch: Batch, wanted: str) -> Json:
    for named in batch.book.named_ranges:
        if named["namedRangeId"] == wanted:
            return named
    raise SheetsError(f"No named range with ID: {wanted}")


def _check_named(batch: Batch, given: Json) -> None:
    name = given.get("name", "")
    if not name:
        raise SheetsError("The name of a named range cannot be empty.")
    if not name.replace("_", "a").isalnum() or name[0].isdigit():
        raise SheetsError(f"Invalid name: {name}")
    twin = next(
        (n for n in batch.book.named_ranges if n["name"].casefold() == name.casefold()), None
    )
    if twin and twin["namedRangeId"] != given.get("namedRangeId"):
        raise SheetsError(f"A named range with the name '{name}' already exists.")
    if "range" not in given:
        raise SheetsError("A named range must have a range.")
    batch.book.box(given["range"])


@request("addNamedRange")
def add_named_range(batch: Batch, body: Json) -> Json:
    """A name for cells."""
    given = dict(body.get("namedRange", {}))
    taken = {named["namedRangeId"] for named in batch.book.named_ranges}
    if given.get("namedRangeId") in taken:
        raise SheetsError(f"There is already a named range with the id {given['namedRangeId']}.")
    _check_named(batch, given)
    given.setdefault("namedRangeId", str(batch.new_id(set())))
    ordered = {name: given[name] for name in ("namedRangeId", "name", "range")}
    batch.book.named_ranges.append(ordered)
    return {"namedRange": tidy(copy.deepcopy(ordered))}


@request("updateNamedRange")
def update_named_range(batch: Batch, body: Json) -> None:
    """Another name, or other cells."""
    given = body.get("namedRange", {})
    mask = batch.mask(body.get("fields"), "NamedRange")
    named = _named(batch, given.get("namedRangeId", ""))
    wanted = {n: b for n, b in (mask or {key: {} for key in given}).items() if n != "namedRangeId"}
    new = merged_by(named, given, wanted) if wanted else named
    _check_named(batch, new)
    batch.book.named_ranges[batch.book.named_ranges.index(named)] = new


@request("deleteNamedRange")
def delete_named_range(batch: Batch, body: Json) -> None:
    """The name away; the cells stay."""
    batch.book.named_ranges.remove(_named(batch, body.get("namedRangeId", "")))
