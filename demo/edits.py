"""Edits of a ward's tabs, named by the rules that they bring about: mistakes and repairs.

A line of mistakes.toml or week.toml: [rules, verb, tab, place, values].

verb    set, add (with a place: a copy of that row), remove, retype (values name a way of typing);
        rename (the tab), drop (a column); in week.toml also answer (in `Cần sửa`) and cut (the file)
place   "" all rows · "#2" the second row · "Khối 3" all rows of that team · "Khối 3: 2" the second
        of them · "Khối 3: Tổ viên 2" the second with that role; of `Cần sửa`, a rule's code
values  field = value; "" clears a cell; "@place" is that member's value of the same field
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from demo.wards import Row, Ward
from sync.schema import WARD
from vietnamese.hamlets import HamletKeys
from vietnamese.text import key

_TEAMS = HamletKeys({"khối": ("k",), "xóm": ("x",)})
_ROLE = re.compile(r"(\D+?)(?:\s+(\d+))?")
_ROLES = {key("thành viên"): key("tổ viên")}


@dataclass(frozen=True)
class Edit:
    """One line: see above. `rules` are the codes of the flags that it causes."""

    rules: tuple[str, ...]
    verb: str
    table: str
    at: str
    values: Mapping[str, Any] = field(default_factory=dict)


class NoSuchPlaceError(LookupError):
    """A line names a row that is not there; the text says which."""


class Rows(Protocol):
    """The rows of one tab, wherever they stand."""

    def numbers(self) -> Sequence[int]:
        """The rows that hold data, from the top."""

    def get(self, row: int, name: str) -> Any:
        """The value of a field."""

    def set(self, row: int, name: str, value: Any) -> None:
        """Type a value; "" clears the cell."""

    def add(self, values: Mapping[str, Any]) -> None:
        """Type a new row."""

    def remove(self, rows: Sequence[int]) -> None:
        """Delete rows."""


def load_edits(path: Path) -> dict[str, list[Edit]]:
    """The edits of each ward in their order, by its name."""
    lines = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: [_edit(*line) for line in given["edits"]] for name, given in lines.items()}


def _edit(
    rules: str, verb: str, table: str, at: str, values: Mapping[str, Any] | None = None
) -> Edit:
    return Edit(tuple(rules.split()), verb, table, at, values or {})


def apply_edit(edit: Edit, tabs: Mapping[str, Rows]) -> None:
    """Do what one line says; raises NoSuchPlaceError."""
    rows = tabs[edit.table]
    values = {name: _value(value, name, tabs) for name, value in edit.values.items()}
    at = [] if edit.verb == "add" and not edit.at else find(rows, edit.at)
    if edit.verb == "remove":
        rows.remove(at)
    elif edit.verb == "add":
        rows.add((_copy(rows, at[0], edit.table) if at else {}) | values)
    elif edit.verb in ("set", "retype"):
        for row in at:
            for name, value in values.items():
                typed = WAYS[value](rows.get(row, name)) if edit.verb == "retype" else value
                rows.set(row, name, typed)
    else:
        raise ValueError(f"no verb {edit.verb!r}")


def _copy(rows: Rows, row: int, table: str) -> Row:
    tab = next(tab for tab in WARD if tab.table == table)
    found = {column.field: rows.get(row, column.field) for column in tab.columns}
    return {name: value for name, value in found.items() if value not in (None, "")}


def _value(value: Any, name: str, tabs: Mapping[str, Rows]) -> Any:
    if not (isinstance(value, str) and value.startswith("@")):
        return value
    members = tabs["members"]
    return members.get(find(members, value[1:])[0], name)


def find(rows: Rows, at: str) -> list[int]:
    """The rows that a place names (see above), at least one; raises NoSuchPlaceError."""
    numbers = list(rows.numbers())
    if at.startswith("#"):
        found = numbers[int(at[1:]) - 1 : int(at[1:])]
    elif at:
        team, _, which = at.partition(": ")
        wanted = _TEAMS.read_team(team)
        own = [row for row in numbers if _TEAMS.read_team(_team(rows, row)) == wanted]
        found = _among(rows, own, which)
    else:
        found = numbers
    if not found:
        raise NoSuchPlaceError(at)
    return found


def _team(rows: Rows, row: int) -> str:
    return str(rows.get(row, "team") or rows.get(row, "hamlet") or "")


def _among(rows: Rows, own: list[int], which: str) -> list[int]:
    """Those of a team's rows that the second part of a place names."""
    if not which:
        return own
    if which.isdigit():
        return own[int(which) - 1 : int(which)]
    named = _ROLE.fullmatch(which)
    if named is None:
        return []
    held = [row for row in own if _role(rows.get(row, "role")) == key(named[1])]
    return held[int(named[2]) - 1 : int(named[2])] if named[2] else held


def _role(text: Any) -> str:
    typed = key(str(text or ""))
    return _ROLES.get(typed, typed)


# --- ways of typing a telephone ------------------------------------------------------------------

WAYS: Mapping[str, Callable[[str], str | int]] = {
    "lost_zero": lambda phone: int(phone),
    "plus_84": lambda phone: f"+84 {phone[1:4]} {phone[4:7]} {phone[7:]}",
    "84": lambda phone: f"84{phone[1:]}",
    "letter_o": lambda phone: phone.replace("0", "O"),
}


# --- rows that are not in a file yet -------------------------------------------------------------


class Listed:
    """Rows as a list of dicts."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows

    def numbers(self) -> Sequence[int]:
        """Places in the list."""
        return range(len(self._rows))

    def get(self, row: int, name: str) -> Any:
        """The value of a field, None where there is none."""
        return self._rows[row].get(name)

    def set(self, row: int, name: str, value: Any) -> None:
        """Change a field."""
        self._rows[row][name] = value

    def add(self, values: Mapping[str, Any]) -> None:
        """Put a row below the last one of its team, else at the end."""
        team = values.get("team")
        own = [at for at, row in enumerate(self._rows) if team and row.get("team") == team]
        self._rows.insert(own[-1] + 1 if own else len(self._rows), dict(values))

    def remove(self, rows: Sequence[int]) -> None:
        """Take rows out."""
        for row in sorted(rows, reverse=True):
            del self._rows[row]


def make_mistakes(ward: Ward, edits: Iterable[Edit]) -> None:
    """Apply the mistakes to a right ward; raises NoSuchPlaceError."""
    tabs = {table: Listed(rows) for table, rows in ward.tabs.items()}
    for edit in edits:
        if edit.verb == "rename":
            ward.titles[edit.table] = edit.values["title"]
        elif edit.verb == "drop":
            ward.dropped.add((edit.table, edit.values["column"]))
        else:
            apply_edit(edit, tabs)
