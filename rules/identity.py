"""What a flag is about, so that it stays the same flag when rows move or a wrong value changes."""

import hashlib
from typing import Any

import pandas as pd

from shapes import Tab, Tables
from vietnamese.text import key

ID_LENGTH = 12


def add_ids(flags: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Adds `team` (key), `what`, `row_key` and `id` to flags (unit, rule, table, field, index, row, value).

    The id comes from ward, rule, column and what is wrong – team and person, or date, team and
    words – never from the row or the wrong value. Equal ones are told apart by their values.
    """
    flags = flags.assign(what="", team="", row_key="")
    rows = flags[(flags["index"] >= 0) & flags["table"].isin(["teams", "members", "moves", "activities", "awards"])]
    for (table, field), group in rows.groupby(["table", "field"], sort=False):
        tab = tables.tab(str(table))
        flags.loc[group.index, "what"] = _what(tab, str(field), group["index"], tables).to_numpy()
        flags.loc[group.index, "row_key"] = _what(tab, "", group["index"], tables).to_numpy()
        flags.loc[group.index, "team"] = _team_key(tables, tab.table, group["index"]).to_numpy()
    return flags.assign(id=_ids(flags))


def _what(tab: Tab, field: str, index: "pd.Series[int]", tables: Tables) -> "pd.Series[str]":
    """The identity of each row, made of the cells that are not the flagged one."""
    parts = {name: _part(tables, tab, name, index) for name in tab.identity if name != field}
    lacking = pd.Series(field in tab.identity, index=index.index)
    for part in parts.values():
        lacking |= part == ""
    for name in tab.spare:
        if name != field:
            parts[name] = _part(tables, tab, name, index).where(lacking, "")
    what = pd.Series("", index=index.index, dtype=object)
    for name, part in parts.items():
        what += (f"{name}=" + part + "|").where(part != "", "")
    return what


def _part(tables: Tables, tab: Tab, name: str, index: "pd.Series[int]") -> "pd.Series[str]":
    """One cell of the identity: normalised where it could be read, else as typed."""
    if name == "team":
        return _team_key(tables, tab.table, index)
    typed = tables.raw[tab.table][name].loc[index].map(key)
    read = tables[tab.table][name].loc[index]
    if read.dtype.kind == "M":
        typed = read.dt.strftime("%Y-%m-%d").astype(object).where(read.notna(), typed)
    elif isinstance(read.dtype, pd.CategoricalDtype):
        typed = read.astype(object).where(read.notna(), typed)
    elif tab[name].kind == "name":
        typed = read.map(key)
    return pd.Series(typed.to_numpy(), index=index.index, dtype=object)


def _team_key(tables: Tables, table: str, index: "pd.Series[int]") -> "pd.Series[str]":
    ids = tables[table]["team"].loc[index]
    keys = ids.map(tables.known_teams["key"]).fillna("").astype(object)
    return pd.Series(keys.to_numpy(), index=index.index, dtype=object)


def _ids(flags: pd.DataFrame) -> list[str]:
    # Of equal ones the value decides, so that sorting the sheet does not swap them.
    ordered = flags.assign(field=flags["table"] + "." + flags["field"]).sort_values(["value", "row"], kind="stable")
    number = ordered.groupby(["unit", "rule", "field", "what"], sort=False).cumcount()
    ordered = ordered.assign(number=number).loc[flags.index]
    columns = (ordered[name] for name in ("unit", "rule", "field", "what", "number"))
    return [_digest(parts) for parts in zip(*columns, strict=True)]


def _digest(parts: tuple[Any, ...]) -> str:
    text = "\x1f".join(map(str, parts)).encode()
    return hashlib.blake2b(text, digest_size=16).hexdigest()[:ID_LENGTH]
