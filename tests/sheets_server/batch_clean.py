"""Requests that tidy texts: find and replace, trim, split, paste, take doubles out."""

import csv
import io
import re
from collections.abc import Callable

from tests.sheets_server.a1 import Box
from tests.sheets_server.batch import Batch, request
from tests.sheets_server.batch_ranges import sort_key
from tests.sheets_server.cells import shown, value_of
from tests.sheets_server.editing import with_entered, with_value
from tests.sheets_server.errors import Json, SheetsError
from tests.sheets_server.grid import Cell, Row, Sheet

_DELIMITERS = {"COMMA": ",", "SEMICOLON": ";", "PERIOD": ".", "SPACE": " "}


# --- find and replace -------------------------------------------------------------------------


@request("findReplace")
def find_replace(batch: Batch, body: Json) -> Json:
    """Texts for others, in a range, a tab or all tabs."""
    replace = _replacer(body)
    counts = dict.fromkeys(
        ("valuesChanged", "formulasChanged", "rowsChanged", "sheetsChanged", "occurrencesChanged"),
        0,
    )
    for sheet, box in _scopes(batch, body):
        rows = set()
        for row, column, cell in _cells_to_search(sheet, box, replace):
            new, found, is_formula = _replaced(batch, (sheet, row, column), cell, body, replace)
            if not found:
                continue
            batch.guard(sheet, Box(row, row + 1, column, column + 1))
            sheet.put(row, column, new)
            rows.add(row)
            counts["formulasChanged" if is_formula else "valuesChanged"] += 1
            counts["occurrencesChanged"] += found
        counts["rowsChanged"] += len(rows)
        counts["sheetsChanged"] += bool(rows)
    return {name: count for name, count in counts.items() if count}


def _scopes(batch: Batch, body: Json) -> list[tuple[Sheet, Box]]:
    given = [name for name in ("range", "sheetId", "allSheets") if name in body]
    if len(given) != 1:
        raise SheetsError("Exactly one of range, sheetId or allSheets must be specified.")
    if "range" in body:
        return [batch.book.box(body["range"])]
    sheets = batch.book.sheets if "allSheets" in body else [batch.book.tab(body["sheetId"])]
    return [(sheet, sheet.size) for sheet in sheets]


def _cells_to_search(
    sheet: Sheet, box: Box, replace: Callable[[str], tuple[str, int]]
) -> list[tuple[int, int, Cell]]:
    """Blank ones only where what is looked for is found in them, as `^$` is."""
    if not replace("")[1]:
        return list(sheet.cells(box))
    return [(row, column, sheet.cell(row, column)) for row in box.rows for column in box.columns]


def _replacer(body: Json) -> Callable[[str], tuple[str, int]]:
    find, replacement = body.get("find", ""), body.get("replacement", "")
    if not find:
        raise SheetsError("find must be specified.")
    by_regex = body.get("searchByRegex", False)
    try:
        pattern = re.compile(
            find if by_regex else re.escape(find), 0 if body.get("matchCase") else re.IGNORECASE
        )
    except re.error:
        raise SheetsError(f"Invalid regular expression: {find}") from None
    template = re.sub(r"\$(\d+)", r"\\\1", replacement)
    new = template if by_regex else replacement.replace("\\", r"\\")

    def replace(text: str) -> tuple[str, int]:
        if body.get("matchEntireCell") and not pattern.fullmatch(text):
            return text, 0
        return pattern.subn(new, text)

    return replace


def _replaced(
    batch: Batch,
    place: tuple[Sheet, int, int],
    cell: Cell,
    body: Json,
    replace: Callable[[str], tuple[str, int]],
) -> tuple[Cell, int, bool]:
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    if formula is not None:
        if not body.get("includeFormulas"):
            return cell, 0, True
        text, found = replace(formula)
        return with_entered(cell, {"formulaValue": text}), found, True
    text, found = replace(shown(batch.book, *place, cell) if "userEnteredValue" in cell else "")
    return with_value(cell, text, "USER_ENTERED", batch.book.locale), found, False


# --- trim, doubles ----------------------------------------------------------------------------


