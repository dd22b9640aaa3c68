"""Teachers, youth, the Front and unions by ward; teams still lacking – from tables of small cities."""

from typing import Any

import pytest

from report.due import week_before
from report.figures import CityFigures
from report.taking_part import lacking_teams, taking_part
from report.wards import known_city
from shapes import records
from tests.cases import DAY, POLICY, Case, Edits, tables_of
from tests.test_figures import activity, figures, open_flags, person, unfounded


def parts(case: Case) -> dict[str, dict[str, Any]]:
    """By ward's name the row of `taking_part`."""
    tables, found = tables_of(case), figures(case)
    city = known_city(tables, open_flags(tables, DAY), POLICY, DAY)
    frame = taking_part(city, found.wards, week_before(DAY))
    return {row["name"]: row for row in records(frame)}


def ward(*people: dict[str, str], activities: tuple[dict[str, str], ...] = ()) -> dict[str, Any]:
    rows = {"Thành viên": list(people), "Hoạt động": list(activities)}
    return parts(Case(name="", add=rows))["Phường Bến Thủy"]


CLEAN = parts(Case(name=""))["Phường Bến Thủy"]


def titled(title: str, **more: str) -> dict[str, str]:
    own = {"Họ và tên": "Người Mới", "Điện thoại": "0912000101", "Chức vụ, nghề nghiệp": title}
    return person(**own | more)


@pytest.mark.parametrize(
    ("title", "column"),
    [
        ("Giáo viên trường tiểu học", "teachers"),
        ("Phó Hiệu trưởng", "teachers"),
        ("Đoàn viên", "youth"),
        ("Bí thư chi đoàn", "youth"),
        ("Trưởng ban công tác Mặt trận", "front"),
        ("Chi hội trưởng phụ nữ", "unions"),
    ],
)
def test_people_are_told_from_their_titles(title: str, column: str) -> None:
    names = ("teachers", "youth", "front", "unions")
    more = {name: ward(titled(title))[name] - CLEAN[name] for name in names}
    assert more == {name: int(name == column) for name in names}


def test_one_person_in_two_teams_is_one() -> None:
    twice = [titled("Giáo viên"), titled("Giáo viên") | {"Tổ": "Khối 2"}]
    assert ward(*twice)["teachers"] == CLEAN["teachers"] + 1


def test_collaborators_are_no_members() -> None:
    helper = titled("Giáo viên", **{"Chức danh trong Tổ": "Cộng tác viên"})
    assert ward(helper)["teachers"] == CLEAN["teachers"]


def test_leaders_and_deputies_of_the_youth() -> None:
    assert CLEAN["led_by_youth"] and CLEAN["deputies"] >= CLEAN["youth_deputies"] >= 1
    more = ward(titled("Bí thư chi đoàn", **{"Chức danh trong Tổ": "Tổ phó"}))
    assert more["youth_deputies"] == CLEAN["youth_deputies"] + 1
    assert more["deputies"] == CLEAN["deputies"] + 1


def test_what_was_done_together_in_the_week() -> None:
    done = (
        activity("29/03/2023", **{"Đơn vị phối hợp": "UBMTTQ phường", "Số lượt người": "40"}),
        activity("30/03/2023", **{"Đơn vị phối hợp": "Hội Phụ nữ phường", "Số lượt người": "25"}),
        activity("02/03/2023", **{"Đơn vị phối hợp": "Hội Phụ nữ", "Số lượt người": "99"}),
    )
    found = ward(activities=done)
    assert (found["with_front"], found["people_front"]) == (1, 40)
    assert (found["with_unions"], found["people_unions"]) == (1, 25)
    assert (found["with_youth"], found["people_youth"]) == (0, 0)


def test_a_ward_that_was_never_read_has_nobody() -> None:
    found = parts(Case(name="", also={"Xã Hưng Hòa": Edits(problem="missing")}))["Xã Hưng Hòa"]
    assert [found[name] for name in ("teachers", "youth", "deputies", "with_front")] == [0] * 4
    assert not found["led_by_youth"]


def test_teams_still_lacking_are_named() -> None:
    case = Case(name="", set=unfounded(4), also={"Xã Hưng Hòa": Edits()})
    tables = tables_of(case)
    city = known_city(tables, open_flags(tables, DAY), POLICY, DAY)
    found: CityFigures = figures(case)
    lacking = lacking_teams(city)
    assert lacking["team"].tolist() == ["Khối 2"]
    assert lacking["unit"].tolist() == [found.wards["unit"][found.wards["unfounded"] > 0].item()]
