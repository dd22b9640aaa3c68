"""The YAML cases of the rules: a clean ward, edited, and the full list of flags that follows."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict

from rules.check import check
from rules.messages import words
from rules.policy import Policy, load_policy
from rules.policy_file import policy_of as policy_of_values
from shapes import Sheet, Tables, Unit, Workbook, records
from sync.tables import build
from vietnamese.hamlets import hamlet_keys

HERE = Path(__file__).parent
BASE: dict[str, list[list[str]]] = yaml.safe_load((HERE / "base.yml").read_text(encoding="utf-8"))
DAY = date(2023, 4, 3)
FIRST = "Phường Bến Thủy"  # the name of a case's own ward
POLICY = load_policy()


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Edits(_Strict):
    """What is done to the clean ward, in this order.

    replace: [tab, header, old, new] in every cell of a column · set: [tab, row, header, value] · blank: [tab, header] a column emptied · remove: [tab, row] rows
    taken out (numbers before any is removed) · add: rows below, as header → value · crowd: [team,
    number, role] so many further people in `Thành viên`, all different and nothing wrong with them ·
    insert_above: tab → lines put above the header · headers: [tab, header, new header] ·
    drop_columns: [tab, header] · drop_tabs · rename_tabs: title → new title.
    """

    replace: list[tuple[str, str, str, str]] = []
    set: list[tuple[str, int, str, str]] = []
    blank: list[tuple[str, str]] = []
    remove: list[tuple[str, int]] = []
    add: dict[str, list[dict[str, str]]] = {}
    crowd: list[tuple[str, int, str]] = []
    insert_above: dict[str, list[list[str]]] = {}
    headers: list[tuple[str, str, str]] = []
    drop_columns: list[tuple[str, str]] = []
    drop_tabs: list[str] = []
    rename_tabs: dict[str, str] = {}
    unit: dict[str, Any] = {}
    before: dict[str, int] = {}
    problem: str = ""
    detail: str = ""


class Expected(_Strict):
    """One expected flag: "CODE tab row column" (parts that it has), and what else is looked at."""

    flag: str
    ward: str = ""
    value: str | None = None
    suggestion: str | None = None
    severity: str | None = None
    message: str | None = None
    fix: str | None = None


class Case(Edits):
    """One case: edits of the clean ward (and of further wards like it) and all flags that follow.

    `alone`: for what only the first of all teams and people shows, never checked with other cases.
    """

    name: str
    alone: bool = False
    as_of: date = DAY
    also: dict[str, Edits] = {}
    policy: dict[str, Any] = {}
    flags: list[Expected | str] = []


class _UniqueKeys(yaml.SafeLoader):
    """YAML in which a key written twice is a mistake, and dates stay text but for as_of."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len(set(keys)) != len(keys):
            raise yaml.YAMLError(f"key twice: {node.start_mark}")
        return super().construct_mapping(node, deep=deep)


def load_cases(path: Path) -> Iterator[Case]:
    """The cases of one file; an unknown or doubled key raises."""
    for case in yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeys):
        yield Case.model_validate(case)


def edit(edits: Edits) -> dict[str, list[list[str]]]:
    """The tabs of the clean ward after `edits`."""
    tabs = copy.deepcopy(BASE)
    for tab, header, old, new in edits.replace:
        column = tabs[tab][0].index(header)
        for line in tabs[tab][1:]:
            line[column] = line[column].replace(old, new)
    for tab, row, header, value in edits.set:
        if tab == "Đơn vị":
            tabs[tab][row - 1][1] = value
        else:
            tabs[tab][row - 1][tabs[tab][0].index(header)] = value
    for tab, header in edits.blank:
        column = tabs[tab][0].index(header)
        for line in tabs[tab][1:]:
            line[column] = ""
    for tab, row in sorted(edits.remove, key=lambda at: -at[1]):
        del tabs[tab][row - 1]
    people = [each for team, number, role in edits.crowd for each in [(team, role)] * number]
    crowd = [_person(n, team, role) for n, (team, role) in enumerate(people)]
    for tab, rows in (*edits.add.items(), ("Thành viên", crowd)):
        unknown = {name for row in rows for name in row} - set(tabs[tab][0])
        assert not unknown, f"no such header: {unknown}"
        tabs[tab].extend([row.get(header, "") for header in tabs[tab][0]] for row in rows)
    return _reshape(tabs, edits)


def _person(number: int, team: str, role: str) -> dict[str, str]:
    return {
        "Tổ": team, "Ông/Bà": "Ông", "Họ và tên": f"Lê Văn Thêm {number + 1}",
        "Chức vụ, nghề nghiệp": "Giáo viên Trường THCS", "Chức danh trong Tổ": role,
        "Điện thoại": f"09130000{number:02}", "Đã vào nhóm Zalo của tổ": "Có",
    }  # fmt: skip


def _reshape(tabs: dict[str, list[list[str]]], edits: Edits) -> dict[str, list[list[str]]]:
    for tab, header in edits.drop_columns:
        column = tabs[tab][0].index(header)
        for line in tabs[tab]:
            del line[column]
    for tab, header, new in edits.headers:
        tabs[tab][0][tabs[tab][0].index(header)] = new
    for tab, lines in edits.insert_above.items():
        tabs[tab][:0] = copy.deepcopy(lines)
    for tab in edits.drop_tabs:
        del tabs[tab]
    return {edits.rename_tabs.get(tab, tab): lines for tab, lines in tabs.items()}


