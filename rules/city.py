"""All wards' tables as the rules see them: what is unknown is blank, what several rules ask is here.

Team ids run from 0 to n-1. What is known of each team stands in arrays of n+1 values, so that the
id -1 (no team) finds the neutral value at the end.
"""

from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from rules.groups import Bools, Ids
from rules.people import line_of_leaving, same_person_again
from rules.policy import Policy
from shapes import Tables

MEMBER_ROLES = ("leader", "deputy", "ordinary")
ROW_TABLES = ("teams", "members", "moves", "activities", "awards")


class City:
    """The tables, the policy and the day, with the cells that have a flag of form blanked."""

    def __init__(self, tables: Tables, policy: Policy, as_of: date) -> None:
        self.tables, self.policy = tables, policy
        self.as_of = pd.Timestamp(as_of)
        self.units = tables.units.copy(deep=False)
        self.teams = tables.teams.copy(deep=False)
        self.members = tables.members.copy(deep=False)
        self.moves = tables.moves.copy(deep=False)
        self.activities = tables.activities.copy(deep=False)
        self.awards = tables.awards.copy(deep=False)
        self.readable: Bools = (self.units["problem"] == "").to_numpy()
        self._known: dict[tuple[str, str], Bools] = {}
        self._present: dict[tuple[str, str], Bools] = {}
        self._gaps: dict[tuple[str, str], list[int]] = {}
        self._roles: dict[str, tuple[pd.DataFrame, pd.DataFrame]] = {}
        self._meant: dict[str, Ids] = {}
        self.answers: dict[Any, object] = {}  # see rules.once
        for unit, gap_table, field in zip(
            *(tables.gaps[n] for n in ("unit", "table", "field")), strict=True
        ):
            self._gaps.setdefault((gap_table, field), []).append(unit)
        for name in ROW_TABLES[1:]:
            # The team that a row with an unknown `Tổ` probably means: see meant_team().
            self[name]["maybe"] = np.int64(-1)

    def __getitem__(self, table: str) -> pd.DataFrame:
        frame: pd.DataFrame = getattr(self, table)
        return frame

    # --- what is known -------------------------------------------------------------------------

    def forget(self, table: str, field: str, at: Ids, maybe: Ids | None = None) -> None:
        """From now on the cells of these rows are unknown; `maybe` are the teams that they probably
        name."""
        frame = self[table]
        known = self.known(table, field).copy()
        known[at] = False
        self._known[table, field] = known
        self._meant.pop(table, None)
        if field == "team":
            guess = maybe if maybe is not None else frame["team"].to_numpy()[at]
            _set(frame, "maybe", at, guess)
        for column in {"name": ("name", "person"), "description": ("description", "words")}.get(
            field, (field,)
        ):
            if column in frame:
                _set(frame, column, at, _nothing(frame[column]))

    def known(self, table: str, field: str) -> Bools:
        """For each row, whether this cell was read (a blank one is) and its column is there."""
        if (table, field) not in self._known:
            units = self[table]["unit"].to_numpy()
            self._known[table, field] = self.present(table, field)[units]
        return self._known[table, field]

    def blank(self, table: str, field: str) -> Bools:
        """Cells that are known to be blank."""
        return self.known(table, field) & _is_nothing(self[table][field])

    def present(self, table: str, field: str) -> Bools:
        """For each ward, whether its workbook was read and has this column."""
        if (table, field) not in self._present:
            there = self.readable.copy()
            for gap in ("", "?", field):
                there[self._gaps.get((table, gap), [])] = False
            self._present[table, field] = there
        return self._present[table, field]

    def findings(self, problem: str) -> tuple[pd.DataFrame, ...]:
        """The cells that the reader could not take as meant for this reason, a frame per table.

        Each has the columns table, field and suggestion, and is indexed by the table's rows.
        """
        return self._findings.get(problem, ())

    @cached_property
    def _findings(self) -> dict[str, tuple[pd.DataFrame, ...]]:
        cells = self.tables.findings.set_index("index")
        reasons = [cells.pop("problem"), cells["table"]]
        found: dict[str, tuple[pd.DataFrame, ...]] = {}
        for (problem, _), rows in cells.groupby(reasons, sort=False):
            found[str(problem)] = (*found.get(str(problem), ()), rows)
        return found

    # --- teams ---------------------------------------------------------------------------------

    @property
    def known_teams(self) -> pd.DataFrame:
        """By team id: unit, key, of_ward, name."""
        return self.tables.known_teams

    def team_name(self, ids: "pd.Series[int]") -> "pd.Series[Any]":
        """What follows "Tổ" in a sentence: `Khối 5`, `cấp phường`; NaN where there is no team."""
        return pd.Series(self._team_names[ids.to_numpy()], index=ids.index, dtype=object)

    @cached_property
    def _team_names(self) -> Any:
        return np.append(self.known_teams["name"].to_numpy(dtype=object), np.nan)

    def per_team(self, ids: Any, values: Any, nothing: Any) -> Any:
        """An array with, at each team's id, its value; `nothing` where no value is given."""
        array = np.full(len(self.known_teams) + 1, nothing, dtype=getattr(values, "dtype", None))
        array[np.asarray(ids)] = values
        array[-1] = nothing
        return array

    def count_per_team(self, ids: Any) -> Ids:
        """How often each team's id stands in `ids`."""
        # One on, so that the rows without a team are counted before all others, and left out.
        counts = np.bincount(np.asarray(ids) + 1, minlength=len(self.known_teams) + 1)
        return np.append(counts[1:], 0).astype("int64")

    def wards_with(self, units: Any) -> Bools:
        """For each ward whether its number stands in `units`."""
        return np.bincount(units, minlength=len(self.units)) > 0

    @cached_property
    def first_rows(self) -> pd.DataFrame:
        """The row of each team in `Danh sách tổ`: the first, where it stands on several."""
        return self.teams[self.is_first_row]

    @cached_property
    def is_first_row(self) -> Bools:
        """Rows of `Danh sách tổ` that name a team for the first time."""
        team = self.teams["team"]
        return ((team >= 0) & ~team.duplicated()).to_numpy()

    @cached_property
    def listed(self) -> Bools:
        """By team id: whether the team stands in `Danh sách tổ`."""
        return self.count_per_team(self.teams["team"]) > 0

    @cached_property
    def row_of_team(self) -> Ids:
        """By team id: the sheet row of the team in `Danh sách tổ`, 0 where it is not listed."""
        rows: Ids = self.per_team(self.first_rows["team"], self.first_rows["row"], 0)
        return rows

    @cached_property
    def of_ward(self) -> Bools:
        """By team id: whether it is the ward-level team."""
        return np.append(self.known_teams["of_ward"].to_numpy(dtype=bool), False)

    @cached_property
    def of_hamlet(self) -> Bools:
        """By team id: whether it is a hamlet's team."""
        return np.append(~self.known_teams["of_ward"].to_numpy(dtype=bool), False)

    @cached_property
    def shares_decision(self) -> Bools:
        """Rows of hamlets founded by the decision of the ward-level row."""
        teams = self.teams
        return ((teams["decision"] == "common") & (teams["level"] != "ward")).to_numpy()

    @cached_property
    def founded(self) -> "pd.Series[Any]":
        """For each row of `Danh sách tổ` the day its team was founded; NaT: not, or not known."""
        own = self.teams["founded"]
        ward_rows = self.first_rows[self.first_rows["level"] == "ward"]
        of_ward = pd.Series(ward_rows["founded"].to_numpy(), index=ward_rows["unit"])
        shared = of_ward.reindex(self.teams["unit"]).set_axis(own.index)
        may_share = self.shares_decision & self.known("teams", "founded")
        return own.mask(own.isna() & may_share, shared)

    @cached_property
    def unfounded(self) -> Bools:
        """Rows whose team surely has no founding date (a Chung row is never sure: TO01 says it)."""
        sure = (
            self.blank("teams", "founded")
            & self.known("teams", "decision")
            & self.known("teams", "level")
        )
        return sure & ~self.shares_decision & self.is_first_row

    @cached_property
    def founding_day(self) -> Any:
        """By team id: the day the team was founded, NaT where that is not known."""
        first = self.first_rows
        return self.per_team(
            first["team"], self.founded[first.index].to_numpy(), np.datetime64("NaT")
        )

    @cached_property
    def has_group(self) -> Bools:
        """By team id: whether the team surely has a Zalo group."""
        first = self.first_rows
        known = self.known("teams", "group")[first.index]
        with_group = first.loc[(first["group"] != "") & known, "team"]
        return self.count_per_team(with_group) > 0

    def days_since(self, days: "pd.Series[Any]") -> Any:
        """Days from each of `days` to the day of the check, an array; NaN where there is no day."""
        passed: Any = self.as_of.to_datetime64() - days.to_numpy()
        return passed / np.timedelta64(1, "D")

    @cached_property
    def deadline(self) -> "pd.Series[Any]":
        """For each ward the first day on which founding is late: its own, else the city's."""
        return self.units["deadline"].fillna(pd.Timestamp(self.policy.deadline))

    # --- people --------------------------------------------------------------------------------

    @cached_property
    def is_member(self) -> Bools:
        """Rows of `Thành viên` with the role of a member, collaborators left out."""
        return self.members["role"].isin(MEMBER_ROLES).to_numpy()

    @cached_property
    def members_per_team(self) -> Ids:
        """By team id: how many rows of members it has."""
        return self.count_per_team(self.members["team"].to_numpy()[self.is_member])

    @cached_property
    def doubled(self) -> Bools:
        """Rows of people who stand in their team a second time; FM11 asks first, then forgets them."""
        # A phone that FM06 repaired still tells two namesakes apart.
        return same_person_again(self.members.assign(phone=self.tables.members["phone"]))

    @cached_property
    def leaving(self) -> "pd.Series[Any]":
        """For each row of `Thành viên` the line (index) of `Thay đổi thành viên` that let its person
        go from that team, where they are still listed; NaN for all others."""
        return line_of_leaving(self)

    @cached_property
    def stays(self) -> Bools:
        """Rows of `Thành viên` that no other rule wants deleted: nobody twice, nobody who left."""
        return ~self.doubled & self.leaving.isna().to_numpy()

    @cached_property
    def surely_belongs(self) -> Bools:
        """Rows that count for an upper limit: known team and role, nobody twice, nobody who left."""
        return self.is_member & (self.members["team"] >= 0).to_numpy() & self.stays

    def first_with_role(self, role: str) -> pd.DataFrame:
        """The first row of each team with this role, among those who surely belong: unit, row, team
        and title."""
        return self._with_role(role)[0]

    def later_with_role(self, role: str) -> pd.DataFrame:
        """The further rows of each team with this role, likewise."""
        return self._with_role(role)[1]

    def _with_role(self, role: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        if role not in self._roles:
            has_role = (self.members["role"] == role).to_numpy() & self.surely_belongs
            rows = self.members.loc[has_role, ["unit", "row", "team", "title"]]
            further = rows["team"].duplicated()
            self._roles[role] = rows[~further], rows[further]
        return self._roles[role]

    def meant_team(self, table: str) -> Ids:
        """For each row of `table` its team; where `Tổ` is unknown, the listed one that it probably
        means, else -1."""
        if table not in self._meant:
            frame = self[table]
            maybe = frame["maybe"].to_numpy()
            meant = np.where(self.listed[maybe] | self.of_ward[maybe], maybe, -1)
            self._meant[table] = np.where(self.known(table, "team"), frame["team"], meant)
        return self._meant[table]

    def most_per_team(self, table: str, rows: Bools) -> Ids:
        """By team id: how many of these `rows` of `table` could be the team's at most.

        A row with an unknown `Tổ` could be of the team that it probably means, else of any in its
        ward.
        """
        team = self.meant_team(table)[rows]
        units = self[table]["unit"].to_numpy()[rows]
        anywhere = np.bincount(units[team < 0], minlength=len(self.units))
        counts = self.count_per_team(team)
        counts[:-1] += anywhere[self.known_teams["unit"].to_numpy()]
        return counts


def _nothing(values: "pd.Series[Any]") -> Any:
    """The blank of a column: NaN, NaT, "", 0 for phones and -1 for ids."""
    if values.dtype == object:
        return ""
    if values.dtype == "int64":
        return 0 if values.name == "phone" else -1
    return pd.NaT if values.dtype.kind == "M" else np.nan


def _is_nothing(values: "pd.Series[Any]") -> Bools:
    if values.dtype == object:
        blank: Bools = values.to_numpy() == ""
        return blank
    return values.to_numpy() <= 0 if values.dtype == "int64" else values.isna().to_numpy()


def _set(frame: pd.DataFrame, column: str, at: Ids, value: Any) -> None:
    changed = frame[column].copy()
    changed.iloc[at] = value
    frame[column] = changed
