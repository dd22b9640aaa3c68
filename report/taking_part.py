"""Who takes part, ward by ward: teachers, youth, the Front and the unions; and teams still lacking.

What the editions for GDĐT (CV 3), Ủy ban MTTQ (CV 4) and Thành đoàn (CV 5) tell, and the reminders.
"""

from typing import Any

import pandas as pd

from report.due import Span
from report.results import reached
from rules.city import City
from rules.people import in_an_earlier_team
from rules.titles import kinds

# Columns of people in `taking_part`: kind of title in the policy → name of the column.
PEOPLE = {"teacher": "teachers", "youth": "youth", "front": "front", "union": "unions"}
CAMPAIGNS = {"youth": "with_youth", "front": "with_front", "union": "with_unions"}


def taking_part(city: City, wards: pd.DataFrame, span: Span) -> pd.DataFrame:
    """One row per ward of `wards` (the frame of the figures), in its order, index from 0:

    unit, name, link, teams; teachers, youth, front, unions – people in its teams told from their
    titles, each once; led_by_youth (its own team has a Bí thư Đoàn as leader); deputies (people)
    and youth_deputies (those of them from the Đoàn), of all its teams; with_youth, with_front,
    with_unions – activities in `span` done together with them, and people_… reached by these.
    """
    frame = wards[["unit", "name", "link", "teams"]].reset_index(drop=True)
    held = _kinds_of(city, city.members["title"])
    belongs = city.surely_belongs
    for kind, column in PEOPLE.items():
        people = city.members[belongs & _holds(held, kind)]
        once = people.drop(index=in_an_earlier_team(people).index)
        frame[column] = _per_ward(city, once, frame)
    secretary = _holds(held, "ward_youth_secretary")
    leaders = city.first_with_role("leader")
    own = leaders[city.of_ward[leaders["team"].to_numpy()] & secretary[leaders.index]]
    frame["led_by_youth"] = _per_ward(city, own, frame) > 0
    deputies = city.members[belongs & (city.members["role"] == "deputy")]
    from_youth = _holds(held, "youth")[deputies.index]
    frame["deputies"] = _per_ward(city, deputies, frame)
    frame["youth_deputies"] = _per_ward(city, deputies[from_youth], frame)
    return frame.join(_campaigns(city, frame, span))


def _campaigns(city: City, frame: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Activities of the span by whom they were done with, and the people whom these reached."""
    rows, people = city.activities, reached(city)
    days = (rows["date"] >= pd.Timestamp(span.begin)) & (rows["date"] <= pd.Timestamp(span.end))
    partners = _kinds_of(city, rows["partner"])
    counts = {}
    for kind, column in CAMPAIGNS.items():
        chosen = rows[days & _holds(partners, kind)]
        counts[column] = _per_ward(city, chosen, frame)
        of_wards = people[chosen.index].groupby(_codes(city, chosen)).sum()
        counts[column.replace("with", "people")] = frame["unit"].map(of_wards).fillna(0).astype(int)
    return pd.DataFrame(counts)


def _kinds_of(city: City, texts: "pd.Series[str]") -> "pd.Series[Any]":
    """The kinds of office in each text; each distinct one is read once."""
    read = {text: kinds(text, city.policy.titles) for text in texts.unique()}
    return texts.map(read)


def _holds(kinds_held: "pd.Series[Any]", kind: str) -> "pd.Series[bool]":
    return pd.Series([kind in held for held in kinds_held], kinds_held.index, dtype=bool)


def _codes(city: City, rows: pd.DataFrame) -> "pd.Series[str]":
    return rows["unit"].map(city.units["code"])


def _per_ward(city: City, rows: pd.DataFrame, frame: pd.DataFrame) -> "pd.Series[int]":
    return frame["unit"].map(_codes(city, rows).value_counts()).fillna(0).astype(int)


def lacking_teams(city: City) -> pd.DataFrame:
    """Teams of `Danh sách tổ` without a known day of founding: unit (code), team ("Khối 5")."""
    rows = city.first_rows
    rows = rows[city.founded[rows.index].isna()]
    return pd.DataFrame({"unit": _codes(city, rows), "team": city.team_name(rows["team"])})