def ward(name: str, edits: Edits, hamlets: int | None = 2, code: str = "") -> tuple[Unit, Workbook]:
    """The clean ward under this name, after `edits`; its register says 2 hamlets."""
    code = code or name.lower().replace(" ", "-")
    kind = "commune" if name.startswith("Xã") else "ward"
    settings: dict[str, Any] = {"hamlets": hamlets, "kind": kind} | edits.unit
    unit = Unit(code, name, **settings)
    if edits.problem:
        return unit, Workbook(code, problem=edits.problem, detail=edits.detail)
    tabs = edit(edits)
    sheets = tuple(
        Sheet(title, tuple(tuple(line) for line in lines)) for title, lines in tabs.items()
    )
    return unit, Workbook(code, sheets=sheets)


def tables_of(case: Case, policy: Policy = POLICY) -> Tables:
    """The tables of all wards of a case."""
    wards = {FIRST: case, **case.also}
    return _tables([(edits, ward(name, edits)) for name, edits in wards.items()], policy)


def _tables(wards: Sequence[tuple[Edits, tuple[Unit, Workbook]]], policy: Policy) -> Tables:
    before = [
        {"unit": unit.code, "table": table, "rows": rows}
        for edits, (unit, _) in wards
        for table, rows in edits.before.items()
    ]
    return build(
        [unit for _, (unit, _) in wards],
        [book for _, (_, book) in wards],
        hamlet_keys(tuple(policy.hamlets.items())),
        pd.DataFrame(before, columns=["unit", "table", "rows"]).assign(day=DAY - timedelta(days=1)),
    )


def policy_of(case: Case) -> Policy:
    """The policy that comes with the program, changed as the case says."""
    if not case.policy:
        return POLICY
    changed = asdict(POLICY)
    for section, values in case.policy.items():
        for name, value in values.items():
            place = changed[section].get(name)
            changed[section][name] = (
                place | {"value": value} if isinstance(place, dict) and "value" in place else value
            )
    return policy_of_values(changed)


def found(case: Case) -> list[dict[str, str]]:
    """All flags of a case, as text, in the order of wards, tabs, rows and columns."""
    policy = policy_of(case)
    return Together({0: case}, tables_of(case, policy), policy).found()[0]


def found_together(cases: Sequence[Case]) -> list[list[dict[str, str]]]:
    """For each case what `found` gives, with all that have one ward and one day checked as one city.

    That takes a twentieth of the time, and no ward's mistakes may change what is said of another.
    """
    flags = {number: said for city in cities(cases) for number, said in city.found().items()}
    return [flags[number] for number in range(len(cases))]


def cities(cases: Sequence[Case]) -> Iterator[Together]:
    """The cases, by their number, in cities to be checked; one of several wards, or alone, has its own."""
    groups: dict[tuple[date, str], dict[int, Case]] = {}
    for number, case in enumerate(cases):
        alone = f"{number}" if case.also or case.alone else ""
        key = (case.as_of, alone or repr(_but_rules_off(case)))
        groups.setdefault(key, {})[number] = case
    for group in groups.values():
        some = next(iter(group.values()))
        if len(group) == 1:
            policy = policy_of(some)
            yield Together(group, tables_of(some, policy), policy)
        else:
            policy = policy_of(some.model_copy(update={"policy": _but_rules_off(some)}))
            wards = [(case, ward(FIRST, case, code=f"{number}")) for number, case in group.items()]
            yield Together(group, _tables(wards, policy), policy)


@dataclass(frozen=True)
class Together:
    """Cases of one day by their number, and one city with the wards of all of them."""

    cases: dict[int, Case]
    tables: Tables
    policy: Policy

    def found(self) -> dict[int, list[dict[str, str]]]:
        """The flags of each case; of several, without those of rules that it puts off."""
        first, *others = self.cases
        result = check(self.tables, self.policy, self.cases[first].as_of)
        assert not result.failed, result.failed
        names = dict(zip(self.tables.units["code"], self.tables.units["name"], strict=True))
        flags: dict[int, list[dict[str, str]]] = {number: [] for number in self.cases}
        for flag in records(result.flags):
            number = int(flag["unit"]) if others else first
            off = {"LW01", *self.cases[number].policy.get("rules", {})}  # all have the same phones
            if not others or flag["rule"] not in off:
                flags[number].append(_shown(flag, names))
        return flags


def _but_rules_off(case: Case) -> dict[str, Any]:
    """The case's changes of policy, without rules that are off: their flags are left out later."""
    off = set(case.policy.get("rules", {}).values()) == {"off"}
    return {name: value for name, value in case.policy.items() if name != "rules" or not off}


def _shown(flag: dict[str, Any], names: dict[str, str]) -> dict[str, str]:
    said = words(flag)
    place = [flag["tab"], "" if pd.isna(flag["row"]) else str(flag["row"]), flag["column"]]
    return {
        "flag": " ".join([flag["rule"], *(part for part in place if part)]),
        "ward": names[flag["unit"]],
        "value": said.value,
        "suggestion": said.suggestion,
        "severity": flag["severity"],
        "message": said.message,
        "fix": said.fix,
    }


def expected(case: Case) -> list[dict[str, str]]:
    """The flags that a case lists; the ward is the first one where it names none."""
    listed = [Expected(flag=one) if isinstance(one, str) else one for one in case.flags]
    return [
        {"ward": FIRST} | {k: v for k, v in one.model_dump().items() if v} | _blanks(one)
        for one in listed
    ]


def _blanks(one: Expected) -> dict[str, str]:
    return {name: "" for name in ("value", "suggestion") if getattr(one, name) == ""}
