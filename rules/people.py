"""Who is the same person, and what `Thay đổi thành viên` says of them last."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from rules.city import City

# So many earlier namesakes are compared with each row: a pasted column must not cost its square.
MOST_NAMESAKES = 30
ASKING = ("join", "resign")  # moves that need the consent of the Chủ tịch UBND
LEAVING = ("resign", "gone")


def same_person_again(members: pd.DataFrame) -> "pd.Series[bool]":
    """Rows whose person already stands higher up in the same team.

    Equal name keys are one person, unless both birth years are known and differ or, failing a
    year, both phones are known and differ.
    """
    names = ["team", "person"]
    group = twice(members, names)[[*names, "birth_year", "phone"]]
    again = group.duplicated()
    heads = group[~again]
    heads = heads[heads.groupby(names).cumcount() < MOST_NAMESAKES]
    pairs = group.reset_index().merge(heads.reset_index(), on=names, suffixes=("", "_before"))
    pairs = pairs[pairs["index_before"] < pairs["index"]]
    same = pd.Series(False, index=members.index)
    same[group.index[again]] = True
    same[pairs.loc[~_two_people(pairs), "index"]] = True
    return same


def twice(
    rows: pd.DataFrame, names: list[str], among: "pd.Series[bool] | None" = None
) -> pd.DataFrame:
    """Those of `rows` (`among` them) whose two ids in `names` are known and stand in more than one.

    One number for both is much cheaper to compare than two columns, and only the few rows that
    are left are copied.
    """
    first, second = (rows[name].to_numpy() for name in names)
    known = (first >= 0) & (second >= 0)
    at = np.flatnonzero(known if among is None else known & among.to_numpy())
    pair = first[at].astype("int64") * 2**31 + second[at]
    return rows.iloc[at[pd.Series(pair).duplicated(keep=False).to_numpy()]]


def _two_people(pairs: pd.DataFrame) -> "pd.Series[bool]":
    years = pairs["birth_year"].notna() & pairs["birth_year_before"].notna()
    phones = (pairs["phone"] > 0) & (pairs["phone_before"] > 0)
    other_year = pairs["birth_year"] != pairs["birth_year_before"]
    other_phone = pairs["phone"] != pairs["phone_before"]
    return (years & other_year) | (~years & phones & other_phone)


def in_an_earlier_team(
    members: pd.DataFrame, among: "pd.Series[bool] | None" = None
) -> pd.DataFrame:
    """Those of `members` (`among` them) whose person stands in another team in one above.

    Across teams equal names are one person only if the phone or the birth year is equal too.
    Columns: team_first and row_first, the team and sheet row where they stand first.
    """
    placed = members["team"] >= 0
    rows = twice(members, ["unit", "person"], placed if among is None else placed & among)
    by_phone = _repeats(rows[rows["phone"] > 0], "phone")
    by_year = _repeats(rows[rows["birth_year"].notna()], "birth_year")
    both = pd.concat([by_phone, by_year])
    return both[~both.index.duplicated()].sort_index()


def _repeats(rows: pd.DataFrame, proof: str) -> pd.DataFrame:
    """Later rows of a name with the same proof of identity in another team than the first."""
    same = ["unit", "person", proof]
    later = rows[rows.duplicated(same)]
    first = rows[~rows.duplicated(same)].set_index(same)[["team", "row"]].add_suffix("_first")
    later = later.join(first, on=same)
    return later.loc[later["team"] != later["team_first"], ["team_first", "row_first"]]


def agreed(city: "City") -> "pd.Series[bool]":
    """Lines that the Chủ tịch UBND agreed to, with the date; a blank beside a date is Đồng ý."""
    moves = city.moves
    opinion = (moves["opinion"] == "agreed") | city.blank("moves", "opinion")
    return opinion & moves["decided"].notna() & moves["kind"].isin(ASKING)


def approved_moves(city: "City") -> pd.DataFrame:
    """Moves that took effect, oldest first, with the day they did in column `day`.

    A joining or Xin thôi: on the day it was agreed to. Không còn tham gia: on the day it was
    asked, whoever agreed. Of two on one day the one asked later comes later, else the lower one.
    """
    moves = city.moves
    day = moves["asked"].where(moves["kind"] == "gone").mask(agreed(city), moves["decided"])
    known = day.notna() & (moves["team"] >= 0) & (moves["person"] >= 0)
    return moves.assign(day=day)[known].sort_values(["day", "asked", "row"], kind="stable")


def last_moves(city: "City") -> pd.DataFrame:
    """The last approved move of each person in each team."""
    return approved_moves(city).drop_duplicates(["team", "person"], keep="last")


def unclear_moves(city: "City", rows: pd.DataFrame, kinds: tuple[str, ...]) -> "pd.Series[bool]":
    """Which of `rows` (unit, team, person) a line of `Thay đổi thành viên` may concern that could
    be an approved move of one of these kinds, but is not known in full: nothing is said of them."""
    moves = city.moves
    nameless = ~city.known("moves", "name")
    lost = nameless | ~city.known("moves", "team")
    could = moves["kind"].isin(kinds) | ~city.known("moves", "kind")
    could &= _half_known(city) | (lost & (agreed(city) | (moves["kind"] == "gone")))
    lines = moves[["unit", "person"]].assign(team=city.meant_team("moves"))[could]
    return concerned(rows, lines, nameless[lines.index])


def _half_known(city: "City") -> "pd.Series[bool]":
    """Lines of which it is not known whether, or when, they took effect."""
    kind, opinion = city.moves["kind"], city.moves["opinion"]
    decided = city.known("moves", "opinion") & city.known("moves", "decided")
    asking = kind.isin(ASKING) & ~decided & (opinion != "refused")
    gone = (kind == "gone") & ~city.known("moves", "asked")
    return asking | gone | ~city.known("moves", "kind")


def concerned(
    rows: pd.DataFrame, lines: pd.DataFrame, nameless: "pd.Series[bool]"
) -> "pd.Series[bool]":
    """Which of `rows` (unit, team, person) one of `lines` (the same columns) is or may be about.

    A line with team -1 may be of any team in its ward, a `nameless` one about anybody.
    """
    teamless = lines["team"] < 0
    of_team, of_ward = lines[~teamless & ~nameless], lines[teamless & ~nameless]
    return (
        is_pair(rows, of_team, ["team", "person"])
        | is_pair(rows, of_ward, ["unit", "person"])
        | rows["team"].isin(lines.loc[~teamless & nameless, "team"])
        | rows["unit"].isin(lines.loc[teamless & nameless, "unit"])
    )


def is_pair(rows: pd.DataFrame, among: pd.DataFrame, columns: list[str]) -> "pd.Series[bool]":
    """Rows whose two ids in `columns` stand together in a row of `among`."""
    return pair_ids(rows, columns).isin(pair_ids(among, columns))


def pair_ids(rows: pd.DataFrame, columns: list[str]) -> "pd.Series[int]":
    """Two ids as one number."""
    first, second = columns
    return rows[first].astype("int64") * 2**31 + rows[second].astype("int64")


def line_of_leaving(city: "City") -> "pd.Series[Any]":
    """For each row of `Thành viên` the line (index) of `Thay đổi thành viên` by which its person
    left that team, as their last approved move there; NaN for all others.

    Somebody listed as joined after that day came back: that is a matter for TV04.
    """
    members, last = city.members, last_moves(city)
    left = last[last["kind"].isin(LEAVING)]
    lines = pd.Series(left.index, index=pair_ids(left, ["team", "person"]).to_numpy())
    line = pair_ids(members, ["team", "person"]).map(lines).astype("float64").dropna()
    rows = members.loc[line.index]
    back = rows["joined"] > left["day"].reindex(line).set_axis(line.index)
    sure = line[~back & ~unclear_moves(city, rows, ("join",))]
    return sure.reindex(members.index)
