"""Making and repairing the city's spreadsheets on Google, from the schema alone.

A spreadsheet is read as it is, in one call, and one batchUpdate adds what it lacks: tabs, columns,
drop-downs, protections, views. What people wrote is never moved or changed, and where nothing
lacks nothing is sent.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shapes import Recipient, Unit
from sync import google_requests as ask
from sync.google_checks import highlights, number_formats, validations
from sync.google_client import Client, Refused
from sync.google_guard import SHEET, protect, protections, views
from sync.google_guide import guide_grid, plan_guide
from sync.google_layout import Layout, Stand, read_layout
from sync.google_profile import NUMBER as PROFILE_NUMBER
from sync.google_profile import plan_profile
from sync.google_register import fill_in_units
from sync.google_requests import Json
from sync.google_share import create_spreadsheet, own_address, share
from sync.google_style import INK, TODO_COLOUR, letters
from sync.google_tabs import Spec, first_rows, freeze_header, place_tab
from sync.guide import TITLE
from sync.prefilled import FROZEN_COLUMNS, MAX_MEMBERS, expected_teams, mail_rows
from sync.schema import (
    ACTIVITIES,
    AWARDS,
    FOLLOW_UP,
    FOLLOW_UP_CITY_FIELDS,
    LOG,
    MEMBERS,
    MOVES,
    RECIPIENTS,
    REGISTER_TITLE,
    REGISTER_UNITS,
    SUMMARY,
    TEAMS,
    TODO,
    TODO_HEADER_ROW,
    TODO_INTRO,
    TODO_WARD_FIELDS,
    UNITS,
)

LOCALE = "vi_VN"
_ATTEMPTS = 3
_FIRST_TAB = re.compile(r"(Sheet|Trang tính)\s?1")
_EDITING_ROLES = ("coordinator", "technician")
# Rows to begin with, not many: blank ones are read with the rest. Google adds more as people type.
_WARD = (
    Spec(TEAMS, 3, 100, frozen=FROZEN_COLUMNS[TEAMS.table]),
    Spec(MEMBERS, 4, 400, frozen=FROZEN_COLUMNS[MEMBERS.table]),
    Spec(MOVES, 5, 100),
    Spec(ACTIVITIES, 6, 300),
    Spec(AWARDS, 7, 100),
    Spec(
        TODO, 8, 200, TODO_HEADER_ROW, peoples=TODO_WARD_FIELDS, hidden=("id",), colour=TODO_COLOUR
    ),
)
_REGISTER = (
    Spec(REGISTER_UNITS, 11, 100, frozen=1),
    Spec(RECIPIENTS, 12, 60, frozen=1),
    Spec(FOLLOW_UP, 13, 300, frozen=FROZEN_COLUMNS[FOLLOW_UP.table], peoples=FOLLOW_UP_CITY_FIELDS),
    Spec(SUMMARY, 14, 60, frozen=1, peoples=()),
    Spec(LOG, 15, 200, peoples=()),
)
_FILLED = "trang {}: ghi các dòng đầu tiên"


@dataclass
class Plan:
    """The requests of one batchUpdate; in words what they do (`done`), and what was let be.

    `unfinished`: something is still to be done once it is seen how things stand then.
    """

    requests: list[Json] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unfinished: bool = False

    def add(self, requests: Iterable[Json], words: str = "") -> None:
        """More requests; words without any are a remark."""
        more = list(requests)
        self.requests += more
        if words:
            (self.done if more else self.remarks).append(words)

    def repair(self, requests: Iterable[Json], words: str) -> None:
        """Requests of which something is said only where there are any."""
        more = list(requests)
        self.add(more, words if more else "")


@dataclass(frozen=True)
class Made:
    """A spreadsheet as it is wanted: its id, what was done to it, with whom it is now shared, and
    what a person should see to."""

    ref: str
    done: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


# --- what a spreadsheet lacks --------------------------------------------------------------------


def plan_ward(
    layout: Layout, unit: Unit, editors: Sequence[str], time_zone: str,
    max_members: int = MAX_MEMBERS,
) -> Plan:  # fmt: skip
    """What makes the spreadsheet the ward's; `editors` are the accounts that may write everywhere."""
    plan = Plan()
    plan.repair(_properties(layout, time_zone), "đặt ngôn ngữ và múi giờ")
    numbers = {spec.tab.title: layout.number(spec.tab, spec.number) for spec in _WARD}
    numbers[UNITS.title] = layout.number(UNITS, PROFILE_NUMBER)
    plan.add(*plan_guide(layout, unit.name, max_members, numbers))
    requests, words, remark = plan_profile(layout, unit, editors)
    plan.add(requests, words)
    plan.add((), remark)
    _guard_guide(plan, layout, editors)
    stands = _place(plan, layout, _WARD)
    if TEAMS.table in stands:
        plan.repair(
            first_rows(stands[TEAMS.table], expected_teams(unit)), _FILLED.format(TEAMS.title)
        )
    if TODO.table in stands:
        plan.add(_intro(stands[TODO.table]))
    teams = stands.get(TEAMS.table)
    lists = {"team": teams.list_of("hamlet")} if teams else {}
    for stand in stands.values():
        _complete(plan, stand, lists, editors, max_members)
    _put_away_blank_tab(plan, layout)
    return plan


