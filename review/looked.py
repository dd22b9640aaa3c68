"""Which known flags were not looked at in this run: they stay exactly as they were."""

import pandas as pd

from rules.check import Checked
from rules.registry import RULES
from shapes import Tables


def not_looked_at(flags: pd.DataFrame, checked: Checked, tables: Tables) -> "pd.Series[bool]":
    """Of `flags` (known, not found today): those whose rule could not look at their cell today.

    Because the ward was left alone, could not be read or was not there, the rule failed, a tab or
    column that it reads is missing, or a cell that it reads has a flag of form today.
    """
    problems = tables.units.set_index("code")["problem"]
    if checked.wards is not None:
        problems = problems[problems.index.isin(checked.wards)]
    unseen = ~flags["unit"].isin(problems.index)
    looked = flags[~unseen]
    unread = (looked["unit"].map(problems) != "") & (looked["rule"] != "ST03")
    failed = looked["rule"].isin([code for code, _ in checked.failed])
    hidden = _lacks_column(looked, tables) | _lacks_cell(looked, checked)
    unseen[~unseen] = unread | failed | hidden
    return unseen


def _lacks_column(flags: pd.DataFrame, tables: Tables) -> "pd.Series[bool]":
    """A tab, header or column that the rule reads, or that the flag stands in, is missing now."""
    codes = tables.units["code"]
    gaps = {
        (codes[unit], table, field)
        for unit, table, field in tables.gaps[["unit", "table", "field"]].itertuples(index=False)
    }
    lacking = [
        _in_gaps(unit, _cells_read(rule, table, field), gaps)
        for unit, rule, table, field in flags[["unit", "rule", "table", "field"]].itertuples(
            index=False
        )
    ]
    return pd.Series(lacking, index=flags.index, dtype=bool)


def _cells_read(rule: str, table: str, field: str) -> set[tuple[str, str]]:
    if rule in ("ST01", "ST02", "ST03") or rule not in RULES:
        return set()
    reads = {(read.split(".")[0], read.split(".")[1]) for read in RULES[rule].reads if "." in read}
    return reads | ({(table, field)} if table else set())


def _in_gaps(unit: str, cells: set[tuple[str, str]], gaps: set[tuple[str, str, str]]) -> bool:
    return any((unit, table, gap) in gaps for table, field in cells for gap in ("", "?", field))


def _lacks_cell(flags: pd.DataFrame, checked: Checked) -> "pd.Series[bool]":
    """A cell that the rule reads, as far as it looks, is unknown today.

    Rules of form see every cell as it is; for the others a flag of form hides it.
    """
    form = checked.flags[
        checked.flags["rule"].str[:2].isin(["ST", "FM"]) & (checked.flags["field"] != "")
    ]
    hidden: dict[str, list[tuple[str, str, str, str]]] = {}
    for unit, table, field, team, row_key in form[
        ["unit", "table", "field", "team", "row_key"]
    ].itertuples(index=False):
        hidden.setdefault(unit, []).append((table, field, team, row_key))
    columns = flags[["unit", "rule", "table", "field", "team", "row_key"]]
    lacking = [
        any(_hides(cell, rule, table, field, team, row_key) for cell in hidden.get(unit, ()))
        for unit, rule, table, field, team, row_key in columns.itertuples(index=False)
    ]
    return pd.Series(lacking, index=flags.index, dtype=bool)


def _hides(
    cell: tuple[str, str, str, str], rule: str, table: str, field: str, team: str, row_key: str
) -> bool:
    """Whether this unknown cell may have decided about a flag of `rule` in this row and team."""
    hidden_table, hidden_field, hidden_team, hidden_row = cell
    if rule not in RULES or (RULES[rule].of_form and RULES[rule].scope == "row"):
        return False
    if (hidden_table, hidden_field) not in _cells_read(rule, table, field):
        return False
    scope = RULES[rule].scope
    if scope == "row" or scope == "city":
        return hidden_table == table and hidden_row == row_key
    return scope == "ward" or not team or not hidden_team or team == hidden_team
