"""All wards' tables as the rules see them: what is unknown is blank, what several rules ask is here.

Team ids run from 0 to n-1. What is known of each team stands in arrays of n+1 values, so that the
id -1 (no team) finds the neutral value at the end.
"""

from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rules.people import line_of_leaving, same_person_again
from rules.policy import Policy
from shapes import Tables

Bools = npt.NDArray[np.bool_]
Ids = npt.NDArray[np.int64]
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
        self._unknown: dict[tuple[str, str], Bools] = {}
        self._present: dict[tuple[str, str], Bools] = {}
        self._gaps: dict[tuple[str, str], list[int]] = {}
        self._roles: dict[str, pd.DataFrame] = {}
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

    def forget(
        self, table: str, field: str, index: pd.Index, maybe: "pd.Series[int] | None" = None
    ) -> None:
        """From now on these cells are unknown; `maybe` are the teams that they probably name."""
        frame = self[table]
        at = frame.index.get_indexer(index)
        unknown = self._unknown.setdefault((table, field), np.zeros(len(frame), dtype=bool))
        unknown[at] = True
        if field == "team":
            guess = maybe.to_numpy() if maybe is not None else frame["team"].to_numpy()[at]
            _set(frame, "maybe", at, guess)
        for column in {"name": ("name", "person"), "description": ("description", "words")}.get(
            field, (field,)
        ):
            if column in frame:
                _set(frame, column, at, _nothing(frame[column]))

    def known(self, table: str, field: str) -> "pd.Series[bool]":
        """For each row, whether this cell was read (a blank one is) and its column is there."""
        frame = self[table]
        known = self.present(table, field)[frame["unit"].to_numpy()]
        unknown = self._unknown.get((table, field))
        return pd.Series(known if unknown is None else known & ~unknown, index=frame.index)

    def blank(self, table: str, field: str) -> "pd.Series[bool]":
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
        found = self.tables.findings
        found = found[found["problem"] == problem].set_index("index")
        columns = ["table", "field", "suggestion"]
        return tuple(rows[columns] for _, rows in found.groupby("table", sort=False))

    # --- teams ---------------------------------------------------------------------------------

    @property
    def known_teams(self) -> pd.DataFrame:
        """By team id: unit, key, of_ward, name."""
        return self.tables.known_teams

    def team_name(self, ids: "pd.Series[int]") -> "pd.Series[str]":
        """What follows "Tổ" in a sentence: `Khối 5`, `cấp phường`."""
        return self.known_teams["name"].reindex(ids).astype(object).set_axis(ids.index)

    def per_team(self, ids: Any, values: Any, nothing: Any) -> Any:
        """An array with, at each team's id, its value; `nothing` where no value is given."""
        array = np.full(len(self.known_teams) + 1, nothing, dtype=getattr(values, "dtype", None))
        array[np.asarray(ids)] = values
        array[-1] = nothing
        return array

    def count_per_team(self, ids: Any) -> Ids:
        """How often each team's id stands in `ids`."""
        ids = np.asarray(ids)
        counts = np.bincount(ids[ids >= 0], minlength=len(self.known_teams) + 1)
        return counts.astype("int64")

    @cached_property
    def first_rows(self) -> pd.DataFrame:
        """The row of each team in `Danh sách tổ`: the first, where it stands on several."""
        return self.teams[self.is_first_row]

    @cached_property
    def is_first_row(self) -> "pd.Series[bool]":
        """Rows of `Danh sách tổ` that name a team for the first time."""
        return (self.teams["team"] >= 0) & ~self.teams["team"].duplicated()

    @cached_property
    def listed(self) -> Bools:
        """By team id: whether the team stands in `Danh sách tổ`."""
        return self.count_per_team(self.teams["team"]) > 0

    @cached_property
    def of_ward(self) -> Bools:
        """By team id: whether it is the ward-level team."""
        return np.append(self.known_teams["of_ward"].to_numpy(dtype=bool), False)

    @cached_property
    def of_hamlet(self) -> Bools:
        """By team id: whether it is a hamlet's team."""
        return np.append(~self.known_teams["of_ward"].to_numpy(dtype=bool), False)

    @cached_property
    def shares_decision(self) -> "pd.Series[bool]":
        """Rows of hamlets founded by the decision of the ward-level row."""
        return (self.teams["decision"] == "common") & (self.teams["level"] != "ward")

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
    def unfounded(self) -> "pd.Series[bool]":
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
        with_group = first.loc[
            (first["group"] != "") & self.known("teams", "group")[first.index], "team"
        ]
        return self.count_per_team(with_group) > 0

    def days_since(self, days: Any) -> Any:
        """Whole days from each of `days` to the day of the check; NaN where there is no day."""
        return (self.as_of - pd.Series(days)).dt.days

    @cached_property
    def deadline(self) -> "pd.Series[Any]":
        """For each ward the first day on which founding is late: its own, else the city's."""
        return self.units["deadline"].fillna(pd.Timestamp(self.policy.deadline))

    # --- people --------------------------------------------------------------------------------

    @cached_property
    def is_member(self) -> "pd.Series[bool]":
        """Rows of `Thành viên` with the role of a member, collaborators left out."""
        return self.members["role"].isin(MEMBER_ROLES)

    @cached_property
    def doubled(self) -> "pd.Series[bool]":
        """Rows of people who stand in their team a second time; FM11 asks first, then forgets them."""
        # A phone that FM06 repaired still tells two namesakes apart.
        return same_person_again(self.members.assign(phone=self.tables.members["phone"]))

    @cached_property
    def leaving(self) -> "pd.Series[Any]":
        """For each row of `Thành viên` the line (index) of `Thay đổi thành viên` that let its person
        go from that team, where they are still listed; NaN for all others."""
        return line_of_leaving(self)

    @cached_property
    def stays(self) -> "pd.Series[bool]":
        """Rows of `Thành viên` that no other rule wants deleted: nobody twice, nobody who left."""
        return ~self.doubled & self.leaving.isna()

    @cached_property
    def surely_belongs(self) -> "pd.Series[bool]":
        """Rows that count for an upper limit: known team and role, nobody twice, nobody who left."""
        return self.is_member & (self.members["team"] >= 0) & self.stays

    def first_with_role(self, role: str) -> pd.DataFrame:
        """The first row of each team with this role, among those who surely belong."""
        rows = self._with_role(role)
        return rows[~rows["team"].duplicated()]

    def later_with_role(self, role: str) -> pd.DataFrame:
        """The further rows of each team with this role, among those who surely belong."""
        rows = self._with_role(role)
        return rows[rows["team"].duplicated()]

    def _with_role(self, role: str) -> pd.DataFrame:
        if role not in self._roles:
            self._roles[role] = self.members[(self.members["role"] == role) & self.surely_belongs]
        return self._roles[role]

    def meant_team(self, table: str) -> Ids:
        """For each row of `table` its team; where `Tổ` is unknown, the listed one that it probably
        means, else -1."""
        frame = self[table]
        maybe = frame["maybe"].to_numpy()
        meant = np.where(self.listed[maybe] | self.of_ward[maybe], maybe, -1)
        return np.where(self.known(table, "team"), frame["team"], meant)

    def most_per_team(self, table: str, rows: "pd.Series[bool]") -> Ids:
        """By team id: how many of these `rows` of `table` could be the team's at most.

        A row with an unknown `Tổ` could be of the team that it probably means, else of any in its
        ward.
        """
        team = self.meant_team(table)[rows.to_numpy()]
        units = self[table]["unit"].to_numpy()[rows.to_numpy()]
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


def _is_nothing(values: "pd.Series[Any]") -> "pd.Series[bool]":
    if values.dtype == object:
        return values == ""
    if values.dtype == "int64":
        return values <= 0
    return values.isna()


def _set(frame: pd.DataFrame, column: str, at: Ids, value: Any) -> None:
    changed = frame[column].copy()
    changed.iloc[at] = value
    frame[column] = changed
