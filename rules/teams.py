"""TO: which teams are founded, when, and by what decision."""

import re
from typing import Any

import pandas as pd

from rules.city import City
from rules.groups import Bools, passing
from rules.once import once
from rules.registry import rule

LEVELS = ("teams.level", "teams.hamlet")
FOUNDING = (*LEVELS, "teams.decision", "teams.number", "teams.founded")


def _due(city: City) -> Bools:
    """For each ward, whether the day on which founding is late has come."""
    return (city.deadline <= city.as_of).to_numpy()


def _named(city: City, rows: pd.DataFrame) -> pd.DataFrame:
    """Hits at these rows of `Danh sách tổ`, with the team's name and the ward's deadline."""
    name = city.team_name(rows["team"]).fillna("(chưa rõ tên)")
    return pd.DataFrame({"team": name, "deadline": _deadline(city, rows)}, index=rows.index)


def _deadline(city: City, rows: pd.DataFrame) -> Any:
    """The deadline of the ward of each of `rows`."""
    return city.deadline.to_numpy()[rows["unit"]]


@rule(
    "TO01", "Chưa thành lập tổ cấp phường, xã", "violation", "CV 1, PL1 II.1", "teams.founded",
    reads=FOUNDING,
    message="{what} Tổ {team}; hạn là trước ngày {deadline}.",
    fix="{how}; nếu chưa có quyết định, trình Chủ tịch UBND ký ban hành.",
    wrong="Dòng cấp phường, xã không có ngày", right="15/03/2023",
)  # fmt: skip
def no_ward_team(city: City) -> tuple[pd.DataFrame, ...]:
    """No founded ward-level team, from the deadline on: at its row, else at the tab."""
    teams, due = city.teams, _due(city)
    rows = teams[city.unfounded & (teams["level"] == "ward") & due[teams["unit"]]]
    at_row = _named(city, rows).assign(what="Chưa có ngày quyết định thành lập")
    line = rows["row"].astype("int64").astype(str)
    at_row["how"] = "Ghi số, ngày quyết định vào dòng " + line + " trang Danh sách tổ"
    with_row = teams.loc[(teams["level"] == "ward") | ~city.known("teams", "level"), "unit"]
    none = city.units[due & ~city.wards_with(with_row)]
    level = none["kind"].map({"ward": "cấp phường", "commune": "cấp xã"})
    at_tab = pd.DataFrame(
        {"unit": none["unit"], "team": level, "deadline": city.deadline[none.index]}
    )
    return at_row, at_tab.assign(
        what="Trang Danh sách tổ chưa có dòng của",
        how="Thêm một dòng có Cấp là «Phường, xã» vào trang Danh sách tổ, ghi số, ngày quyết định",
    )


@rule(
    "TO02", "Có hai tổ cấp phường, xã", "violation", "PL1 II.1", "teams.level",
    reads=LEVELS, scope="team",
    message="Tổ {team} đã có ở dòng {first}; mỗi phường, xã chỉ thành lập 01 tổ cấp phường, xã.",
    fix="Xóa dòng {row} ở trang Danh sách tổ, hoặc sửa cột Cấp thành Khối, xóm nếu đây là tổ của khối, xóm.",
    wrong="Hai dòng Phường, xã", right="Một dòng Phường, xã",
)  # fmt: skip
def second_ward_team(city: City) -> pd.DataFrame:
    """More than one ward-level team, at the later row."""
    return _repeated(city, "ward")


def _repeated(city: City, level: str) -> pd.DataFrame:
    teams = city.teams
    rows = teams[(teams["level"] == level) & (teams["team"] >= 0) & ~city.is_first_row]
    return _named(city, rows).assign(first=city.row_of_team[rows["team"]])


@rule(
    "TO03", "Khối, xóm chưa thành lập tổ", "violation", "CV 1, PL1 II.1", "teams.founded",
    reads=FOUNDING,
    message="{team} chưa có quyết định thành lập tổ; hạn là trước ngày {deadline}.",
    fix="Ghi số, ngày quyết định vào dòng {row} trang Danh sách tổ; nếu chưa có, trình Chủ tịch UBND phường, xã ký ban hành.",
    wrong="Khối 7 chưa có ngày quyết định", right="15/03/2023",
)  # fmt: skip
def unfounded_hamlet_team(city: City) -> pd.DataFrame:
    """A hamlet's team is not founded, from the deadline on."""
    teams = city.teams
    late = city.unfounded & (teams["level"] == "hamlet") & _due(city)[teams["unit"]]
    return _named(city, teams[late])


