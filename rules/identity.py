"""What a flag is about, so that it stays the same flag when rows move or a wrong value changes."""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rules.groups import Ids
from rules.places import places_of
from shapes import Tab, Tables
from vietnamese.text import key

Hashes = npt.NDArray[np.uint64]
_PRIME = np.uint64(0x9E3779B97F4A7C15)


def add_ids(flags: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Adds `team` (key), `row_key` and `id` to flags (unit_number, rule, place, index, row, value).

    The id comes from ward, rule, column and what is wrong – team and person, or date, team and
    words – never from the row or the wrong value. Equal ones are told apart by their values.
    `row_key` says which row it is, whatever its number.
    """
    what = np.zeros(len(flags), dtype=np.uint64)
    row_key = what.copy()
    team = np.full(len(flags), "", dtype=object)
    places, place = places_of(tables.schema), flags["place"].to_numpy()
    index_of, fields_of = flags["index"].to_numpy(), places.field[place]
    tab_of = np.where((index_of >= 0) & (places.field != "")[place], places.tab_order[place], -1)
    for number, tab in enumerate(tables.schema):
        at = np.flatnonzero(tab_of == number)
        if len(at) and tab.identity:
            index = index_of[at]
            what[at], row_key[at] = _identities(tables, tab, index, fields_of[at])
            team[at] = _team_keys(tables, tab.table, index)
    parts = [
        _hashed(tables.units["code"])[flags["unit_number"]],
        _hashes(flags["rule"]),
        _hashed(places.table)[place],
        _hashed(places.field)[place],
    ]
    ids = _numbered(_joined([*parts, what]), flags)
    return flags.assign(team=team, row_key=_texts(row_key), id=_texts(ids))


def _identities(tables: Tables, tab: Tab, index: Ids, fields: Any) -> tuple[Hashes, Hashes]:
    """For each row its identity without the flagged cell, and its whole identity.

    Where a part is blank or the flagged cell itself, the tab's spare fields stand in.
    """
    nothing = np.zeros(len(index), dtype=np.uint64)
    parts = {name: _part(tables, tab, name, index) for name in tab.identity}
    others = {name: np.where(fields == name, nothing, part) for name, part in parts.items()}
    lacking = _lacking(others)  # where the whole identity lacks a part, so does the other
    spares = {name: nothing.copy() for name in tab.spare}
    for name, spare in spares.items():
        spare[lacking] = _part(tables, tab, name, index[lacking])
    other_spares = [np.where(fields == name, nothing, spare) for name, spare in spares.items()]
    whole_spares = [np.where(_lacking(parts), spare, nothing) for spare in spares.values()]
    return _joined([*others.values(), *other_spares]), _joined([*parts.values(), *whole_spares])


def _lacking(parts: Mapping[str, Hashes]) -> npt.NDArray[np.bool_]:
    return reduce(np.logical_or, (part == 0 for part in parts.values()))


def _part(tables: Tables, tab: Tab, name: str, index: Ids) -> Hashes:
    """One cell of the identity: normalised where it could be read, else as typed; 0 for a blank."""
    if name == "team":
        return _hashes(pd.Series(_team_keys(tables, tab.table, index)))
    typed = tables.raw[tab.table][name].iloc[index]
    read = tables[tab.table][name].iloc[index]
    if tab[name].kind == "name":
        return _hashes(read, key)
    hashes = _hashes(typed, key)
    if read.dtype.kind == "M":
        return np.where(read.notna(), read.to_numpy().astype("int64").astype(np.uint64), hashes)
    if isinstance(read.dtype, pd.CategoricalDtype):
        return np.where(read.notna(), _hashes(read), hashes)
    return hashes


def _team_keys(tables: Tables, table: str, index: Ids) -> npt.NDArray[np.object_]:
    """The keys of the teams of these rows, "" where there is none."""
    keys = np.append(tables.known_teams["key"].to_numpy(dtype=object), "")
    found: npt.NDArray[np.object_] = keys[tables[table]["team"].to_numpy()[index]]
    return found


def _hashes(texts: "pd.Series[Any]", form: Callable[[str], str] = str) -> Hashes:
    """A number for each text, the same on every machine and day; 0 for a blank one."""
    if isinstance(texts.dtype, pd.CategoricalDtype):
        return np.append(_hashed(texts.cat.categories), np.uint64(0))[texts.cat.codes]
    codes, distinct = pd.factorize(texts.to_numpy(dtype=object))
    return _hashed(map(form, distinct))[codes]


def _hashed(texts: Iterable[str]) -> Hashes:
    """The numbers of these texts, each worked out."""
    digests = [blake2b(t.encode(), digest_size=8).digest() if t else bytes(8) for t in texts]
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)


def _joined(parts: Iterable[Hashes]) -> Hashes:
    """One number out of several, their order counting."""
    return reduce(lambda whole, part: (whole ^ part) * _PRIME + (whole >> np.uint64(29)), parts)


def _numbered(ids: Hashes, flags: pd.DataFrame) -> Hashes:
    """Tells equal ids apart; their values decide, so that sorting the sheet does not swap them."""
    frame = pd.DataFrame(
        {"id": ids, "value": flags["value"].to_numpy(), "row": flags["row"].to_numpy()}
    )
    twins = frame[frame.duplicated("id", keep=False)].sort_values(["value", "row"], kind="stable")
    number = twins.groupby("id", sort=False).cumcount()
    told_apart = ids.copy()
    told_apart[number.index] += number.to_numpy(dtype=np.uint64) * _PRIME
    return told_apart


def _texts(numbers: Hashes) -> list[str]:
    digits = numbers.astype(">u8").tobytes().hex()
    return [digits[at : at + 16] for at in range(0, len(digits), 16)]
