"""Rows that share something, against the plain way to say it, also for ids as large as phones."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.groups import as_one, first_at, is_pair, pair_ids, twice

PAIR = st.tuples(st.sampled_from([0, 1, 2, -1]), st.sampled_from([987654321, 987654322, 0, -1]))
PAIRS = st.lists(PAIR, max_size=8)
NAMES = ["a", "b"]


def frame(pairs: list[tuple[int, int]]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=NAMES, dtype="int64")


@given(PAIRS, PAIRS)
@settings(max_examples=100)
def test_pairs_are_equal_where_both_ids_are(
    rows: list[tuple[int, int]], among: list[tuple[int, int]]
) -> None:
    assert is_pair(frame(rows), frame(among), NAMES).tolist() == [pair in among for pair in rows]
    known = [pair for pair in rows if min(pair) >= 0]
    assert len(set(pair_ids(frame(known), NAMES))) == len(set(known))


@given(PAIRS, st.lists(st.booleans(), min_size=8, max_size=8))
@settings(max_examples=100)
def test_who_stands_twice(rows: list[tuple[int, int]], flags: list[bool]) -> None:
    among = np.array(flags[: len(rows)], dtype=bool)
    known = [pair for pair, here in zip(rows, among, strict=True) if here]
    wanted = [
        i for i, pair in enumerate(rows) if among[i] and min(pair) >= 0 and known.count(pair) > 1
    ]
    assert twice(frame(rows), NAMES, among).tolist() == wanted


@given(PAIRS)
@settings(max_examples=100)
def test_where_the_same_stands_first(rows: list[tuple[int, int]]) -> None:
    blank = frame(rows).mask(frame(rows) < 0)  # blanks are equal, too
    assert first_at(as_one(blank, NAMES)).tolist() == [rows.index(pair) for pair in rows]
