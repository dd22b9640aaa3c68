"""The figures of an invented week of a city of 25 wards, for the mails' golden files.

`python -m tests.sample_city` writes the golden files anew, after a look at what changed in them.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

import rules.check  # noqa: F401  (fills the catalogue)
from report.figures import CityFigures, Problem, Totals
from report.mail import city_summary
from report.results import Initiative, Offices, Results
from report.since import Changes
from report.wards import worst_first
from report.words import CityInfo
from rules.registry import RULES
from shapes import Mail, Recipient

GOLDEN = Path(__file__).parent / "golden"
CITY = CityInfo("Thành phố Vinh", "Phòng Văn hóa - Thông tin", "điện thoại 0238 3844 000")
AS_OF = date(2023, 4, 3)
LEADER = Recipient("Phan Đình Khải", "lanhdao@vinh.vi-du.vn", "leaders", "weekly")
# Name, hamlets, hamlets founded, own team founded, members, dispatch, entry, warnings, new,
# resolved, days since the last edit and since the last activity, why unreadable.
_WARDS = """
Phường Cửa Nam|13|10|1|78|5|3|4|1|0|9|12|
Xã Nghi Liên|18|16|1|121|3|2|6|2|1|4|6|
Phường Quán Bàu|15|14|1|97|1|0|2|1|3|2|3|
Phường Đội Cung|10|10|0|66|1|6|5|2|4|8|9|damaged
Xã Hưng Hòa|9|9|1|64|0|7|3|0|2|11|10|
Phường Hưng Dũng|20|20|1|148|2|4|7|3|6|1|2|
Phường Bến Thủy|15|15|1|113|1|3|4|2|5|0|1|
Xã Nghi Phú|19|19|1|139|1|2|9|0|4|3|4|
Phường Hà Huy Tập|17|17|1|124|0|2|3|1|7|2|2|
Phường Lê Mao|11|11|1|80|0|1|1|1|2|0|2|
Phường Trường Thi|16|16|1|119|0|1|2|1|3|1|1|
Phường Vinh Tân|12|12|1|88|0|1|0|1|0|5|5|
Xã Nghi Kim|10|10|1|71|0|1|4|1|1|6|7|
Xã Hưng Đông|12|12|1|84|0|1|2|0|0|6|3|
Phường Đông Vĩnh|12|12|1|86|0|0|1|0|0|2|3|
Phường Hồng Sơn|9|9|1|70|0|0|0|0|2|1|1|
Phường Hưng Bình|17|17|1|126|0|0|3|0|4|1|2|
Phường Hưng Phúc|8|8|1|61|0|0|0|0|0|3|5|
Phường Lê Lợi|13|13|1|95|0|0|2|0|3|0|1|
Phường Quang Trung|11|11|1|83|0|0|1|0|0|4|4|
Phường Trung Đô|12|12|1|90|0|0|0|0|1|2|2|
Xã Hưng Chính|9|9|1|63|0|0|1|0|0|3|6|
Xã Hưng Lộc|20|20|1|143|0|0|5|0|0|1|2|
Xã Nghi Ân|10|10|1|72|0|0|0|0|0|2|3|
Xã Nghi Đức|9|9|1|67|0|0|2|0|0|4|4|
"""
_OFFICERS = {
    "Phường Cửa Nam": ("Ngô Thị Kim Oanh", "0912000001"),
    "Xã Nghi Liên": ("Hồ Văn Lực", "0912000002"),
    "Phường Quán Bàu": ("Trần Thị Bích Hằng", ""),
    "Xã Hưng Hòa": ("", ""),
    "Phường Đội Cung": ("Lê Quang Vinh", "0912000004"),
}
_PROBLEMS = (
    ("FM01", "violation", 21, 9),
    ("TO03", "violation", 6, 3),
    ("ZL03", "violation", 4, 3),
    ("LD06", "violation", 2, 2),
    ("FM06", "warning", 27, 11),
)


def wards(first_run: bool = False) -> pd.DataFrame:
    """The frame of wards, worst first."""
    rows = [_ward(line, first_run) for line in _WARDS.strip().splitlines()]
    frame = pd.DataFrame(rows).astype({"new": "Int64", "resolved": "Int64", "idle_days": "Int64"})
    return worst_first(frame)


def _ward(line: str, first_run: bool) -> dict[str, Any]:
    name, *numbers, problem = line.split("|")
    hamlets, of_hamlets, own, members, dispatch, entry, warnings, new, resolved, idle, quiet = map(
        int, numbers
    )
    officer, phone = _OFFICERS.get(name, ("Nguyễn Thị An", "0912000009"))
    lacking = 1 + hamlets - own - of_hamlets
    violations = dispatch + entry
    return {
        "unit": name.lower().replace(" ", "-"),
        "name": name,
        "kind": "commune" if name.startswith("Xã") else "ward",
        "link": f"../wards/{name}.xlsx",
        "officer": officer,
        "phone": phone,
        "problem": problem,
        "teams": 1 + hamlets,
        "founded": own + of_hamlets,
        "hamlets": hamlets,
        "hamlets_founded": of_hamlets,
        "unfounded": lacking,
        "complete": lacking == 0,
        "members": members,
        "people": members * 9,
        "dispatch": dispatch,
        "entry": entry,
        "violations": violations,
        "warnings": warnings,
        "new": None if first_run else new,
        "resolved": None if first_run else resolved,
        "last_activity": pd.Timestamp(AS_OF - timedelta(days=quiet)),
        "last_edit": pd.Timestamp(AS_OF - timedelta(days=idle)),
        "idle_days": idle,
        "deadline": pd.Timestamp(2023, 3, 30),
        "urged": bool(problem) or lacking > 0 or (violations > 0 and idle >= 7),
    }


def city(first_run: bool = False) -> CityFigures:
    """A whole week; without changes on the first run."""
    frame = wards(first_run)
    sums = {
        name: int(frame[name].sum())
        for name in (
            "teams",
            "founded",
            "hamlets",
            "hamlets_founded",
            "members",
            "dispatch",
            "entry",
        )
    }
    return CityFigures(
        as_of=AS_OF,
        begin=date(2023, 3, 27),
        end=date(2023, 4, 2),
        totals=Totals(
            wards=len(frame),
            complete=int(frame["complete"].sum()),
            **sums,
            with_violations=int((frame["violations"] > 0).sum()),
            warnings=int(frame["warnings"].sum()),
            answered=5,
            excepted=3,
        ),
        changes=None if first_run else Changes(date(2023, 3, 27), 14, 96, -12, 219),
        wards=frame,
        problems=tuple(Problem(c, RULES[c].title, s, f, w) for c, s, f, w in _PROBLEMS),
        results=results(),
        offices=Offices(teachers=187, wards_with_teachers=23, youth_leaders=19),
    )


def results() -> Results:
    """What was done in that week."""
    return Results(
        activities=64,
        sessions=88,
        people=1245,
        people_before=1026,
        people_so_far=8930,
        shops=37,
        accounts=216,
        initiatives=(
            Initiative(
                "Phường Bến Thủy",
                "Khối 5",
                "Dán mã QR thanh toán tại 42 quầy hàng chợ Bến Thủy, cử đoàn viên trực hướng dẫn vào sáng thứ bảy",
            ),
            Initiative(
                "Xã Hưng Lộc", "cấp xã", "Đội «Thứ bảy dịch vụ công» đến tận nhà người cao tuổi"
            ),
        ),
        proposed=4,
        awarded=1,
        doubted=2,
        cleared=("Phường Hồng Sơn", "Phường Hưng Bình", "Phường Lê Lợi", "Phường Trung Đô"),
    )


def mail(figures: CityFigures | None = None) -> Mail:
    """The weekly mail to the leader."""
    return city_summary(figures or city(), CITY, LEADER, "2023-04-03")


def write_golden() -> None:
    """Writes the golden files of the city's mail."""
    GOLDEN.mkdir(exist_ok=True)
    made = mail()
    (GOLDEN / "city.html").write_bytes(made.html.encode())
    (GOLDEN / "city.txt").write_bytes(made.text.encode())


if __name__ == "__main__":
    write_golden()