def plan_register(
    layout: Layout, units: Sequence[Unit], recipients: Sequence[Recipient],
    editors: Sequence[str], time_zone: str,
) -> Plan:  # fmt: skip
    """What makes the spreadsheet the city's register, with these units in it."""
    plan = Plan()
    plan.repair(_properties(layout, time_zone), "đặt ngôn ngữ và múi giờ")
    stands = _place(plan, layout, _REGISTER)
    if stand := stands.get(REGISTER_UNITS.table):
        requests, words = fill_in_units(stand, units)
        plan.repair(requests, words)
    if stand := stands.get(RECIPIENTS.table):
        plan.repair(first_rows(stand, mail_rows(recipients)), _FILLED.format(RECIPIENTS.title))
        lists = {"coordinator": stand.list_of("name")}
    else:
        lists = {}
    for stand in stands.values():
        _complete(plan, stand, lists, editors)
    if stand := stands.get(FOLLOW_UP.table):
        people = [one.name for one in recipients if one.role == "coordinator"]
        plan.repair(views(stand, people), f"trang {stand.title}: thêm chế độ lọc")
    _put_away_blank_tab(plan, layout)
    return plan


def _properties(layout: Layout, time_zone: str) -> Iterator[Json]:
    language = layout.locale.partition("_")[0]  # Google may shorten it
    if (language, layout.time_zone) != (LOCALE.partition("_")[0], time_zone):
        properties = {"locale": LOCALE, "timeZone": time_zone}
        yield {
            "updateSpreadsheetProperties": {"properties": properties, "fields": "locale,timeZone"}
        }


def _guard_guide(plan: Plan, layout: Layout, editors: Sequence[str]) -> None:
    number, features, ours = guide_grid(layout)
    if ours:
        plan.add(protect(features, SHEET, {"sheetId": number}, (), editors, 0))


def _place(plan: Plan, layout: Layout, specs: Sequence[Spec]) -> dict[str, Stand]:
    """Where each tab stands, by table, once its tab or its columns are made."""
    stands = {}
    for spec in specs:
        stand, requests, words = place_tab(layout, spec)
        plan.add(requests, words)
        if stand is None:
            continue
        stands[spec.tab.table] = stand
        if stand.texts is not None and stand.peoples is None:
            # By the rows' numbers as they were read: before any row is added.
            formats = number_formats(stand)
            plan.repair(formats, f"trang {stand.title}: đặt lại định dạng ô")
    return stands


def _complete(
    plan: Plan, stand: Stand, lists: Mapping[str, str], editors: Sequence[str],
    max_members: int = MAX_MEMBERS,
) -> None:  # fmt: skip
    """What a tab has beside its cells."""
    parts = [(validations(stand, lists), "danh sách chọn, kiểm tra ngày và số")]
    if stand.peoples is None:
        parts.append((iter(highlights(stand, max_members)), "tô màu ô còn thiếu, người ghi trùng"))
    if stand.texts is not None:
        parts.append((freeze_header(stand), "cố định dòng tiêu đề"))
    parts.append((protections(stand, editors), "bảo vệ"))
    for requests, what in parts:
        known = f"trang {stand.title}: đặt lại {what}" if stand.texts is not None else ""
        plan.repair(requests, known)