@rule(
    "TO04", "Danh sách tổ thiếu khối, xóm", "violation", "PL1 II.1", "teams",
    reads=LEVELS, scope="ward",
    message="Danh sách tổ mới có {listed}/{hamlets} khối, xóm trên địa bàn.",
    fix="Bổ sung khối, xóm còn thiếu vào trang Danh sách tổ; nếu số khối, xóm đã thay đổi, báo Phòng Văn hóa - Thông tin.",
    wrong="11 khối trong khi phường có 12 khối", right="Đủ 12 khối",
)  # fmt: skip
def hamlets_missing(city: City) -> pd.DataFrame:
    """Fewer hamlets in the list than the register says (else the ward), from the deadline on."""
    units, teams = city.units, city.teams
    own = units["own_hamlets"].where(city.known("units", "own_hamlets"))
    expected = units["hamlets"].fillna(own)
    # A row that cannot be read may be the missing hamlet.
    hamlets = city.is_first_row & (teams["level"] == "hamlet")
    unsure = (teams["team"] < 0) & (teams["level"] != "ward") | ~city.known(
        "teams", "level"
    ) & city.is_first_row
    listed = teams.loc[hamlets | unsure, "unit"].value_counts().reindex(units.index, fill_value=0)
    short = units[_due(city) & (listed < expected)]
    return pd.DataFrame(
        {"unit": short["unit"], "listed": listed[short.index], "hamlets": expected[short.index]}
    )


@rule(
    "TO05", "Thành lập sau hạn", "hint", "CV 1", "teams.founded",
    reads=(*LEVELS, "teams.decision"),
    message="Tổ {team} thành lập ngày {date}, sau hạn (trước ngày {deadline}).",
    fix="Kiểm tra lại ngày trên quyết định; nếu ghi đúng thì không cần sửa.",
    wrong="05/04/2023", right="29/03/2023",
)  # fmt: skip
def founded_late(city: City) -> pd.DataFrame:
    """Founded on the deadline day or after: the day before it is the last in time."""
    rows = _own_decisions(city)
    late = rows[rows["founded"] >= _deadline(city, rows)]
    return _named(city, late).assign(date=late["founded"])


@once
def _own_decisions(city: City) -> pd.DataFrame:
    """Rows of `Danh sách tổ` with a decision of their own: a shared one is the ward row's, one of
    a team that stands twice the first row's."""
    repeated = (city.teams["team"] >= 0) & ~city.is_first_row
    return city.teams[~repeated & ~city.shares_decision & city.known("teams", "decision")]


@rule(
    "TO06", "Có ngày nhưng thiếu số quyết định", "violation", "PL2", "teams.number",
    reads=(*LEVELS, "teams.decision", "teams.founded"),
    message="Quyết định thành lập Tổ {team} có ngày {date} nhưng chưa ghi số.",
    fix="Ghi số quyết định vào dòng {row} trang Danh sách tổ, ví dụ 25/QĐ-UBND.",
    wrong="(trống)", right="25/QĐ-UBND",
)  # fmt: skip
def decision_without_number(city: City) -> pd.DataFrame:
    """A decision date without a decision number."""
    rows = _own_decisions(city)
    rows = rows[rows["founded"].notna() & city.blank("teams", "number")[rows.index]]
    return _named(city, rows).assign(date=rows["founded"])


@rule(
    "TO07", "Số quyết định viết chưa đúng mẫu", "warning", "PL2", "teams.number",
    reads=(*LEVELS, "teams.decision"),
    message="Số quyết định «{value}» chưa theo mẫu của Phụ lục 2, ví dụ 25/QĐ-UBND.{guess}",
    fix="Ghi lại số quyết định ở dòng {row} trang Danh sách tổ như trên văn bản.",
    wrong="25/QD-UB", right="25/QĐ-UBND",
)  # fmt: skip
def odd_decision_number(city: City) -> pd.DataFrame:
    """A number not of the model's form; the repaired one is proposed."""
    rows = _own_decisions(city)
    rows = rows[(rows["number"] != "") & city.known("teams", "number")[rows.index]]
    rows = rows[
        ~passing(rows["number"], re.compile(city.policy.forms.decision_number.value).fullmatch)
    ]
    right = rows["number"].map(lambda text: repair_number(text, city.policy.forms.decision_ending))
    guess = (" Có phải là «" + right + "»?").where(right != "", "").astype(object)
    return pd.DataFrame({"suggestion": right, "guess": guess}, index=rows.index)


