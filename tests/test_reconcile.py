"""Flags through time: identity, closing only what was looked at, decisions."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from review.reconcile import Reconciled, reconcile
from rules.check import Checked, check
from shapes import Tables
from tests.cases import DAY, POLICY, Case, tables_of

NO_ANSWERS = pd.DataFrame(columns=["id", "agreed", "comment", "suggestion", "value"])
NO_DECISIONS = pd.DataFrame(columns=["id", "handling", "until", "remark", "coordinator"])
BAD_PHONE = ("Thành viên", 5, "Điện thoại", "09")


def checked(case: Case) -> tuple[Tables, Checked]:
    tables = tables_of(case)
    return tables, check(tables, POLICY, case.as_of)


def store_of(reviewed: Reconciled | None) -> pd.DataFrame:
    from store.store import FLAG_COLUMNS

    return pd.DataFrame(columns=FLAG_COLUMNS) if reviewed is None else reviewed.flags[FLAG_COLUMNS]


def step(
    before: Reconciled | None,
    case: Case,
    answers: pd.DataFrame = NO_ANSWERS,
    decisions: pd.DataFrame = NO_DECISIONS,
) -> Reconciled:
    tables, result = checked(case)
    return reconcile(store_of(before), result, tables, answers, decisions, case.as_of)


def decision(flag: str, **typed: str) -> pd.DataFrame:
    blank = {"handling": "", "until": "", "remark": "", "coordinator": ""}
    return pd.DataFrame([{"id": flag, **blank, **typed}])


def statuses(reviewed: Reconciled) -> dict[str, str]:
    return dict(zip(reviewed.flags["rule"], reviewed.flags["status"], strict=True))


def case(**edits: Any) -> Case:
    return Case(name="", **edits)


def test_flag_is_new_on_its_day_then_open() -> None:
    first = step(None, case(set=[BAD_PHONE]))
    assert statuses(first) == {"FM05": "new"}
    second = step(first, case(set=[BAD_PHONE], as_of=DAY + timedelta(days=1)))
    assert statuses(second) == {"FM05": "open"}
    assert list(second.flags["opened"]) == [DAY]


def test_flag_that_was_put_right_is_closed_and_one_that_comes_back_is_reopened() -> None:
    first = step(None, case(set=[BAD_PHONE]))
    fixed = step(first, case(as_of=DAY + timedelta(days=1)))
    assert statuses(fixed) == {"FM05": "closed"}
    back = step(fixed, case(set=[BAD_PHONE], as_of=DAY + timedelta(days=2)))
    assert statuses(back) == {"FM05": "reopened"}
    assert list(back.flags["opened"]) == [DAY]


def test_moved_row_and_name_in_capitals_are_the_same_flag() -> None:
    first = step(None, case(set=[BAD_PHONE]))
    moved = case(remove=[("Thành viên", 5)], add={"Thành viên": [{
        "Tổ": "Cấp phường", "Ông/Bà": "Bà", "Họ và tên": "PHẠM THỊ DUNG", "Chức vụ, nghề nghiệp": "Chủ tịch Hội LHPN phường",
        "Chức danh trong Tổ": "Tổ viên", "Điện thoại": "09", "Đã vào nhóm Zalo của tổ": "Có"}]})  # fmt: skip
    second = step(first, moved)
    assert list(second.flags["id"]) == list(first.flags["id"])
    assert list(second.flags["row"]) == [17]


def test_another_wrong_value_is_the_same_flag_with_a_new_value() -> None:
    first = step(None, case(set=[BAD_PHONE]))
    second = step(first, case(set=[("Thành viên", 5, "Điện thoại", "abc")]))
    assert list(second.flags["id"]) == list(first.flags["id"])
    assert list(second.flags["value"]) == ["abc"]


@pytest.mark.parametrize(
    "unseen",
    [
        {"problem": "damaged"},
        {"drop_tabs": ["Thành viên"]},
        {"drop_columns": [("Thành viên", "Điện thoại")]},
    ],
    ids=["unreadable ward", "missing tab", "missing column"],
)
def test_what_could_not_be_looked_at_stays_open(unseen: dict[str, Any]) -> None:
    first = step(None, case(set=[BAD_PHONE]))
    second = step(first, case(as_of=DAY + timedelta(days=1), **unseen))
    assert statuses(second)["FM05"] == "open"
    assert second.flags.set_index("rule").loc["FM05", "closed"] is None


def test_unknown_cell_keeps_the_flags_that_hang_on_it() -> None:
    """A leader's title is wrong; then the role becomes unreadable: LD06 did not look any more."""
    title = ("Thành viên", 7, "Chức vụ, nghề nghiệp", "Khối phó")
    first = step(None, case(set=[title]))
    assert statuses(first) == {"LD06": "new"}
    second = step(first, case(set=[title, ("Thành viên", 7, "Chức danh trong Tổ", "#REF!")]))
    assert statuses(second) == {"ST06": "new", "LD06": "new"}


