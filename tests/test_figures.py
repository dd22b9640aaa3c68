"""The figures of the reports, from tables of small cities."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from report.figures import CityFigures, city_figures
from report.results import Initiative
from rules.check import check
from shapes import Tables
from tests.cases import DAY, POLICY, Case, Edits, tables_of

WEEK_AGO = DAY - timedelta(days=7)
BEN_THUY = "phường-bến-thủy"
HISTORY = ["id", "unit", "rule", "severity", "opened", "closed"]
PAST = ["day", "unit", "founded", "teams", "members", "people"]
FLAGS = ["id", "unit", "rule", "severity", "table", "field", "row", "status", "since"]


def wards_of(tables: Tables, **changes: Any) -> pd.DataFrame:
    """What the store and register say of the wards."""
    units = tables.units
    frame = pd.DataFrame({"unit": units["code"], "name": units["name"], "kind": units["kind"]})
    more: dict[str, Any] = {
        "link": "",
        "officer": "Ngô Thị Kim",
        "phone": "0912000001",
        "last_edit": DAY,
    }
    return frame.assign(problem=units["problem"], **(more | changes))


def open_flags(tables: Tables, as_of: date, let_be: tuple[str, ...] = ()) -> pd.DataFrame:
    """The flags of these tables; those of the rules in `let_be` excepted."""
    flags = check(tables, POLICY, as_of).flags
    status = flags["rule"].map(lambda code: "excepted" if code in let_be else "open")
    return flags.assign(status=status.astype(object), since=as_of)


def figures(
    case: Case,
    *,
    let_be: tuple[str, ...] = (),
    flags: pd.DataFrame | None = None,
    history: list[tuple[Any, ...]] | None = None,
    past: list[tuple[Any, ...]] | None = None,
    **ward_changes: Any,
) -> CityFigures:
    """The figures of a case on its day."""
    tables = tables_of(case)
    return city_figures(
        tables,
        open_flags(tables, case.as_of, let_be) if flags is None else flags,
        pd.DataFrame(history or [], columns=HISTORY),
        pd.DataFrame(past or [], columns=PAST),
        wards_of(tables, **ward_changes),
        POLICY,
        case.as_of,
    )


def only(found: CityFigures) -> dict[str, Any]:
    """The one ward of a city that has one."""
    (ward,) = found.wards.to_dict("records")
    return {str(name): value for name, value in ward.items()}


def unfounded(hamlet_row: int) -> list[tuple[str, int, str, str]]:
    """Edits that leave this row of `Danh sách tổ` without a decision."""
    headers = ("Số quyết định thành lập", "Ngày quyết định thành lập", "Người ký")
    choice = ("Danh sách tổ", hamlet_row, "Quyết định thành lập", "Chưa có")
    return [choice, *(("Danh sách tổ", hamlet_row, header, "") for header in headers)]


# --- teams and members -----------------------------------------------------------------------


def test_clean_ward() -> None:
    totals = figures(Case(name="clean")).totals
    assert (totals.wards, totals.complete) == (1, 1)
    assert (totals.founded, totals.teams) == (3, 3)
    assert (totals.hamlets_founded, totals.hamlets) == (2, 2)
    assert totals.members == 15
    assert (totals.violations, totals.warnings, totals.with_violations) == (0, 0, 0)


def test_hamlet_without_a_decision() -> None:
    found = figures(Case(name="", set=unfounded(4)))
    ward = only(found)
    assert (ward["founded"], ward["teams"], ward["unfounded"]) == (2, 3, 1)
    assert not ward["complete"] and ward["urged"]
    assert (found.totals.hamlets_founded, found.totals.complete) == (1, 0)
    assert (found.totals.dispatch, found.totals.entry) == (1, 0)


def test_shared_decision_under_an_unknown_one_is_not_founded() -> None:
    blank = [("Danh sách tổ", 2, "Ngày quyết định thành lập", "")]
    ward = only(figures(Case(name="", set=blank)))
    assert (ward["founded"], ward["hamlets_founded"]) == (1, 1)


@pytest.mark.parametrize(("let_be", "founded"), [((), 2), (("FM04",), 3)])
def test_a_doubtful_day_founds_nothing_until_it_is_let_be(
    let_be: tuple[str, ...], founded: int
) -> None:
    early = [("Danh sách tổ", 4, "Ngày quyết định thành lập", "20/03/2021")]
    assert only(figures(Case(name="", set=early), let_be=let_be))["founded"] == founded


@pytest.mark.parametrize(
    ("register", "own", "teams", "complete"),
    [
        (2, "2", 3, True),
        (3, "2", 4, False),
        (1, "2", 2, True),
        (None, "3", 4, False),
        (None, "", 3, True),
        (None, "hai", 3, True),
    ],
)
def test_the_register_says_how_many_hamlets_there_are(
    register: int | None, own: str, teams: int, complete: bool
) -> None:
    case = Case(name="", set=[("Đơn vị", 8, "", own)], unit={"hamlets": register})
    ward = only(figures(case))
    assert (ward["teams"], ward["complete"]) == (teams, complete)
    assert ward["founded"] <= ward["teams"]


def person(team: str = "Khối 1", **changes: str) -> dict[str, str]:
    return {
        "Tổ": team,
        "Họ và tên": "Lê Thị Mới",
        "Chức vụ, nghề nghiệp": "Kinh doanh",
        "Chức danh trong Tổ": "Tổ viên",
        "Điện thoại": "0912000099",
        "Đã vào nhóm Zalo của tổ": "Có",
    } | changes


@pytest.mark.parametrize(
    ("row", "counted"),
    [
        (person(), 1),
        (person("Khối 12"), 1),  # a misspelt team: a member all the same
        (person(**{"Chức danh trong Tổ": "Cộng tác viên"}), 0),
        (person(**{"Chức danh trong Tổ": "Cố vấn"}), 0),
        (person(**{"Họ và tên": "Võ Văn Giang", "Điện thoại": "0912000007"}), 0),  # twice
        (person(**{"Họ và tên": "Tạ Văn Oanh"}), 0),  # let go on 22/03
    ],
)
def test_who_is_a_member(row: dict[str, str], counted: int) -> None:
    found = figures(Case(name="", add={"Thành viên": [row]}))
    assert found.totals.members == 15 + counted


def test_ward_that_was_never_read() -> None:
    case = Case(name="", also={"Phường Cửa Nam": Edits(problem="missing")})
    found = figures(case)
    ward = found.wards[found.wards["name"] == "Phường Cửa Nam"].iloc[0]
    assert (ward["founded"], ward["teams"], ward["members"]) == (0, 3, 0)
    assert ward["urged"] and ward["problem"] == "missing"
    assert pd.isna(ward["last_activity"])
    assert (found.totals.wards, found.totals.complete) == (2, 1)


def test_ward_that_cannot_be_read_today_counts_as_last_read() -> None:
    tables = tables_of(Case(name="", add={"Hoạt động": [activity("29/03/2023")]}))
    unread = replace(tables, units=tables.units.assign(problem="damaged"))
    flags = pd.DataFrame([flag("ST03", "violation")])
    empty = pd.DataFrame(columns=HISTORY), pd.DataFrame(columns=PAST)
    found = city_figures(unread, flags, *empty, wards_of(unread), POLICY, DAY)
    ward = only(found)
    assert (ward["founded"], ward["complete"], ward["members"]) == (3, True, 15)
    assert ward["urged"] and ward["problem"] == "damaged"
    assert (found.results.people, found.results.doubted) == (30, 0)


def test_ward_that_the_tables_lack() -> None:
    tables = tables_of(Case(name=""))
    wards = wards_of(tables)
    more = wards.assign(unit="mới", name="Xã Mới", last_edit=pd.Series(pd.NaT, wards.index))
    flags = open_flags(tables, DAY)
    empty = pd.DataFrame(columns=HISTORY), pd.DataFrame(columns=PAST)
    found = city_figures(tables, flags, *empty, pd.concat([wards, more]), POLICY, DAY)
    ward = found.wards.iloc[0]
    assert (ward["name"], ward["founded"], ward["teams"]) == ("Xã Mới", 0, 1)
    assert pd.isna(ward["idle_days"])


# --- flags -----------------------------------------------------------------------------------


def flag(rule: str, severity: str, status: str = "open", unit: str = BEN_THUY) -> dict[str, Any]:
    number = f"{rule}{severity}{status}{unit}"
    return dict.fromkeys(FLAGS, "") | {
        "row": None,
        "id": number,
        "unit": unit,
        "rule": rule,
        "severity": severity,
        "status": status,
        "since": DAY,
    }


def test_kinds_of_flags_are_counted_apart() -> None:
    flags = pd.DataFrame(
        [
            flag("TO06", "violation"),
            flag("FM01", "violation", "waiting"),
            flag("ST02", "violation", "reopened"),
            flag("TV02", "warning", "new"),
            flag("LD08", "hint"),
            flag("ZL01", "violation", "excepted"),
            flag("TV09", "warning", "excepted"),
            flag("TO03", "violation", unit="không-theo-dõi"),
        ]
    )
    found = figures(Case(name=""), flags=flags)
    totals = found.totals
    assert (totals.dispatch, totals.entry, totals.violations) == (1, 2, 3)
    assert (totals.warnings, totals.answered, totals.excepted) == (1, 1, 2)
    assert [problem.rule for problem in found.problems] == ["FM01", "ST02", "TO06", "TV02"]
    assert only(found)["violations"] == 3


def test_most_frequent_problems() -> None:
    counts = {"TO03": 2, "FM01": 4, "ZL02": 3, "LD06": 1, "FM06": 9, "TV02": 8, "LD08": 20}
    severity = {"FM06": "warning", "TV02": "warning", "LD08": "hint"}
    flags = pd.DataFrame(
        [
            flag(rule, severity.get(rule, "violation")) | {"id": f"{rule} {n}"}
            for rule, number in counts.items()
            for n in range(number)
        ]
    )
    problems = figures(Case(name=""), flags=flags).problems
    assert [(p.rule, p.flags, p.wards, p.severity) for p in problems] == [
        ("FM01", 4, 1, "violation"),
        ("ZL02", 3, 1, "violation"),
        ("TO03", 2, 1, "violation"),
        ("LD06", 1, 1, "violation"),
        ("FM06", 9, 1, "warning"),
    ]
    assert problems[0].title == "Ô bắt buộc còn trống"
    assert problems[0].where == (("Phường Bến Thủy", 4),)


def test_no_flags_at_all() -> None:
    found = figures(Case(name=""), flags=pd.DataFrame(columns=FLAGS))
    assert found.problems == () and found.totals.violations == 0


# --- the order of wards ----------------------------------------------------------------------


def test_worst_ward_first() -> None:
    other = Edits(set=unfounded(4))
    case = Case(name="", also=dict.fromkeys(["Xã B", "Phường Cửa Nam"], other))
    case.also["Xã A"] = Edits()
    edits = [DAY, DAY - timedelta(days=1), DAY - timedelta(days=2), pd.NaT]
    found = figures(case, last_edit=edits)
    assert found.wards["name"].tolist() == ["Phường Cửa Nam", "Xã B", "Xã A", "Phường Bến Thủy"]
    assert found.wards["rank"].tolist() == [1, 2, 3, 4]


def test_more_to_put_right_comes_before_the_last_edit() -> None:
    case = Case(name="", also={"Xã A": Edits()})
    flags = pd.DataFrame([flag("FM01", "violation")])
    found = figures(case, flags=flags, last_edit=[DAY, WEEK_AGO])
    assert found.wards["name"].tolist() == ["Phường Bến Thủy", "Xã A"]


@pytest.mark.parametrize(
    ("idle", "violations", "urged"), [(6, 1, False), (7, 1, True), (7, 0, False), (None, 1, True)]
)
def test_who_is_urged_for_silence(idle: int | None, violations: int, urged: bool) -> None:
    flags = [flag("FM01", "violation")] * violations + [flag("TV02", "warning")]
    edited = pd.NaT if idle is None else DAY - timedelta(days=idle)
    ward = only(figures(Case(name=""), flags=pd.DataFrame(flags), last_edit=edited))
    assert ward["urged"] is urged
    assert pd.isna(ward["idle_days"]) if idle is None else ward["idle_days"] == idle


@pytest.mark.parametrize(
    ("deadline", "urged"),
    [(date(2023, 4, 17), True), (date(2023, 4, 18), False), (date(2023, 3, 1), True)],
)
def test_a_wards_own_deadline_decides_when_it_is_urged(deadline: date, urged: bool) -> None:
    case = Case(name="", set=unfounded(4), unit={"deadline": deadline})
    flags = pd.DataFrame(columns=FLAGS)
    assert only(figures(case, flags=flags))["urged"] is urged


# --- since last week -------------------------------------------------------------------------


def test_first_run_has_no_changes() -> None:
    found = figures(Case(name=""), history=[("1", BEN_THUY, "TO03", "violation", DAY, None)])
    assert found.changes is None
    ward = only(found)
    assert pd.isna(ward["new"]) and pd.isna(ward["resolved"])


@pytest.mark.parametrize(
    ("days", "since"), [((6,), None), ((7,), 7), ((0, 3, 8, 12), 8), ((20, 30), 20)]
)
def test_compared_with_the_last_day_a_week_old_or_older(
    days: tuple[int, ...], since: int | None
) -> None:
    past = [(DAY - timedelta(days=n), BEN_THUY, 3, 3, 15, 0) for n in days]
    changes = figures(Case(name=""), past=past).changes
    if since is None:
        assert changes is None
    else:
        assert changes is not None and changes.since == DAY - timedelta(days=since)


def test_changes_of_teams_and_members_are_those_of_the_same_wards() -> None:
    case = Case(name="", also={"Xã Mới": Edits()})
    past = [
        (WEEK_AGO, BEN_THUY, 1, 3, 17, 0),
        (WEEK_AGO - timedelta(days=7), BEN_THUY, 0, 3, 1, 0),
        (WEEK_AGO, "đã-nhập", 9, 9, 99, 0),
    ]
    changes = figures(case, past=past).changes
    assert changes is not None
    assert (changes.founded, changes.members) == (2, -2)


def test_what_is_new_and_what_was_put_right() -> None:
    before, after = WEEK_AGO - timedelta(days=3), WEEK_AGO + timedelta(days=2)
    history: list[tuple[Any, ...]] = [
        ("open since", BEN_THUY, "FM01", "violation", before, None),
        ("put right", BEN_THUY, "FM01", "violation", before, after),
        ("put right today", BEN_THUY, "FM01", "violation", WEEK_AGO, DAY),
        ("new", BEN_THUY, "FM01", "violation", after, None),
        ("new today", BEN_THUY, "FM01", "violation", DAY, None),
        ("came and went", BEN_THUY, "FM01", "violation", after, DAY),
        ("long gone", BEN_THUY, "FM01", "violation", before, WEEK_AGO),
        ("let be", BEN_THUY, "FM01", "violation", before, None),
        ("a warning", BEN_THUY, "FM06", "warning", after, None),
        ("of another ward", "đã-nhập", "FM01", "violation", before, None),
    ]
    names = ("open since", "new", "new today")
    flags = [flag("FM01", "violation") | {"id": name} for name in names]
    flags.append(flag("FM01", "violation", "excepted") | {"id": "let be"})
    past = [(WEEK_AGO, BEN_THUY, 3, 3, 15, 0)]
    found = figures(Case(name=""), flags=pd.DataFrame(flags), history=history, past=past)
    ward = only(found)
    assert (ward["new"], ward["resolved"]) == (3, 3)
    assert found.changes is not None
    assert found.changes.violations == ward["new"] - ward["resolved"] == 3 - 3


def test_a_flag_that_came_back_is_new() -> None:
    tables = tables_of(Case(name=""))
    line = ("1", BEN_THUY, "FM01", "violation", WEEK_AGO - timedelta(days=9), None, DAY)
    history = pd.DataFrame([line], columns=[*HISTORY, "reopened"])
    past = pd.DataFrame([(WEEK_AGO, BEN_THUY, 3, 3, 15, 0)], columns=PAST)
    flags = pd.DataFrame([flag("FM01", "violation", "reopened") | {"id": "1"}])
    found = city_figures(tables, flags, history, past, wards_of(tables), POLICY, DAY)
    assert found.wards["new"].tolist() == [1]
    assert found.changes is not None and found.changes.violations == 1


def test_wards_that_put_everything_right() -> None:
    case = Case(name="", also={"Xã A": Edits(), "Xã B": Edits()})
    done = WEEK_AGO + timedelta(days=1)
    history: list[tuple[Any, ...]] = [
        (unit, unit, "FM01", "violation", WEEK_AGO, done) for unit in (BEN_THUY, "xã-b")
    ]
    past = [(WEEK_AGO, unit, 3, 3, 15, 0) for unit in (BEN_THUY, "xã-a", "xã-b")]
    flags = pd.DataFrame([flag("FM01", "violation", unit="xã-b")])
    found = figures(case, flags=flags, history=history, past=past)
    assert found.results.cleared == ("Phường Bến Thủy",)


# --- activities ------------------------------------------------------------------------------


def activity(day: str, **changes: str) -> dict[str, str]:
    return {
        "Ngày": day,
        "Tổ": "Khối 1",
        "Nội dung": "Hướng dẫn, hỗ trợ người dân",
        "Mô tả": "Hướng dẫn cài VNeID",
        "Số buổi": "1",
        "Số lượt người": "30",
    } | changes


def week_of(*rows: dict[str, str], let_be: tuple[str, ...] = ()) -> Any:
    return figures(Case(name="", add={"Hoạt động": list(rows)}), let_be=let_be).results


def test_week_is_the_seven_days_before() -> None:
    found = figures(Case(name=""))
    assert (found.begin, found.end) == (date(2023, 3, 27), date(2023, 4, 2))
    week = week_of(
        activity("26/03/2023", **{"Mô tả": "trước"}),
        activity("27/03/2023", **{"Mô tả": "đầu"}),
        activity("02/04/2023", **{"Mô tả": "cuối", "Số cửa hàng số mở mới": "2"}),
        activity("03/04/2023", **{"Mô tả": "hôm nay"}),
    )
    assert (week.activities, week.sessions, week.people, week.shops) == (2, 2, 60, 2)
    assert week.people_before == 60 + 30
    assert week.people_so_far == 60 + 4 * 30


def test_training_reaches_no_residents() -> None:
    week = week_of(activity("30/03/2023", **{"Nội dung": "Tổ được bồi dưỡng, tập huấn"}))
    assert (week.activities, week.people) == (1, 0)


@pytest.mark.parametrize(("let_be", "people"), [((), 30), (("HD03",), 12_030)])
def test_a_huge_count_is_left_out_until_it_is_let_be(let_be: tuple[str, ...], people: int) -> None:
    huge = activity("30/03/2023", **{"Số lượt người": "12000", "Mô tả": "hội chợ"})
    week = week_of(activity("29/03/2023"), huge, let_be=let_be)
    assert week.people == people
    assert week.doubted == (0 if let_be else 1)


@pytest.mark.parametrize(("let_be", "people"), [((), 30), (("HD04",), 60)])
def test_an_activity_that_stands_twice_counts_once(let_be: tuple[str, ...], people: int) -> None:
    week = week_of(activity("29/03/2023"), activity("29/03/2023"), let_be=let_be)
    assert (week.people, week.activities) == (people, people // 30)
    assert week.doubted == (0 if let_be else 1)


@pytest.mark.parametrize("count", ["khoảng 30 người", "-5", "", "#REF!"])
def test_a_count_that_cannot_be_read_is_no_count(count: str) -> None:
    assert week_of(activity("29/03/2023", **{"Số lượt người": count})).people == 0


def test_an_activity_of_the_future_is_none() -> None:
    later = activity("02/05/2023")
    found = figures(Case(name="", add={"Hoạt động": [later]}))
    assert only(found)["last_activity"] == pd.Timestamp(2023, 3, 26)
    assert found.results.people_so_far == 60


def test_initiatives_and_awards() -> None:
    new = activity("29/03/2023", **{"Nội dung": "Sáng kiến, cách làm hay", "Mô tả": "Mã QR ở chợ"})
    award = {
        "Ngày đề xuất": "20/03/2023",
        "Đối tượng": "Người dân",
        "Tên cá nhân, tập thể, mô hình": "Lê Thị Bưởi",
        "Thành tích": "Hỗ trợ người già",
        "Hình thức": "Giấy khen",
        "Kết quả": "Đã khen thưởng",
        "Số quyết định khen thưởng": "9/QĐ-UBND",
        "Ngày quyết định khen thưởng": "31/03/2023",
    }
    earlier = award | {"Ngày quyết định khen thưởng": "24/03/2023", "Thành tích": "Khác"}
    letter = award | {
        "Ngày đề xuất": "28/03/2023",
        "Hình thức": "Thư khen, biểu dương",
        "Ngày quyết định khen thưởng": "",
    }
    rows = {"Hoạt động": [new], "Khen thưởng": [award, earlier, letter]}
    week = figures(Case(name="", add=rows)).results
    assert week.initiatives == (Initiative("Phường Bến Thủy", "Khối 1", "Mã QR ở chợ"),)
    assert (week.proposed, week.awarded) == (2, 2)


# --- offices ---------------------------------------------------------------------------------


def test_a_teacher_in_two_teams_is_one_person() -> None:
    found = figures(
        Case(name="", also={"Xã A": Edits(blank=[("Thành viên", "Chức vụ, nghề nghiệp")])})
    )
    assert (found.offices.teachers, found.offices.wards_with_teachers) == (1, 1)


def test_youth_secretaries_who_lead_their_wards_team() -> None:
    chair = ("Thành viên", 2, "Chức vụ, nghề nghiệp", "Phó Chủ tịch UBND phụ trách VH-XH")
    of_hamlet = ("Thành viên", 7, "Chức vụ, nghề nghiệp", "Bí thư Đoàn xã")
    also = {"Xã A": Edits(set=[chair, of_hamlet]), "Xã B": Edits()}
    case = Case(name="", also=also)
    assert figures(case).offices.youth_leaders == 2


def test_names_of_people_appear_nowhere() -> None:
    case = Case(name="", set=unfounded(4), add={"Thành viên": [person(**{"Điện thoại": "12"})]})
    found = figures(case)
    said = found.wards.to_csv() + repr((found.totals, found.problems, found.results, found.offices))
    for secret in ("Lê Thị Mới", "0912000099", "Nguyễn Văn An", "1990", "an@vi-du.vn"):
        assert secret not in said


def test_many_wards_add_up() -> None:
    many = Case(name="", also={f"Xã {n}": Edits() for n in range(39)})
    found = figures(many)
    assert (found.totals.wards, found.totals.members) == (40, 600)
    assert found.offices.teachers == 40


def test_a_city_of_which_nothing_could_be_read() -> None:
    found = figures(Case(name="", problem="missing"))
    assert (found.totals.founded, found.totals.teams, found.totals.members) == (0, 3, 0)
    assert (found.results.activities, found.offices.teachers) == (0, 0)
    assert found.totals.entry == 1
