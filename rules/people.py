"""Who is the same person, and what `Thay đổi thành viên` says of them last."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from rules.groups import Bools, Ids, as_one, first_at, is_pair, pair_ids, repeated, twice
from rules.once import once

if TYPE_CHECKING:
    from rules.city import City

# So many earlier namesakes are compared with each row: a pasted column must not cost its square.
MOST_NAMESAKES = 30
ASKING = ("join", "resign")  # moves that need the consent of the Chủ tịch UBND
LEAVING = ("resign", "gone")
_PERSON = ["unit", "person"]
_SEAT = ["team", "person"]
_SEATED = [*_PERSON, "team", "row"]


def same_person_again(members: pd.DataFrame) -> Bools:
    """Rows whose person already stands higher up in the same team.

    Equal name keys are one person, unless both birth years are known and differ or, failing a
    year, both phones are known and differ.
    """
    names = ["team", "person"]
    at = twice(members, names)
    group = members[[*names, "birth_year", "phone"]].iloc[at].assign(at=at)
    again = group.duplicated([*names, "birth_year", "phone"])
    heads = group[~again]
    heads = heads[heads.groupby(names).cumcount() < MOST_NAMESAKES]
    pairs = group.merge(heads, on=names, suffixes=("", "_before"))
    pairs = pairs[pairs["at_before"] < pairs["at"]]
    same = np.zeros(len(members), dtype=bool)
    same[at[again]] = True
    same[pairs.loc[~_two_people(pairs), "at"]] = True
    return same


def _two_people(pairs: pd.DataFrame) -> "pd.Series[bool]":
    years = pairs["birth_year"].notna() & pairs["birth_year_before"].notna()
    phones = (pairs["phone"] > 0) & (pairs["phone_before"] > 0)
    other_year = pairs["birth_year"] != pairs["birth_year_before"]
    other_phone = pairs["phone"] != pairs["phone_before"]
    return (years & other_year) | (~years & phones & other_phone)


def in_an_earlier_team(members: pd.DataFrame, among: Any = True) -> pd.DataFrame:
    """Those of `members` (`among` them) whose person stands in another team in one above.

    Across teams equal names are one person only if the phone or the birth year is equal too.
    Columns: team_first and row_first, the team and sheet row where they stand first.
    """
    placed = (members["team"] >= 0).to_numpy() & among
    rows = members[[*_SEATED, "phone", "birth_year"]].iloc[twice(members, _PERSON, placed)]
    by_phone = _repeats(rows[rows["phone"] > 0], "phone")
    by_year = _repeats(rows[rows["birth_year"].notna()], "birth_year")
    both = pd.concat([by_phone, by_year])
    return both[~both.index.duplicated()].sort_index()


def _repeats(rows: pd.DataFrame, proof: str) -> pd.DataFrame:
    """Later rows of a name with the same proof of identity in another team than the first."""
    at = first_at(as_one(rows, [*_PERSON, proof]))
    team, row = rows["team"].to_numpy(), rows["row"].to_numpy()
    elsewhere = team != team[at]
    first = {"team_first": team[at[elsewhere]], "row_first": row[at[elsewhere]]}
    return pd.DataFrame(first, index=rows.index[elsewhere])


@once
def shared_phones(city: "City") -> Ids:
    """Positions of the rows of `Thành viên` whose number stands in another one, in any ward."""
    phones = city.members["phone"].to_numpy()
    at = np.flatnonzero((phones > 0) & city.stays)
    return at[repeated(phones[at])]


@once
def leading_twice(city: "City") -> pd.DataFrame:
    """People who lead another team in a row above: see `in_an_earlier_team`."""
    leads = (city.members["role"] == "leader").to_numpy()
    return in_an_earlier_team(city.members, leads & city.surely_belongs)


@once
def agreed(city: "City") -> Bools:
    """Lines that the Chủ tịch UBND agreed to, with the date; a blank beside a date is Đồng ý."""
    moves = city.moves
    opinion = (moves["opinion"] == "agreed").to_numpy() | city.blank("moves", "opinion")
    return opinion & (moves["decided"].notna() & moves["kind"].isin(ASKING)).to_numpy()


@once
def approved_moves(city: "City") -> pd.DataFrame:
    """Moves that took effect, oldest first, with the day they did in column `day`.

    A joining or Xin thôi: on the day it was agreed to. Không còn tham gia: on the day it was
    asked, whoever agreed. Of two on one day the one asked later comes later, else the lower one.
    """
    moves = city.moves
    day = moves["asked"].where(moves["kind"] == "gone").mask(agreed(city), moves["decided"])
    known = day.notna() & (moves["team"] >= 0) & (moves["person"] >= 0)
    return moves.assign(day=day)[known].sort_values(["day", "asked", "row"], kind="stable")


@once
def last_moves(city: "City") -> pd.DataFrame:
    """The last approved move of each person in each team."""
    return approved_moves(city).drop_duplicates(_SEAT, keep="last")


def unclear_moves(city: "City", rows: pd.DataFrame, kinds: tuple[str, ...]) -> Bools:
    """Which of `rows` (unit, team, person) a line of `Thay đổi thành viên` may concern that could
    be an approved move of one of these kinds, but is not known in full: nothing is said of them."""
    kind = city.moves["kind"]
    nameless = ~city.known("moves", "name")
    lost = nameless | ~city.known("moves", "team")
    could = kind.isin(kinds).to_numpy() | ~city.known("moves", "kind")
    could &= _half_known(city) | (lost & (agreed(city) | (kind == "gone").to_numpy()))
    lines = city.moves.loc[could, ["unit", "person"]].assign(team=city.meant_team("moves")[could])
    return concerned(rows, lines, nameless[could])


@once
def _half_known(city: "City") -> Bools:
    """Lines of which it is not known whether, or when, they took effect."""
    kind, opinion = city.moves["kind"], city.moves["opinion"]
    decided = city.known("moves", "opinion") & city.known("moves", "decided")
    asking = (kind.isin(ASKING) & (opinion != "refused")).to_numpy() & ~decided
    gone = (kind == "gone").to_numpy() & ~city.known("moves", "asked")
    return asking | gone | ~city.known("moves", "kind")


def concerned(rows: pd.DataFrame, lines: pd.DataFrame, nameless: Bools) -> Bools:
    """Which of `rows` (unit, team, person) one of `lines` (the same columns) is or may be about.

    A line with team -1 may be of any team in its ward, a `nameless` one about anybody.
    """
    if lines.empty:
        return np.zeros(len(rows), dtype=bool)
    near = is_pair(lines, rows, _PERSON) | nameless  # a team is of one ward only
    lines, nameless = lines[near], nameless[near]
    teamless = (lines["team"] < 0).to_numpy()
    of_team, of_ward = lines[~teamless & ~nameless], lines[teamless & ~nameless]
    anybody = lines[nameless]
    found = is_pair(rows, of_team, ["team", "person"]) | is_pair(rows, of_ward, _PERSON)
    if anybody.empty:
        return found
    in_team = rows["team"].isin(anybody.loc[anybody["team"] >= 0, "team"])
    in_ward = rows["unit"].isin(anybody.loc[anybody["team"] < 0, "unit"])
    return found | (in_team | in_ward).to_numpy()


def line_of_leaving(city: "City") -> "pd.Series[Any]":
    """For each row of `Thành viên` the line (index) of `Thay đổi thành viên` by which its person
    left that team, as their last approved move there; NaN for all others.

    Somebody listed as joined after that day came back: that is a matter for TV04.
    """
    members, last = city.members, last_moves(city)
    left = last[last["kind"].isin(LEAVING)]
    place = pd.Index(pair_ids(left, _SEAT)).get_indexer(pd.Index(pair_ids(members, _SEAT)))
    rows = members.loc[place >= 0, [*_SEATED, "joined"]]
    gone = left.iloc[place[place >= 0]]
    back = rows["joined"].to_numpy() > gone["day"].to_numpy()
    sure = ~back & ~unclear_moves(city, rows, ("join",))
    line = pd.Series(np.nan, index=members.index)
    line[rows.index[sure]] = gone.index[sure]
    return line
