"""What the teams did in a week, and who takes part: the good part of the report."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from report.due import Span
from rules.city import City
from rules.people import in_an_earlier_team
from rules.titles import kinds
from vietnamese.text import plain

# Activities that reach residents; in a training the team itself is taught.
REACHING = ("outreach", "guidance", "tasks", "initiative")


@dataclass(frozen=True)
class Initiative:
    """One initiative as the ward describes it; the words are the ward's own, not masked."""

    ward: str
    team: str
    text: str


@dataclass(frozen=True)
class Results:
    """What was done in the week (or month) of the report, by the days of the activities.

    `people` are residents reached (not the teams' own training), `people_before` those of the one
    before, `people_so_far` all. `doubted` activities have a count that is being asked about or
    stand twice: what is doubted of them is not counted. `cleared` are the names of the wards that
    put everything right since last week, in the order of their names.
    """

    activities: int
    sessions: int
    people: int
    people_before: int
    people_so_far: int
    shops: int
    accounts: int
    initiatives: tuple[Initiative, ...]
    proposed: int
    awarded: int
    doubted: int
    cleared: tuple[str, ...]


@dataclass(frozen=True)
class Offices:
    """Who takes part, told from titles: teachers (each once), and the wards whose own team a
    Bí thư Đoàn leads."""

    teachers: int
    wards_with_teachers: int
    youth_leaders: int


def reached(city: City) -> "pd.Series[float]":
    """For each row of `Hoạt động` the residents that it surely reached by now; 0 where unknown."""
    rows = city.activities
    counts = rows["kind"].isin(REACHING) & (rows["date"] <= city.as_of)
    return rows["people"].where(counts).fillna(0)


def results(city: City, wards: pd.DataFrame, span: Span) -> Results:
    """What the wards (the frame of the figures) did in the days of `span`."""
    begin, end = span.begin, span.end
    rows = city.activities[_of_wards(city, city.activities, wards)]
    people = reached(city)
    week = rows[_between(rows["date"], begin, end)]
    before = rows[_between(rows["date"], span.before.begin, span.before.end)]
    awards = city.awards[_of_wards(city, city.awards, wards)]
    awarded = awards[awards["result"] == "awarded"]
    return Results(
        activities=len(week),
        sessions=int(week["sessions"].sum()),
        people=int(people[week.index].sum()),
        people_before=int(people[before.index].sum()),
        people_so_far=int(people[rows.index].sum()),
        shops=int(week["shops"].sum()),
        accounts=int(week["accounts"].sum()),
        initiatives=_initiatives(city, week),
        proposed=int(_between(awards["date"], begin, end).sum()),
        # A Thư khen has no date of its own: it counts in the week in which it was proposed.
        awarded=int(_between(awarded["decided"].fillna(awarded["date"]), begin, end).sum()),
        doubted=_doubted(city, rows, begin, end),
        cleared=_cleared(wards),
    )


def _of_wards(city: City, rows: pd.DataFrame, wards: pd.DataFrame) -> "pd.Series[bool]":
    return rows["unit"].map(city.units["code"]).isin(wards["unit"])


def _between(days: "pd.Series[Any]", begin: date, end: date) -> "pd.Series[bool]":
    return (days >= pd.Timestamp(begin)) & (days <= pd.Timestamp(end))


def _doubted(city: City, rows: pd.DataFrame, begin: date, end: date) -> int:
    """How many activities of those days lack a day or a count that could not be taken as it is."""
    typed = city.tables.activities.loc[rows.index, "date"]
    unknown = pd.Series(False, index=rows.index)
    for field in ("date", "people", "sessions", "shops", "accounts"):
        unknown |= ~city.known("activities", field)[rows.index]
    return int((unknown & _between(typed, begin, end)).sum())


def _initiatives(city: City, week: pd.DataFrame) -> tuple[Initiative, ...]:
    rows = week[(week["kind"] == "initiative") & (week["description"] != "")]
    rows = rows.sort_values(["date", "unit", "row"], kind="stable")
    wards = rows["unit"].map(city.units["name"])
    teams = city.team_name(rows["team"]).fillna("")
    return tuple(map(Initiative, wards, teams, rows["description"]))


def _cleared(wards: pd.DataFrame) -> tuple[str, ...]:
    done = (wards["violations"] == 0) & (wards["resolved"].fillna(0) > 0) & (wards["problem"] == "")
    return tuple(wards.loc[done, "name"].sort_values(key=lambda names: names.map(plain)))


def offices(city: City, wards: pd.DataFrame) -> Offices:
    """Teachers in the teams, and own teams of wards led by a Bí thư Đoàn."""
    people = city.members[city.surely_belongs & _of_wards(city, city.members, wards)]
    teachers = people[_holding(city, people["title"], "teacher")]
    leaders = city.first_with_role("leader")
    leaders = leaders[city.of_ward[leaders["team"].to_numpy()] & _of_wards(city, leaders, wards)]
    return Offices(
        teachers=len(teachers) - len(in_an_earlier_team(teachers)),
        wards_with_teachers=int(teachers["unit"].nunique()),
        youth_leaders=int(_holding(city, leaders["title"], "ward_youth_secretary").sum()),
    )


def _holding(city: City, titles: "pd.Series[str]", kind: str) -> "pd.Series[bool]":
    """Which titles name an office of this kind; each distinct one is read once."""
    words = city.policy.titles
    return titles.isin([title for title in titles.unique() if kind in kinds(title, words)])
