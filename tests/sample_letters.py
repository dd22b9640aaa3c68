"""Every letter made of invented flags and figures, for golden files and for what holds for all.

`python -m tests.sample_letters` writes the golden files anew, after a look at what changed in them.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

import rules.check  # noqa: F401  (fills the catalogue)
from report.coordinator_page import Watched, coordinator_letter
from report.deadline_page import city_reminder, ward_reminder
from report.digest import ward_digest
from report.due import month_before
from report.edition_page import edition_letter
from report.letter import Letter
from report.mail import letter_mail
from report.ops_page import Trouble, ops_letter
from report.ward_page import WardInfo, ward_letter
from shapes import Mail, Recipient, Told
from tests.cases import POLICY
from tests.sample_city import AS_OF, CITY, GOLDEN, city, wards

PRIVATE = frozenset({"phone", "email", "birth_year"})
WARD = WardInfo(
    "Phường Bến Thủy",
    "../wards/Phường Bến Thủy.xlsx",
    "../wards/B%E1%BA%BFn.xlsx#%27C%E1%BA%A7n%20s%E1%BB%ADa%27!A3",
    "Nguyễn Thị Hải Yến",
    date(2023, 4, 17),
)
PERSON = Recipient("Nguyễn Thị Hải Yến", "haiyen@vinh.vi-du.vn", "coordinator")
_TABS = {"phone": "Thành viên", "role": "Thành viên", "founded": "Danh sách tổ"}
_HEADERS = {
    "phone": "Điện thoại",
    "role": "Chức danh trong Tổ",
    "founded": "Ngày quyết định thành lập",
}


def flag(
    name: str, rule: str, severity: str, field: str, days: int, params: dict[str, Any], **more: Any
) -> dict[str, Any]:
    """A flag found so many days before AS_OF."""
    known = {
        "id": name, "unit": "phường-bến-thủy", "rule": rule, "severity": severity, "field": field,
        "tab": _TABS[field], "row": 12, "column": _HEADERS[field], "value": "", "suggestion": "",
        "params": params, "status": "open", "opened": AS_OF - timedelta(days=days),
        "reopened": None, "handling": "", "until": None, "remark": "", "answer": "",
        "cell": f"'{_TABS[field]}'!F12",
    }  # fmt: skip
    return known | more


UNFOUNDED = flag(
    "1", "TO03", "violation", "founded", 9, {"team": "Khối 7", "deadline": date(2023, 3, 30)}
)
PHONE = flag(
    "2",
    "FM06",
    "warning",
    "phone",
    0,
    {"why": "thiếu số 0 ở đầu"},
    value="912345678",
    suggestion="0912345678",
)
SAME_PHONE = flag("3", "FM05", "violation", "phone", 0, {}, value="0912 34", row=19)
LEADER = flag("4", "LD02", "violation", "role", 8, {"team": "Khối 3", "first": 4})
ASKED = flag(
    "5", "FM05", "violation", "phone", 12, {}, value="0912345670", status="waiting",
    answer="Số 0912345670 là số cố định của trường, sinh năm 1987", row=31,
)  # fmt: skip
DECIDED = LEADER | {"handling": "repair", "until": date(2023, 4, 15), "remark": "Gọi 0912345678"}
KEPT = flag(
    "6", "FM06", "warning", "phone", 30, {"why": "thiếu số 0 ở đầu"}, value="912345679", status="excepted", handling="keep",
    until=date(2023, 4, 6), remark="Số nội bộ",
)  # fmt: skip
FLAGS = (UNFOUNDED, PHONE, SAME_PHONE, LEADER)


def frame(*flags: dict[str, Any]) -> pd.DataFrame:
    """Flags as the mails get them."""
    return pd.DataFrame(list(flags), columns=list(UNFOUNDED), dtype=object)


def to_ward(*flags: dict[str, Any], told: Told | None = None) -> Letter:
    """The digest of a ward with these flags."""
    digest = ward_digest(frame(*flags), told, POLICY, AS_OF)
    assert digest is not None
    return ward_letter(digest, WARD, CITY, AS_OF, PRIVATE)


def told(*flags: dict[str, Any], days: int = 1) -> Told:
    """What a ward was told some days ago, when these were its flags."""
    day = AS_OF - timedelta(days=days)
    was = ward_digest(frame(*flags), None, POLICY, day)
    assert was is not None
    return Told(day, frozenset(was.told))


def to_coordinator(*flags: dict[str, Any], before: frozenset[str] = frozenset()) -> Letter | None:
    """The digest of somebody who watches the five worst wards and Phường Bến Thủy."""
    found = wards()
    watched = found[(found["rank"] <= 5) | (found["unit"] == "phường-bến-thủy")]
    ticks = [("Phường Bến Thủy", "Thành viên, dòng 9, cột Điện thoại: ô đã thay đổi.")]
    given = Watched(frame(*flags), watched, ticks if flags else [], before)
    return coordinator_letter(given, CITY, PERSON, POLICY, AS_OF, PRIVATE)


def parts() -> pd.DataFrame:
    """Who takes part in the sample city."""
    frame = wards()[["unit", "name", "link", "teams"]].reset_index(drop=True)
    at = pd.Series(frame.index)
    return frame.assign(
        teachers=(at * 3) % 11,
        youth=at % 9 + 4,
        front=at % 3,
        unions=at % 5 + 1,
        led_by_youth=at % 4 != 0,
        deputies=frame["teams"] + 1,
        youth_deputies=at % 9,
        with_youth=at % 3,
        with_front=at % 2,
        with_unions=(at % 7 == 0).astype(int),
        people_youth=at * 12,
        people_front=(at % 2) * 40,
        people_unions=(at % 7 == 0) * 65,
    )


def edition(kind: str) -> Letter:
    """The edition of one office for March."""
    month = month_before(AS_OF)
    figures = replace(city(), begin=month.begin, end=month.end, monthly=True)
    return edition_letter(kind, parts(), figures, CITY, Recipient("Hồ Xuân Lộc", "x@vi-du.vn", ""))


def letters() -> dict[str, Letter]:
    """A letter of each kind and occasion, by the name of its golden file."""
    deadline, lacking = date(2023, 4, 6), wards().query("unfounded > 0")
    coordinator = to_coordinator(*FLAGS, ASKED, KEPT)
    assert coordinator is not None
    return {
        "ward-welcome": to_ward(*FLAGS),
        "ward-news": to_ward(
            UNFOUNDED, PHONE, SAME_PHONE, DECIDED, told=told(UNFOUNDED, LEADER, days=3)
        ),
        "ward-reminder": to_ward(_OLD, told=told(_OLD, days=7)),
        "ward-thanks": to_ward(told=told(*FLAGS)),
        "coordinator": coordinator,
        "gddt": edition("gddt"),
        "thanhdoan": edition("thanhdoan"),
        "mttq": edition("mttq"),
        "deadline-ward": ward_reminder(WARD, deadline, ["Khối 7", "Khối 9"], 1, CITY, AS_OF),
        "deadline-city": city_reminder(lacking, deadline, CITY, PERSON, AS_OF),
        "ops": ops_letter(TROUBLES, CITY, AS_OF),
    }


_OLD = UNFOUNDED | {"opened": date(2023, 2, 6)}
TROUBLES = (
    Trouble("unread", "Không đọc được bảng tính của Phường Đội Cung.", "Mời đơn vị mở lại và lưu."),
    Trouble("disk", "Đĩa chỉ còn trống 120 MB.", "Dọn bớt tệp cũ; đĩa đầy thì hệ thống dừng ghi."),
)


def mails() -> dict[str, Mail]:
    """The letters as mails."""
    return {
        name: letter_mail(name.split("-")[0], letter, PERSON, "2023-04-03")
        for name, letter in letters().items()
    }


def write_golden() -> None:
    """Writes the golden files of the letters."""
    for name, made in mails().items():
        (GOLDEN / f"{name}.html").write_bytes(made.html.encode())
        (GOLDEN / f"{name}.txt").write_bytes(f"{made.subject}\n\n{made.text}".encode())


if __name__ == "__main__":
    write_golden()
