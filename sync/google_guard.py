"""What only we may change in a Google spreadsheet, and the views that coordinators choose from."""

from collections.abc import Iterator, Sequence

from rules.terms import SEVERITIES, STATUS
from sync import google_requests as ask
from sync.google_layout import Features, Stand, same_area
from sync.google_requests import Json
from vietnamese.text import clean

_OURS = "Sổ Tổ: "
HEADER, SHEET = f"{_OURS}dòng tiêu đề", f"{_OURS}trang do hệ thống ghi"
_MINE = "Phần việc của "
OVERDUE_DAYS = 7


# --- protected ranges ----------------------------------------------------------------------------


def protections(stand: Stand, editors: Sequence[str]) -> Iterator[Json]:
    """The header of a tab that people fill; of one that the jobs write all but people's columns."""
    if stand.peoples is None:
        left, right = stand.ends
        where = ask.area(stand.sheet, stand.top, left, stand.top, right)
        return protect(stand.features, HEADER, where, (), editors, stand.row_count)
    free = [stand.below(name) for name in stand.peoples]
    whole = {"sheetId": stand.sheet}
    return protect(stand.features, SHEET, whole, free, editors, stand.row_count)


def protect(
    features: Features,
    name: str,
    where: Json,
    free: Sequence[Json],
    editors: Sequence[str],
    rows: int,
) -> Iterator[Json]:
    """Let only `editors`, and the owner, write there; known again by its `name`."""
    wanted: Json = {
        "range": where,
        "description": name,
        "warningOnly": False,
        "editors": {"users": list(editors)},
    }
    wanted |= {"unprotectedRanges": list(free)} if free else {}
    there = next((one for one in features.protected if one.get("description") == name), None)
    if there is None:
        yield {"addProtectedRange": {"protectedRange": wanted}}
    elif not _is_same(wanted, there, rows):
        changed = wanted | {"protectedRangeId": there["protectedRangeId"]}
        fields = "range,unprotectedRanges,warningOnly,editors"
        yield {"updateProtectedRange": {"protectedRange": changed, "fields": fields}}


def _is_same(wanted: Json, there: Json, rows: int) -> bool:
    free, known = wanted.get("unprotectedRanges", ()), there.get("unprotectedRanges", ())
    users = {user.lower() for user in there.get("editors", {}).get("users", ())}
    return (
        not there.get("warningOnly")
        and same_area(wanted["range"], there.get("range", {}), rows)
        and len(free) == len(known)
        and all(any(same_area(one, other, rows) for other in known) for one in free)
        and {user.lower() for user in wanted["editors"]["users"]} <= users
    )


# --- filter views --------------------------------------------------------------------------------


def views(stand: Stand, people: Sequence[str], overdue_days: int = OVERDUE_DAYS) -> Iterator[Json]:
    """Views of `Theo dõi` that are not there yet: waiting for an answer, overdue, each person's."""
    there = {clean(str(view.get("title", ""))) for view in stand.features.views}
    for title, name, condition in _views(stand, people, overdue_days):
        if title not in there:
            yield {"addFilterView": {"filter": _view(stand, title, name, condition)}}


def _views(stand: Stand, people: Sequence[str], days: int) -> Iterator[tuple[str, str, Json]]:
    yield STATUS["waiting"], "status", _when("TEXT_EQ", STATUS["waiting"])
    yield "Quá hạn", "until", _when("CUSTOM_FORMULA", _overdue(stand, days))
    for person in people:
        yield f"{_MINE}{person}", "coordinator", _when("TEXT_EQ", person)


def _when(kind: str, value: str) -> Json:
    return {"type": kind, "values": [{"userEnteredValue": value}]}


def _overdue(stand: Stand, days: int) -> str:
    """Past its `Thời hạn`, or found so many days ago where there is none; hints never are."""
    at = {name: f"${letters}{stand.top + 1}" for name, letters in stand.letters.items()}
    counted = f'OR({at["severity"]}="{SEVERITIES["violation"]}";{at["severity"]}="{SEVERITIES["warning"]}")'
    late = f"{at['until']}<TODAY()"
    old = f"AND(ISNUMBER({at['days']});{at['days']}>={days})"
    return f"=AND({counted};ISNUMBER({at['days']});IF(ISNUMBER({at['until']});{late};{old}))"


def _view(stand: Stand, title: str, name: str, condition: Json) -> Json:
    left, right = stand.ends
    where = ask.area(stand.sheet, stand.top, left, None, right)
    spec = {"columnIndex": stand.columns[name] - 1, "filterCriteria": {"condition": condition}}
    return {"title": title, "range": where, "filterSpecs": [spec]}
