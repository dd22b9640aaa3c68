"""The decision to found a ward's teams (Phụ lục 2 of the dispatch), filled from its workbook."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from report.docx import DOTS, dated
from rules.city import City
from rules.policy import Policy
from shapes import Tables, Unit, records
from vietnamese.hamlets import WARD_TEAM, hamlet_keys
from vietnamese.text import in_sentence
from vietnamese.text import key as key_of

_KINDS = {"ward": "phường", "commune": "xã"}
# A deputy signs for the chair (Nghị định 30, Phụ lục I, mục II.7).
_DEPUTY_SIGNS = "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
# Whom every team must have: PL1 3.1.b, 3.1.c. One of khối, xóm may do without Tổ phó.
_NEEDED = {True: ("leader", "deputy"), False: ("leader",)}
_FIELDS = ("honorific", "name", "title", "role")


@dataclass(frozen=True)
class Person:
    """One line of a team: number, Ông or Bà and name; title; role with its punctuation."""

    name: str
    title: str
    role: str


@dataclass(frozen=True)
class TeamPart:
    """A hamlet's team."""

    name: str
    people: tuple[Person, ...]


@dataclass(frozen=True)
class Draft:
    """What the template asks for. `missing` says which dotted lines are left, `remarks` what else
    to look at before it is signed, both in sentences for the terminal."""

    kind: str
    ward: str
    ward_upper: str
    place: str
    number: str
    dated: str
    signer: str
    signed_by: str
    ward_team: tuple[Person, ...]
    hamlet_teams: tuple[TeamPart, ...]
    missing: tuple[str, ...]
    remarks: tuple[str, ...]


def draft(tables: Tables, policy: Policy, unit: Unit, as_of: date) -> Draft:
    """The decision of `unit`, the only ward in `tables`: names, titles and roles, nothing else.

    Collaborators are no members (PL1 3.1.d); who left or stands twice is left out, too.
    """
    city = City(tables, policy, as_of)
    teams = _teams(city, policy, unit)
    everybody = _people(city, teams)
    people = everybody[everybody["placed"] & ~everybody["gone"] & ~everybody["helps"]]
    parts = {key: _people_of(people[people["key"] == key], key, tables) for key in teams}
    own = _ward_row(city)
    return Draft(
        kind=_KINDS[unit.kind],
        ward=in_sentence(unit.name),
        ward_upper=unit.name.upper(),
        # The full name is right for a ward named after a person, too (Phụ lục I, mục II.4).
        place=unit.name,
        number=own["number"] or f"……{policy.forms.decision_ending}",
        dated=_signed(own["founded"], as_of),
        signer=_DEPUTY_SIGNS if own["signer"] == "deputy" else "CHỦ TỊCH",
        signed_by=DOTS * 2,
        ward_team=parts.pop(WARD_TEAM),
        hamlet_teams=tuple(TeamPart(_spoken(teams[key], policy), parts[key]) for key in parts),
        missing=(
            *_missing_head(own),
            *_missing_roles(people, teams, tables),
            *_missing_cells(people, tables),
        ),
        remarks=(*_left_out(everybody), *_about_teams(city, teams, unit)),
    )


# --- teams and people ------------------------------------------------------------------------


def _ward_row(city: City) -> dict[str, Any]:
    """The line of the ward's own team; blank where there is none."""
    rows = city.first_rows[city.of_ward[city.first_rows["team"].to_numpy()]]
    nothing: dict[str, Any] = {"number": "", "founded": pd.NaT, "signer": None}
    return next(iter(records(rows)), nothing)


def _signed(founded: Any, as_of: date) -> str:
    return f"ngày …… tháng …… năm {as_of.year}" if pd.isna(founded) else dated(founded)


def _teams(city: City, policy: Policy, unit: Unit) -> dict[str, str]:
    """Key and name of the ward's team, of those of `Danh sách tổ`, of those the register adds."""
    listed = city.known_teams.loc[city.first_rows["team"]]
    hamlets = listed[~listed["of_ward"]]
    read = hamlet_keys(tuple(policy.hamlets.items())).read_team
    official = {read(name): name for name in unit.hamlet_names}
    names = {
        known: _in_full(name, known, policy)
        for known, name in zip(hamlets["key"], hamlets["name"], strict=True)
    }
    return {WARD_TEAM: f"cấp {_KINDS[unit.kind]}"} | names | official


def _in_full(name: str, known: str, policy: Policy) -> str:
    """A hamlet's name as a decision writes it: `K5` is `Khối 5`; others as they were typed."""
    for word in policy.hamlets:
        start = f"{key_of(word)} "
        if known.startswith(start) and not key_of(name).startswith(key_of(word)):
            return f"{word} {known.removeprefix(start).upper()}".capitalize()
    return name


