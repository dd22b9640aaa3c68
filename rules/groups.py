"""Rows that share something: which stand more than once, where they stand first, which are in pairs,
whose text passes a test.

Ids are whole numbers; -1 (and 0 for phones) is no id. Several of a row are compared as one number,
which is much cheaper than comparing columns.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Bools = npt.NDArray[np.bool_]
Ids = npt.NDArray[np.int64]
_SECOND = 2**40  # beyond every id and phone number


def pair_ids(rows: pd.DataFrame, columns: list[str]) -> Ids:
    """Two ids as one number."""
    first, second = (rows[name].to_numpy() for name in columns)
    pair: Ids = first.astype("int64") * _SECOND + second
    return pair


def is_pair(rows: pd.DataFrame, among: pd.DataFrame, columns: list[str]) -> Bools:
    """Rows whose two ids in `columns` stand together in a row of `among`."""
    wanted, given = pd.Index(pair_ids(rows, columns)), pd.Index(pair_ids(among, columns))
    if len(given) > len(wanted):
        given = given[
            given.isin(wanted)
        ]  # looking up many among few is cheaper than few among many
    return wanted.isin(given)


def repeated(ids: Ids) -> Bools:
    """Which of `ids` stand in it more than once."""
    ordered = np.sort(ids)  # several times cheaper than hashing all of them
    return pd.Index(ids).isin(ordered[1:][ordered[1:] == ordered[:-1]])


def twice(rows: pd.DataFrame, columns: list[str], among: Any = True) -> Ids:
    """Positions of those rows, of those that are true in `among`, whose two ids in `columns` are
    known and stand in more than one."""
    first, second = (rows[name].to_numpy() for name in columns)
    at = np.flatnonzero((first >= 0) & (second >= 0) & np.asarray(among))
    pair = first[at].astype("int64") * _SECOND + second[at]
    return at[repeated(pair)]


def passing(texts: "pd.Series[Any]", test: Callable[[str], object]) -> Bools:
    """Which of `texts` pass a test that is made once for each distinct one."""
    codes, distinct = pd.factorize(texts.to_numpy(dtype=object))
    passed: Bools = np.array([bool(test(text)) for text in distinct], dtype=bool)[codes]
    return passed


def as_one(rows: pd.DataFrame, columns: list[str]) -> Ids:
    """Any columns as one number for each row: equal where all of them are, blanks included."""
    number = np.zeros(len(rows), dtype="int64")
    for name in columns:
        codes, distinct = pd.factorize(rows[name])
        number = number * (len(distinct) + 1) + codes + 1
    return number


def first_at(ids: Ids) -> Ids:
    """For each id the position at which the same one stands first."""
    codes, distinct = pd.factorize(ids)
    first = np.empty(len(distinct), dtype="int64")
    first[codes[::-1]] = np.arange(len(ids))[::-1]  # of several values numpy keeps the last
    return first[codes]
