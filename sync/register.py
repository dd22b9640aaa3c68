"""Reading the coordination workbook `Điều phối`, and writing what the jobs show in it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from shapes import Recipient, Register, Sheet, Tab, Unit, UnitKind
from sync.answers import DECISION_FIELDS, read_decisions
from sync.headers import find_header, find_sheet
from sync.schema import FOLLOW_UP, RECIPIENTS, REGISTER_UNITS
from sync.values import choice_reader, read_date
from sync.xlsx_read import Unreadable, read_sheets, version
from vietnamese.text import clean, key, plain

_SEPARATORS = re.compile(r"[,;\s]+")
_LIST_SEPARATORS = re.compile(r"[\n;,]+")
_NUMBER = re.compile(r"\d+")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_KINDS: dict[str, UnitKind] = {"phường": "ward", "xã": "commune", "thị trấn": "ward"}
_kind, _followed = (choice_reader(REGISTER_UNITS[name]) for name in ("kind", "followed"))
_role, _period = (choice_reader(RECIPIENTS[name]) for name in ("role", "period"))


def read_register(path: Path) -> Register:
    """The register as it stands. Never raises: `problem` says what is the matter with it.

    missing, damaged, no_access … (see xlsx_read), tab_missing and column_missing (`detail` is the
    title), empty. What can be read is there all the same. Rows of `Đơn vị` of which nobody can say
    what they are stand in `detail` without a problem.
    """
    try:
        known, sheets = version(path), read_sheets(path)
    except Unreadable as error:
        return Register(problem=error.problem, detail=error.detail or path.name)
    return register_of(sheets, known)


def register_of(sheets: Sequence[Sheet], known: str) -> Register:
    """The register in these tabs, of whatever backend; `known` is its version."""
    problem, detail = _first_gap(sheets)
    units, skipped = _units(_records(sheets, REGISTER_UNITS))
    if not units and not problem:
        problem, detail = "empty", REGISTER_UNITS.title
    return Register(
        units,
        tuple(_recipients(_records(sheets, RECIPIENTS))),
        read_decisions(sheets),
        known,
        problem,
        detail or "; ".join(skipped),
    )


def unit_code(name: str) -> str:
    """A unit's name as an identity that never changes: `phuong-ben-thuy`."""
    return _NOT_SLUG.sub("-", plain(name)).strip("-") or "don-vi"


def unique_code(name: str, taken: Iterable[str]) -> str:
    """`unit_code`, with a number where another unit has it already."""
    code, used = unit_code(name), set(taken)
    numbered = (f"{code}-{number}" for number in count(2))
    return code if code not in used else next(c for c in numbered if c not in used)


def line_of(
    unit: Unit, lines: Mapping[int, Mapping[str, str]]
) -> tuple[int, Mapping[str, str]] | None:
    """The unit's row among `lines` (number → texts of the fields), and its texts.

    By its code, else by its name where the row has no other code.
    """
    by_code = (one for one in lines.items() if one[1]["code"] == unit.code)
    by_name = (
        one
        for one in lines.items()
        if key(one[1]["name"]) == key(unit.name) and one[1]["code"] in ("", unit.code)
    )
    return next(by_code, None) or next(by_name, None)


def kind_of(name: str) -> UnitKind | None:
    """Phường or xã, by how a unit's name begins."""
    folded = key(name)
    return next((kind for word, kind in _KINDS.items() if folded.startswith(f"{key(word)} ")), None)


# --- tabs --------------------------------------------------------------------------------------


def _first_gap(sheets: Sequence[Sheet]) -> tuple[str, str]:
    """The first tab or column that is missing without which decisions or units would be lost."""
    for tab in (REGISTER_UNITS, RECIPIENTS, FOLLOW_UP):
        sheet = find_sheet(sheets, tab)
        if sheet is None:
            return "tab_missing", tab.title
        found = find_header(sheet, tab).columns
        for column in tab.columns:
            needed = column.required or (tab is FOLLOW_UP and column.field in DECISION_FIELDS)
            if needed and column.field not in found:
                return "column_missing", f"{tab.title}: {column.header}"
    return "", ""


def _records(sheets: Sequence[Sheet], tab: Tab) -> Iterable[dict[str, str]]:
    """The rows below the header: field → text as typed, and `row`, the number in the sheet."""
    sheet = find_sheet(sheets, tab)
    if sheet is None:
        return
    header = find_header(sheet, tab)
    for number, row in enumerate(sheet.rows[header.row :], header.row + 1):
        texts = {f: row[at] if at < len(row) else "" for f, at in header.columns.items()}
        if any(text.strip() for text in texts.values()):
            yield dict.fromkeys((c.field for c in tab.columns), "") | texts | {"row": str(number)}


def _units(records: Iterable[dict[str, str]]) -> tuple[tuple[Unit, ...], list[str]]:
    units: list[Unit] = []
    skipped = []
    for record in records:
        name = clean(record["name"])
        kind = _kind(clean(record["kind"])).value or kind_of(name)
        if name and kind in ("ward", "commune"):
            units.append(_unit(record, name, "commune" if kind == "commune" else "ward"))
        else:
            skipped.append(f"{REGISTER_UNITS.title}, dòng {record['row']}")
    return _with_codes(units), skipped


def _unit(record: dict[str, str], name: str, kind: UnitKind) -> Unit:
    hamlets = _NUMBER.search(record["hamlets"].replace(".", ""))
    deadline = read_date(clean(record["deadline"])).value if record["deadline"].strip() else None
    followed = clean(record["followed"])
    return Unit(
        code=record["code"].strip(),
        name=name,
        kind=kind,
        ref=record["ref"].strip(),
        hamlets=int(hamlets[0]) if hamlets else None,
        hamlet_names=_parts(record["hamlet_names"], _LIST_SEPARATORS),
        emails=addresses(record["emails"]),
        coordinator=clean(record["coordinator"]),
        deadline=deadline,  # type: ignore[arg-type]
        followed=not followed or _followed(followed).value != "no",
    )


def addresses(text: str) -> tuple[str, ...]:
    """The e-mail addresses in a cell, which may hold several."""
    return _parts(text, _SEPARATORS)


def _parts(text: str, separators: re.Pattern[str]) -> tuple[str, ...]:
    return tuple(part for piece in separators.split(text) if (part := clean(piece)))


def _with_codes(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Every unit with a code of its own; one that the register gives goes before one made here."""
    taken: set[str] = set()
    codes: dict[int, str] = {}
    for at in sorted(range(len(units)), key=lambda at: not units[at].code):
        given = units[at].code
        codes[at] = given if given and given not in taken else unique_code(units[at].name, taken)
        taken.add(codes[at])
    return tuple(replace(unit, code=codes[at]) for at, unit in enumerate(units))


def _recipients(records: Iterable[dict[str, str]]) -> Iterable[Recipient]:
    """One for each address; a role or period that is in no list stays as it was typed."""
    for record in records:
        role, period = clean(record["role"]), clean(record["period"])
        role = str(_role(role).value or role) if role else ""
        period = str(_period(period).value or period) if period else ""
        for email in addresses(record["email"]):
            yield Recipient(clean(record["name"]), email, role, period)