def _spoken(name: str, policy: Policy) -> str:
    """A hamlet's name after "Tổ công nghệ số cộng đồng": `khối 5`, but `Tân Tiến`."""
    words = tuple(f"{key_of(word)} " for word in policy.hamlets)
    return in_sentence(name) if key_of(name).startswith(words) else name


def _people(city: City, teams: dict[str, str]) -> pd.DataFrame:
    """Everybody in `Thành viên`, leaders first: `key` of their team, whether that is `placed` among
    the `teams`, whether they are no more in it (`gone`) or only help it (`helps`)."""
    keys = city.known_teams["key"].reindex(city.members["team"])
    people = city.members[["row", *_FIELDS]].assign(
        key=keys.to_numpy(),
        placed=keys.isin(list(teams)).to_numpy(),
        gone=~city.stays,
        helps=city.members["role"] == "collaborator",
    )
    return people.sort_values(["role", "row"], kind="stable")


def _people_of(rows: pd.DataFrame, key: str, tables: Tables) -> tuple[Person, ...]:
    """The lines of a team in the order of the annex, dotted for whom it lacks."""
    order = list(tables.tab("members")["role"].choices)
    lines = records(rows[list(_FIELDS)]) + [{"role": role} for role in _lacking(rows, key)]
    lines.sort(key=lambda line: order.index(line["role"]) if line["role"] in order else len(order))
    ends = [";"] * (len(lines) - 1) + ["."]
    return tuple(
        _person(number, line, end, tables)
        for number, (line, end) in enumerate(zip(lines, ends, strict=True), 1)
    )


def _lacking(rows: pd.DataFrame, key: str) -> list[str]:
    """The roles that a team needs and nobody in it has."""
    return [role for role in _NEEDED[key == WARD_TEAM] if not (rows["role"] == role).any()]


def _person(number: int, line: dict[str, Any], end: str, tables: Tables) -> Person:
    tab = tables.tab("members")
    honorific = tab["honorific"].choices.get(line.get("honorific", ""), "Ông/Bà")
    role = tab["role"].choices.get(line["role"], DOTS[:5])
    name = line.get("name") or DOTS
    return Person(f"{number}. {honorific}: {name}", line.get("title") or DOTS, role + end)


# --- what to look at before it is signed -----------------------------------------------------


def _missing_head(own: dict[str, Any]) -> Iterator[str]:
    if not own["number"]:
        yield "Số quyết định (trang Danh sách tổ, dòng cấp phường, xã)."
    if pd.isna(own["founded"]):
        yield "Ngày, tháng ký quyết định (trang Danh sách tổ, dòng cấp phường, xã)."
    yield "Họ tên người ký (bảng tính không có mục này)."


def _missing_roles(people: pd.DataFrame, teams: dict[str, str], tables: Tables) -> Iterator[str]:
    words = tables.tab("members")["role"].choices
    for key, name in teams.items():
        lacking = [words[role] for role in _lacking(people[people["key"] == key], key)]
        if lacking:
            yield f"Tổ {name}: chưa có {', '.join(lacking)}."


def _missing_cells(people: pd.DataFrame, tables: Tables) -> Iterator[str]:
    tab = tables.tab("members")
    for field in _FIELDS:
        blank = people[people[field].isna() | (people[field] == "")]
        if len(blank):
            yield f"Trang {tab.title}, cột {tab[field].header}: dòng {_rows(blank)}."


def _rows(people: pd.DataFrame) -> str:
    return ", ".join(map(str, sorted(people["row"])))


def _left_out(people: pd.DataFrame) -> Iterator[str]:
    """Rows of `Thành viên` that are not in the decision, and why."""
    members = people[~people["helps"]]
    gone = members[members["gone"]]
    if len(gone):
        yield f"Trang Thành viên, dòng {_rows(gone)}: ghi hai lần hoặc đã thôi tham gia, không đưa vào dự thảo."
    lost = members[~members["gone"] & ~members["placed"]]
    if len(lost):
        yield f"Trang Thành viên, dòng {_rows(lost)}: tổ chưa có trong trang Danh sách tổ, chưa đưa vào dự thảo."
    if number := int(people["helps"].sum()):
        yield f"{number} Cộng tác viên không ghi trong quyết định."


def _about_teams(city: City, teams: dict[str, str], unit: Unit) -> Iterator[str]:
    """Teams that have a decision of their own, and whether there are as many as khối, xóm."""
    rows = city.first_rows
    rows = rows[(rows["decision"] == "own") & (rows["level"] == "hamlet") & (rows["number"] != "")]
    for row in records(rows.assign(name=city.team_name(rows["team"]))):
        yield f"Tổ {row['name']} đã có quyết định riêng số {row['number']}; bỏ khỏi dự thảo nếu giữ quyết định đó."
    if unit.hamlets not in (None, len(teams) - 1):
        yield f"Bảng Điều phối ghi {unit.hamlets} khối, xóm; dự thảo có {len(teams) - 1} tổ khối, xóm."