def _intro(stand: Stand) -> Iterator[Json]:
    """The line above the header of a tab `Cần sửa` that is made now."""
    if stand.texts is None:
        look = {"textFormat": letters(11, colour=INK) | {"italic": True}}
        cell = {"userEnteredValue": {"stringValue": TODO_INTRO}, "userEnteredFormat": look}
        yield ask.cells(stand.sheet, 1, 1, [[cell]], "userEnteredValue,userEnteredFormat")


def _put_away_blank_tab(plan: Plan, layout: Layout) -> None:
    """The one blank tab that a spreadsheet begins with goes, in two steps: hidden first, so that
    nobody writes in it, then deleted if it is still blank, else shown again."""
    for grid in layout.book.grids:
        if not _FIRST_TAB.fullmatch(grid.sheet.title):
            continue
        blank, hidden = not (grid.sheet.rows or grid.notes), layout.features[grid.id].hidden
        if hidden and blank:
            plan.add([{"deleteSheet": {"sheetId": grid.id}}])
        elif hidden or (blank and len(layout.features) == 1):
            properties = {"sheetId": grid.id, "hidden": not hidden}
            change = {"properties": properties, "fields": "hidden"}
            plan.add([{"updateSheetProperties": change}])
            plan.unfinished = not hidden


# --- carrying it out -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """How spreadsheets are made: `others` are the addresses of our service accounts, `drive` is the
    shared drive for new ones ("" for none); with `dry_run` nothing is written."""

    others: Sequence[str]
    time_zone: str
    drive: str = ""
    max_members: int = MAX_MEMBERS
    dry_run: bool = False


def provision_ward(client: Client, unit: Unit, way: Way) -> Made:
    """Make the ward's spreadsheet, or complete the one that `unit.ref` names, and share it.

    Raises UserError where Google lets us make none, Refused, KeyRefused.
    """
    ref = unit.ref or create_spreadsheet(client, ward_title(unit), way.drive)

    def plan(layout: Layout, editors: Sequence[str]) -> Plan:
        return plan_ward(layout, unit, editors, way.time_zone, way.max_members)

    return _provision(client, ref, plan, way, unit.emails)


def provision_register(
    client: Client, ref: str, units: Sequence[Unit], recipients: Sequence[Recipient], way: Way
) -> Made:
    """Make the coordination spreadsheet, or complete that of the id `ref`; raises as provision_ward.

    `units` it does not name yet are added; of those that it names only blank cells are filled in.
    """
    ref = ref or create_spreadsheet(client, REGISTER_TITLE, way.drive)

    def plan(layout: Layout, editors: Sequence[str]) -> Plan:
        return plan_register(layout, units, recipients, editors, way.time_zone)

    people = [one.email for one in recipients if one.role in _EDITING_ROLES]
    return _provision(client, ref, plan, way, people)


def ward_title(unit: Unit) -> str:
    """What the ward's spreadsheet is called when we make it."""
    return f"{TITLE} - {unit.name}"


def _provision(
    client: Client,
    ref: str,
    make_plan: Callable[[Layout, Sequence[str]], Plan],
    way: Way,
    people: Sequence[str],
) -> Made:
    editors = list(way.others) or [own_address(client)]
    # Who may write in a protected range has to be let into the spreadsheet first.
    shared, not_shared = share(client, ref, [*way.others, *people], way.dry_run)
    plans: list[Plan] = []
    for attempt in range(_ATTEMPTS):
        plans.append(make_plan(read_layout(client, ref), editors))
        if way.dry_run or not _sent(client, ref, plans[-1], attempt == _ATTEMPTS - 1):
            break
    done = dict.fromkeys(words for plan in plans for words in plan.done)
    return Made(ref, tuple(done), tuple(shared), (*plans[-1].remarks, *not_shared))


def _sent(client: Client, ref: str, plan: Plan, last: bool) -> bool:
    """Carry out a plan; whether to look again at what there is now. Raises Refused."""
    if not plan.requests:
        return False
    try:
        client.batch_update(ref, {"requests": plan.requests})
    except Refused as why:  # where it was perhaps carried out, what is there now says what is left
        if not why.unsure or last:
            raise
        return True
    return plan.unfinished