@request("trimWhitespace")
def trim_whitespace(batch: Batch, body: Json) -> Json:
    """Spaces out at the ends of texts, one between words."""
    sheet, box = batch.box(body.get("range"))
    changed = 0
    for row, column, cell in list(sheet.cells(box)):
        text = cell.get("userEnteredValue", {}).get("stringValue")
        if text is not None and (clean := re.sub(r" +", " ", text.strip())) != text:
            sheet.put(row, column, with_entered(cell, {"stringValue": clean} if clean else None))
            changed += 1
    return {"cellsChangedCount": changed} if changed else {}


@request("deleteDuplicates")
def delete_duplicates(batch: Batch, body: Json) -> Json:
    """Rows of a range out that repeat one above; those below come up."""
    sheet, box = batch.box(body.get("range"))
    columns = [
        column
        for lines in body.get("comparisonColumns", [])
        for column in range(lines.get("startIndex", box.left), lines.get("endIndex", box.right))
    ] or list(box.columns)
    seen: set[tuple[tuple[int, float | str], ...]] = set()
    kept = []
    for row in box.rows:
        key = tuple(
            sort_key(value_of(batch.book, sheet, row, c, sheet.cell(row, c))) for c in columns
        )
        if key not in seen:
            seen.add(key)
            kept.append({c: sheet.cell(row, c) for c in box.columns})
    removed = len(box.rows) - len(kept)
    for at, row in enumerate(box.rows):
        for column in box.columns:
            sheet.put(row, column, kept[at][column] if at < len(kept) else {})
    return {"duplicatesRemovedCount": removed} if removed else {}


# --- split, paste -----------------------------------------------------------------------------


@request("textToColumns")
def text_to_columns(batch: Batch, body: Json) -> None:
    """Texts of one column split at a sign over the columns beside it."""
    sheet, box = batch.box(body.get("source"))
    if len(box.columns) != 1:
        raise SheetsError("The source range must have exactly one column.")
    kind = body.get("delimiterType", "AUTODETECT")
    texts = {
        row: shown(batch.book, sheet, row, box.left, sheet.cell(row, box.left)) for row in box.rows
    }
    sign = _sign(kind, body.get("delimiter", ""), "".join(texts.values()))
    for row, text in texts.items():
        parts = text.split(sign) if text else []
        if len(parts) > 1:
            _spread(batch, sheet, row, box.left, [part.strip() for part in parts])


def _sign(kind: str, custom: str, texts: str) -> str:
    if kind == "CUSTOM":
        if not custom:
            raise SheetsError("delimiter must be specified when delimiterType is CUSTOM.")
        return custom
    if kind == "AUTODETECT":
        return max(_DELIMITERS.values(), key=texts.count)
    return _DELIMITERS[kind]


def _spread(batch: Batch, sheet: Sheet, row: int, left: int, parts: list[str]) -> None:
    box = Box(row, row + 1, left, left + len(parts))
    sheet.columns += [{} for _ in range(box.right - len(sheet.columns))]
    batch.guard(sheet, box)
    for column, part in zip(box.columns, parts, strict=True):
        cell = sheet.cell(row, column)
        sheet.put(row, column, with_value(cell, part, "USER_ENTERED", batch.book.locale))


@request("pasteData")
def paste_data(batch: Batch, body: Json) -> None:
    """Text with separators typed in from a corner."""
    at = body.get("coordinate", {})
    sheet, top, left = batch.corner(at)
    rows = _pasted_rows(body)
    width = max((len(row) for row in rows), default=0)
    box = Box(top, top + len(rows), left, left + width)
    sheet.rows += [Row() for _ in range(box.bottom - len(sheet.rows))]
    sheet.columns += [{} for _ in range(box.right - len(sheet.columns))]
    batch.guard(sheet, box)
    for row, values in zip(box.rows, rows, strict=True):
        for column, value in enumerate(values, left):
            cell = sheet.cell(row, column)
            sheet.put(row, column, with_value(cell, value, "USER_ENTERED", batch.book.locale))


def _pasted_rows(body: Json) -> list[list[str]]:
    data = body.get("data", "")
    if body.get("html"):
        rows = re.findall(r"<tr[^>]*>(.*?)</tr>", data, re.DOTALL | re.IGNORECASE)
        cells = [
            re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL | re.IGNORECASE) for row in rows
        ]
        return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells]
    delimiter = body.get("delimiter") or "\t"
    if len(delimiter) != 1:
        return [line.split(delimiter) for line in data.splitlines()]
    return list(csv.reader(io.StringIO(data), delimiter=delimiter))