def test_another_persons_unknown_cell_does_not_keep_a_row_rule_open() -> None:
    away = ("Thành viên", 4, "Đang sinh sống hoặc công tác trên địa bàn", "Không")
    first = step(None, case(set=[away]))
    assert statuses(first) == {"TV03": "new"}
    second = step(first, case(set=[("Thành viên", 5, "Chức danh trong Tổ", "#REF!")]))
    assert statuses(second) == {"TV03": "closed", "ST06": "new"}


def test_ward_no_longer_followed_drops_its_flags_without_counting_them_as_repaired() -> None:
    both = step(
        None,
        case(
            set=[BAD_PHONE],
            also={"Phường Cửa Nam": {"set": [["Thành viên", 5, "Điện thoại", "08"]]}},
        ),
    )
    alone = step(both, case(set=[BAD_PHONE]))
    gone = alone.flags[alone.flags["unit"] == "phường-cửa-nam"]
    assert set(gone["status"]) == {"dropped"}


def test_exception_needs_a_reason_and_holds_to_its_day() -> None:
    first = step(None, case(set=[BAD_PHONE]))
    flag = first.flags["id"].iloc[0]
    without = step(
        first, case(set=[BAD_PHONE]), decisions=decision(flag, handling="Đồng ý giữ nguyên")
    )
    assert statuses(without) == {"FM05": "new"}
    kept = decision(flag, handling="Đồng ý giữ nguyên", until="05/04/2023", remark="Số cố định")
    assert statuses(step(first, case(set=[BAD_PHONE]), decisions=kept)) == {"FM05": "excepted"}
    late = case(set=[BAD_PHONE], as_of=date(2023, 4, 6))
    assert statuses(step(first, late, decisions=kept)) == {"FM05": "open"}


def test_exception_without_a_day_holds_to_the_end_of_the_year() -> None:
    first = step(None, case(set=[BAD_PHONE]))
    typed = decision(first.flags["id"].iloc[0], handling="Đồng ý giữ nguyên", remark="Có lý do")
    assert list(step(first, case(set=[BAD_PHONE]), decisions=typed).flags["until"]) == [
        date(2023, 12, 31)
    ]


def test_wards_words_wait_for_an_answer_until_the_city_decides() -> None:
    first = step(None, case(set=[BAD_PHONE]))
    flag = first.flags["id"].iloc[0]
    said = pd.DataFrame(
        [{"id": flag, "agreed": False, "comment": "Ông không dùng điện thoại", "suggestion": ""}]
    )
    waiting = step(first, case(set=[BAD_PHONE]), answers=said)
    assert statuses(waiting) == {"FM05": "waiting"}
    answered = step(
        waiting, case(set=[BAD_PHONE]), decisions=decision(flag, handling="Đang xem xét")
    )
    assert statuses(answered) == {"FM05": "new"}


def test_rule_that_raised_leaves_its_flags() -> None:
    first = step(None, case(set=[BAD_PHONE]))
    tables, result = checked(case(as_of=DAY + timedelta(days=1)))
    broken = Checked(result.flags, (("FM05", "ValueError"),))
    second = reconcile(
        store_of(first), broken, tables, NO_ANSWERS, NO_DECISIONS, DAY + timedelta(days=1)
    )
    assert statuses(second) == {"FM05": "open"}


def test_of_some_wards_only_their_flags_are_kept() -> None:
    tables, result = checked(
        case(
            set=[BAD_PHONE],
            also={"Phường Cửa Nam": {"set": [BAD_PHONE, ("Thành viên", 2, "Điện thoại", "08")]}},
        )
    )
    codes = dict(zip(tables.units["name"], tables.units["code"], strict=True))
    only = frozenset({codes["Phường Cửa Nam"]})
    kept = result.of_wards(only)
    assert kept.wards == only and frozenset(kept.flags["unit"]) == only
    assert [*kept.flags.index] == [*range(len(kept.flags))]
    assert list(kept.flags["row"][kept.flags["rule"] == "FM05"]) == [2, 5]
