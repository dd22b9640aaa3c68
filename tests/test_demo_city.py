"""The demonstration: a right city that no rule flags, mistakes that are all found, a week's edits."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import pandas as pd
import pytest

import demo.city
from demo.city import FIRST_DAY, MISTAKES, SECOND_DAY, build_city, city, recipients, units
from demo.edits import load_edits
from demo.habits import HABITS
from demo.wards import plans, right_ward
from demo.week import WEEK, edit_week
from rules.check import check
from rules.policy import load_policy
from rules.registry import RULES
from shapes import Tables, Unit, Workbook
from sync.register import read_register
from sync.tables import build
from sync.xlsx_read import Unreadable, read_sheets
from vietnamese.hamlets import hamlet_keys

POLICY = load_policy()
ROW_TABLES = ("teams", "members", "moves", "activities", "awards")
TIDY, CUT = "Phường Hồng Sơn", "Xã Nghi Kim"


@dataclass
class Checked:
    """A city on a day: its folder, its tables and its flags with the wards' names."""

    folder: Path
    tables: Tables
    flags: pd.DataFrame

    def pairs(self) -> set[tuple[str, str]]:
        return set(zip(self.flags["ward"], self.flags["rule"], strict=True))


def read(folder: Path) -> list[Workbook]:
    return [_read(folder, unit) for unit in units()]


def _read(folder: Path, unit: Unit) -> Workbook:
    try:
        return Workbook(unit.code, sheets=read_sheets(folder / unit.ref))
    except Unreadable as error:
        return Workbook(unit.code, problem=error.problem, detail=error.detail)


def checked(folder: Path, day: date, before: pd.DataFrame | None = None) -> Checked:
    words = hamlet_keys(tuple(POLICY.hamlets.items()))
    tables = build(units(), read(folder), words, before)
    result = check(tables, POLICY, day)
    assert not result.failed
    names = {unit.code: unit.name for unit in units()}
    return Checked(folder, tables, result.flags.assign(ward=result.flags["unit"].map(names)))


def rows_of(tables: Tables) -> pd.DataFrame:
    """How many rows each tab had, as `build` takes it."""
    wards = tables.units.set_index("code")
    counts = [wards[f"rows_{table}"].rename("rows").reset_index() for table in ROW_TABLES]
    frame = pd.concat([one.assign(table=t) for t, one in zip(ROW_TABLES, counts, strict=True)])
    return frame.rename(columns={"code": "unit"}).assign(day=FIRST_DAY)


def built(folder: Path, **more: Any) -> Path:
    build_city(folder / "wards", folder / "Điều phối.xlsx", **more)
    return folder / "wards"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    return checked(built(tmp_path_factory.mktemp("first")), FIRST_DAY)


@pytest.fixture(scope="module")
def waited(first: Checked) -> Checked:
    """The second Monday, had nobody edited anything."""
    return checked(first.folder, SECOND_DAY)


@pytest.fixture(scope="module")
def second(first: Checked, tmp_path_factory: pytest.TempPathFactory) -> Checked:
    wards = Path(copytree(first.folder, tmp_path_factory.mktemp("second") / "wards"))
    edit_week(wards)
    return checked(wards, SECOND_DAY, rows_of(first.tables))


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("right"), mistakes=False)


def named(path: Path) -> set[tuple[str, str]]:
    """Ward and rule of every mistake that a file of edits seeds."""
    edits = load_edits(path).items()
    return {(ward, rule) for ward, lines in edits for line in lines for rule in line.rules}


# --- the rules and the city ----------------------------------------------------------------------


@pytest.mark.parametrize("day", [FIRST_DAY, SECOND_DAY])
def test_a_city_without_mistakes_has_no_flag_at_all(right: Path, day: date) -> None:
    assert (
        checked(right, day).flags[["ward", "rule", "tab", "row", "column"]].to_dict("records") == []
    )


def test_every_seeded_mistake_is_found_and_nothing_else(first: Checked, second: Checked) -> None:
    assert first.pairs() | second.pairs() == named(MISTAKES) | named(WEEK)


def test_every_rule_fires_in_one_of_the_two_passes(first: Checked, second: Checked) -> None:
    assert {rule for _, rule in first.pairs() | second.pairs()} == set(RULES)


def test_the_city_looks_plausible(first: Checked, second: Checked) -> None:
    assert len(first.tables.members) in range(1800, 2300)
    assert len(first.tables.teams) in range(240, 290)
    assert len(second.flags) in range(150, 350)
    per_ward = second.flags["ward"].value_counts().reindex([u.name for u in units()], fill_value=0)
    assert per_ward[TIDY] == 0
    assert (per_ward <= 2).sum() in range(3, 8)
    assert per_ward.idxmax() in ("Phường Hưng Dũng", "Phường Cửa Nam")


def full_wards(tables: Tables) -> int:
    """Wards of which the ward-level team and as many hamlets as the register says are founded."""
    teams = tables.teams
    ward_level = teams[(teams["level"] == "ward") & teams["founded"].notna()]
    day = teams["unit"].map(ward_level.groupby("unit")["founded"].first())
    founded = teams["founded"].notna() | ((teams["decision"] == "common") & day.notna())
    hamlets = teams[founded & (teams["level"] == "hamlet")].groupby("unit")["team"].nunique()
    enough = hamlets.reindex(tables.units.index, fill_value=0) >= tables.units["hamlets"]
    return int((enough & tables.units.index.isin(ward_level["unit"])).sum())


