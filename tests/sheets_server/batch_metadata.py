"""Developer metadata, and the data filters that look for it."""

import copy

from tests.sheets_server.a1 import Area, area_of
from tests.sheets_server.batch import Batch, request
from tests.sheets_server.errors import Json, SheetsError
from tests.sheets_server.grid import Book, Sheet
from tests.sheets_server.looks import tidy
from tests.sheets_server.masks import merged_by


def _holders(book: Book) -> list[list[Json]]:
    """Every list that metadata stands in."""
    return [book.metadata, *(sheet.metadata for sheet in book.sheets)]


def _all_metadata(book: Book) -> list[Json]:
    return [one for holder in _holders(book) for one in holder]


def _located(book: Book, location: Json) -> Json:
    """The location with its type, its tab and lines checked. Raises SheetsError."""
    if location.get("spreadsheet"):
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if "dimensionRange" in location:
        lines = location["dimensionRange"]
        sheet = book.tab(lines.get("sheetId", 0))
        size = len(sheet.rows) if lines.get("dimension") == "ROWS" else len(sheet.columns)
        start, end = lines.get("startIndex", 0), lines.get("endIndex", size)
        if end - start != 1 or end > size:
            raise SheetsError("dimensionRange must represent a single row or column.")
        kind = "ROW" if lines["dimension"] == "ROWS" else "COLUMN"
        return {"locationType": kind, "dimensionRange": lines}
    if "sheetId" in location:
        return {"locationType": "SHEET", "sheetId": book.tab(location["sheetId"]).id}
    raise SheetsError("Developer metadata location must be specified.")


def _holder(book: Book, location: Json) -> list[Json]:
    if location["locationType"] == "SPREADSHEET":
        return book.metadata
    sheet_id = location.get("dimensionRange", location).get("sheetId", 0)
    return book.tab(sheet_id).metadata


@request("createDeveloperMetadata")
def create_metadata(batch: Batch, body: Json) -> Json:
    """Metadata at a spreadsheet, tab, row or column."""
    given = dict(body.get("developerMetadata", {}))
    if not given.get("metadataKey"):
        raise SheetsError("Developer metadata key must be specified.")
    if "visibility" not in given:
        raise SheetsError("Developer metadata visibility must be specified.")
    taken = {one["metadataId"] for one in _all_metadata(batch.book)}
    if given.get("metadataId") in taken:
        raise SheetsError(f"There is already developer metadata with the id {given['metadataId']}.")
    given.setdefault("metadataId", batch.new_id(taken))
    given["location"] = _located(batch.book, given.get("location", {}))
    _holder(batch.book, given["location"]).append(given)
    return {"developerMetadata": tidy(copy.deepcopy(given))}


@request("updateDeveloperMetadata")
def update_metadata(batch: Batch, body: Json) -> Json:
    """Other values for all metadata that the filters find."""
    mask = batch.mask(body.get("fields"), "DeveloperMetadata")
    given = body.get("developerMetadata", {})
    updated = []
    for one in _matching(batch.book, body.get("dataFilters", [])):
        wanted = mask or {key: {} for key in given}
        new = merged_by(one, given, {n: b for n, b in wanted.items() if n != "metadataId"})
        new["location"] = _located(batch.book, new["location"])
        for holder in _holders(batch.book):
            holder[:] = [kept for kept in holder if kept is not one]
        _holder(batch.book, new["location"]).append(new)
        updated.append(tidy(copy.deepcopy(new)))
    return {"developerMetadata": updated}


@request("deleteDeveloperMetadata")
def delete_metadata(batch: Batch, body: Json) -> Json:
    """All metadata away that the filter finds."""
    gone = _matching(batch.book, [body.get("dataFilter", {})])
    for holder in _holders(batch.book):
        holder[:] = [one for one in holder if not any(one is other for other in gone)]
    return {"deletedDeveloperMetadata": tidy(copy.deepcopy(gone))}


def _matching(book: Book, filters: list[Json]) -> list[Json]:
    return [one for one in _all_metadata(book) if any(_matches(book, one, f) for f in filters)]


def _matches(book: Book, one: Json, data_filter: Json) -> bool:
    lookup = data_filter.get("developerMetadataLookup")
    if lookup is None:
        return any(_touches(one, sheet, area) for sheet, area in areas_of_filter(book, data_filter))
    for name in ("metadataId", "metadataKey", "metadataValue", "visibility"):
        if name in lookup and lookup[name] != one.get(name):
            return False
    if "locationType" in lookup and lookup["locationType"] != one["location"]["locationType"]:
        return False
    return "metadataLocation" not in lookup or _at(book, one, lookup)


def _at(book: Book, one: Json, lookup: Json) -> bool:
    wanted = lookup["metadataLocation"]
    if lookup.get("locationMatchingStrategy") == "INTERSECTING_LOCATION":
        here = one["location"]
        sheet_id = wanted.get("dimensionRange", wanted).get("sheetId", 0)
        own = here.get("dimensionRange", here).get("sheetId", 0)
        whole = bool(wanted.get("spreadsheet")) or here["locationType"] == "SPREADSHEET"
        return whole or bool(sheet_id == own)
    return bool(_located(book, wanted) == one["location"])


def _touches(one: Json, sheet: Sheet, area: Area) -> bool:
    lines = one["location"].get("dimensionRange")
    if lines is None or lines.get("sheetId", 0) != sheet.id:
        return False
    first, last = (
        (area.top, area.bottom) if lines["dimension"] == "ROWS" else (area.left, area.right)
    )
    return bool(lines["startIndex"] >= first and (last is None or lines["startIndex"] < last))


def search(book: Book, filters: list[Json]) -> list[Json]:
    """What `developerMetadata.search` finds: each with the filters that it meets."""
    found = []
    for one in _all_metadata(book):
        met = [data_filter for data_filter in filters if _matches(book, one, data_filter)]
        if met:
            found.append({"developerMetadata": tidy(copy.deepcopy(one)), "dataFilters": met})
    return found


def areas_of_filter(book: Book, data_filter: Json) -> list[tuple[Sheet, Area]]:
    """The tabs and bounds that a DataFilter means. Raises SheetsError."""
    if "a1Range" in data_filter:
        return [book.locate(data_filter["a1Range"])]
    if "gridRange" in data_filter:
        grid = data_filter["gridRange"]
        return [(book.tab(grid.get("sheetId", 0)), area_of(grid))]
    if "developerMetadataLookup" not in data_filter:
        raise SheetsError("A data filter must have a lookup, an A1 range or a grid range.")
    found = _matching(book, [data_filter])
    return [_area_at(book, one["location"]) for one in found]


def _area_at(book: Book, location: Json) -> tuple[Sheet, Area]:
    if location["locationType"] == "SPREADSHEET":
        return book.sheets[0], Area()
    if location["locationType"] == "SHEET":
        return book.tab(location["sheetId"]), Area()
    lines = location["dimensionRange"]
    sheet = book.tab(lines.get("sheetId", 0))
    start = lines["startIndex"]
    if lines["dimension"] == "ROWS":
        return sheet, Area(start, start + 1)
    return sheet, Area(0, None, start, start + 1)