_SAID_BEFORE = r"(?:(?:quyết định|qđ|qd|số|so)\s*:?\s*)*"
_BODY = r"[\s./\-–]*q[đdð][\s./\-–]*(?:ubnd|ubnn|ub)?"
_NUMBER = r"(?P<number>\d{1,5}[a-z]?)"
_ONE_NUMBER = re.compile(
    rf"{_SAID_BEFORE}{_NUMBER}(?:\s*[/.\-]\s*20\d\d(?=\D))?(?P<body>{_BODY})?\s*[.,;]?(?:\s*ngày\s.*)?",
    re.IGNORECASE,
)
_NUMBER_LAST = re.compile(
    rf"(?:quyết định|qđ|qd)[\s./\-–]*(?:ubnd)?\s*(?:số)?\s*:?\s*{_NUMBER}", re.IGNORECASE
)
_YEAR = re.compile(r"20\d\d")


def repair_number(text: str, ending: str) -> str:
    """The decision number that `text` means (`Số 12/QD-UBND` → `12/QĐ-UBND`), "" when not clear."""
    found = _NUMBER_LAST.fullmatch(text) or _ONE_NUMBER.fullmatch(text)
    if not found or (_YEAR.fullmatch(found["number"]) and not found.groupdict().get("body")):
        return ""
    return found["number"] + ending


@rule(
    "TO08", "Người ký không phải Chủ tịch UBND", "warning", "PL1 3.1.a", "teams.signer",
    reads=(*LEVELS, "teams.decision"),
    message="Quyết định thành lập Tổ {team} ghi người ký là «{value}»; thẩm quyền thành lập là của Chủ tịch UBND.",
    fix="Xem lại quyết định, sửa ở dòng {row} trang Danh sách tổ; nếu đúng là ký thay, ghi lý do ở cột Ý kiến của phường, xã trang Cần sửa.",
    wrong="Khác", right="Chủ tịch UBND",
)  # fmt: skip
def signed_by_another(city: City) -> pd.DataFrame:
    """Signed by someone other than the Chủ tịch UBND."""
    rows = _own_decisions(city)
    return _named(city, rows[rows["signer"].isin(["deputy", "other"])])


@rule(
    "TO09", "Một khối, xóm ghi hai dòng", "violation", "PL1 II.1", "teams.hamlet",
    reads=LEVELS, scope="team",
    message="«{value}» đã có ở dòng {first} trang Danh sách tổ.",
    fix="Xóa dòng {row} ở trang Danh sách tổ, hoặc sửa lại tên nếu là khối, xóm khác.",
    wrong="Khối 5 ở dòng 6 và dòng 9", right="Mỗi khối, xóm một dòng",
)  # fmt: skip
def repeated_hamlet(city: City) -> pd.DataFrame:
    """The same hamlet on two rows, at the later one."""
    return _repeated(city, "hamlet")


@rule(
    "TO10", "Sắp đến hạn thành lập", "hint", "CV 1", "teams.founded",
    reads=FOUNDING,
    message="Tổ {team} chưa thành lập; hạn là trước ngày {deadline}.",
    fix="Trình Chủ tịch UBND ký quyết định thành lập, rồi ghi số, ngày vào dòng {row} trang Danh sách tổ.",
    wrong="Còn 5 ngày đến hạn mà chưa có ngày", right="15/03/2023",
)  # fmt: skip
def deadline_near(city: City) -> pd.DataFrame:
    """Not founded, and the deadline is no more than the policy's days away."""
    left = -city.days_since(city.deadline)
    near = (left > 0) & (left <= city.policy.dates.deadline_notice_days.value)
    return _named(city, city.teams[city.unfounded & near[city.teams["unit"]]])