def test_wards_catch_up_in_the_week(first: Checked, second: Checked) -> None:
    # The ward whose file was cut counts with what was read of it before.
    assert (full_wards(first.tables), full_wards(second.tables) + 1) == (16, 21)


def test_the_week_resolves_some_flags_and_brings_a_few(waited: Checked, second: Checked) -> None:
    before, after = (set(one.flags.loc[one.flags["ward"] != CUT, "id"]) for one in (waited, second))
    assert len(before - after) in range(30, 61)
    new = second.flags[~second.flags["id"].isin(set(waited.flags["id"]))]
    wanted = named(WEEK)
    assert {(ward, rule) for ward, rule in zip(new["ward"], new["rule"], strict=True)} == wanted
    assert len(new) == len(wanted)


def test_the_ward_of_the_cut_file_is_flagged_once(first: Checked, second: Checked) -> None:
    assert list(second.flags.loc[second.flags["ward"] == CUT, "rule"]) == ["ST03"]
    assert "ST03" not in set(first.flags["rule"])


# --- the same, and other people ------------------------------------------------------------------


def test_the_same_seed_gives_the_same_content(first: Checked, tmp_path: Path) -> None:
    again = read(built(tmp_path))
    assert again == read(first.folder)
    assert not any(book.problem for book in again)


def test_another_seed_gives_other_people_with_the_same_mistakes(
    first: Checked, tmp_path: Path
) -> None:
    other = checked(built(tmp_path, seed=7), FIRST_DAY)
    place = ["ward", "rule", "tab", "row", "column"]
    pd.testing.assert_frame_equal(other.flags[place], first.flags[place])
    same = other.tables.members["name"] == first.tables.members["name"]
    assert same.mean() < 0.05


def test_nobody_shares_a_name_or_a_phone_by_chance() -> None:
    for ward in city(mistakes=False):
        people = {(row["name"], row["phone"].replace(" ", "")) for row in tidy_members(ward.unit)}
        assert (
            len({name for name, _ in people}) == len({phone for _, phone in people}) == len(people)
        )


def tidy_members(unit: Unit) -> list[dict[str, Any]]:
    return right_ward(unit, [one.name for one in units()].index(unit.name), 2023).tabs["members"]


def test_phones_are_patterned_and_belong_to_one_ward() -> None:
    phones = {unit.name: {row["phone"] for row in tidy_members(unit)} for unit in units()}
    assert all(
        phone[:2] == "09" and phone[4:7] == "000" for own in phones.values() for phone in own
    )
    assert sum(map(len, phones.values())) == len(set().union(*phones.values()))


# --- who is in it --------------------------------------------------------------------------------


def test_the_units_are_vinhs_of_2023() -> None:
    known = units()
    assert [sum(unit.kind == kind for unit in known) for kind in ("ward", "commune")] == [16, 9]
    assert all((unit.kind == "commune") == unit.name.startswith("Xã ") for unit in known)
    assert all(6 <= (unit.hamlets or 0) <= 16 for unit in known)
    assert len({unit.code for unit in known}) == len({unit.emails for unit in known}) == 25
    assert {unit.name for unit in known} == set(plans())


def test_every_address_is_of_an_invented_domain() -> None:
    addresses = [address for unit in units() for address in unit.emails]
    addresses += [person.email for person in recipients()]
    assert all(address.endswith("@vinh.vi-du.vn") for address in addresses)


def test_the_register_reads_back_as_it_was_meant(first: Checked) -> None:
    register = read_register(first.folder.parent / "Điều phối.xlsx")
    assert not register.problem
    assert list(register.units) == units()
    assert list(register.recipients) == recipients()
    coordinators = {person.name for person in recipients() if person.role == "coordinator"}
    assert {unit.coordinator for unit in units()} == coordinators


# --- how people type -----------------------------------------------------------------------------


def test_habits_change_what_is_typed_and_nothing_that_is_read(
    right: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = checked(right, FIRST_DAY).tables
    monkeypatch.setattr(demo.city, "type_as", lambda ward: ward)
    meant = checked(built(tmp_path, mistakes=False), FIRST_DAY).tables
    for table in ROW_TABLES:
        # Texts keep their letters; their keys (team, person, words) must agree.
        columns = [name for name, kind in meant[table].dtypes.items() if kind.kind != "O"]
        pd.testing.assert_frame_equal(typed[table][columns], meant[table][columns])
    assert not typed.raw["members"].equals(meant.raw["members"])


def test_every_habit_is_somebodys() -> None:
    assert {habit for plan in plans().values() for habit in plan.habits} == set(HABITS)


def test_a_workbook_from_a_mac_has_its_headers_in_capitals_and_decomposed(first: Checked) -> None:
    sheet = read_sheets(first.folder / "Xã Hưng Hòa.xlsx")[2]
    assert sheet.rows[0][2] == unicodedata.normalize("NFD", "HỌ VÀ TÊN")
