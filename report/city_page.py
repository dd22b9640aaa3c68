"""The words of the city's weekly and monthly mail, from its figures; the templates only lay them out."""

import textwrap
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from report.advice import what_the_city_can_do
from report.deadline_page import days_left
from report.due import WEEK
from report.figures import CityFigures, Problem, Totals
from report.page import Line, Page, Tile, Topic, Urged
from report.results import Initiative
from report.words import CityInfo, change_words, hide_private, href, show_week
from shapes import Recipient
from vietnamese.text import in_sentence, plain, show_date, show_number

MOST_URGED = 5  # wards that are named one by one
MOST_INITIATIVES = 3
INITIATIVE_LENGTH = 110
IDLE_DAYS = 7  # from so many on they are mentioned
_ENCLOSED = (
    "Kèm theo: báo cáo (.docx); số liệu từng phường, xã, từng nội dung cần sửa, xu hướng 12 tuần, "
    "nội dung được giữ nguyên (.xlsx)."
)
STATES = {
    "unread": "chưa đọc được bảng tính",
    "lacking": "chưa đủ tổ",
    "open": "còn phải sửa",
}


def city_page(
    figures: CityFigures,
    city: CityInfo,
    recipient: Recipient,
    trend: str = "",
    enclosed: bool = False,
) -> Page:
    """The words of the weekly mail, or the monthly one where the figures are of a month; `trend`
    those for the picture that goes with it, `enclosed` whether its workbook and report do."""
    urged = _rows(figures.wards[figures.wards["urged"]])
    shown = _rows(figures.wards[~_finished(figures.wards)])
    totals = figures.totals
    period = show_period(figures)
    return Page(
        city=city.name,
        subject=f"Tổ công nghệ số cộng đồng {period}: {_complete(totals)}",
        period=period.capitalize(),
        this=f"{_span(figures).capitalize()} này",
        as_of=show_date(figures.as_of),
        lead=(_standing(figures), _left_to_do(figures)),
        deadline=_deadline(figures),
        urged=tuple(map(_urged, urged[:MOST_URGED])),
        urged_more=_and_more(len(urged) - MOST_URGED),
        proposals=tuple(_proposals(figures, urged, city)),
        tiles=_tiles(figures),
        compared=_compared(figures),
        aside=_aside(totals),
        lines=tuple(_line(ward, figures.changes is not None) for ward in shown),
        finished=_finished_words(figures.wards),
        topics=tuple(_topic(problem, city.office) for problem in figures.problems),
        results=tuple(_results(figures)),
        offices=tuple(_offices(figures)),
        footer=_footer(figures, city, recipient, enclosed),
        trend=trend,
    )


def _rows(wards: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in wards.to_dict("records")]


# --- small words -----------------------------------------------------------------------------


def show_period(figures: CityFigures) -> str:
    """`tuần 27/03–02/04/2023`, `tháng 03/2023`."""
    if figures.monthly:
        return f"tháng {figures.begin:%m/%Y}"
    return f"tuần {show_week(figures.begin, figures.end)}"


def _span(figures: CityFigures) -> str:
    return "tháng" if figures.monthly else "tuần"


def _since(figures: CityFigures) -> str:
    """What changes are compared with: last week, or the day when figures were last kept."""
    changes = figures.changes
    usual = changes is None or changes.since == figures.begin
    if usual and figures.as_of == figures.end + timedelta(days=1):
        return f"so với {_span(figures)} trước"
    return f"so với ngày {show_date(changes.since if changes else figures.begin)}"


# --- the head --------------------------------------------------------------------------------


def _complete(totals: Totals) -> str:
    return f"{totals.complete}/{totals.wards} phường, xã đã thành lập đủ tổ"


def _standing(figures: CityFigures) -> str:
    totals = figures.totals
    hamlets = f"{show_number(totals.hamlets_founded)}/{show_number(totals.hamlets)}"
    return f"Đến {show_date(figures.as_of)}, {hamlets} khối, xóm đã có tổ; {_complete(totals)}."


def _deadline(figures: CityFigures) -> str:
    """How far the deadline of the wards that lack teams is; the earliest where they have several."""
    days = figures.wards.loc[~figures.wards["complete"], "deadline"].dropna().unique()
    if not len(days):
        return ""
    first = min(days).date()
    which = "Hạn thành lập sớm nhất" if len(days) > 1 else "Hạn thành lập các tổ còn thiếu"
    return f"{which}: trước ngày {show_date(first)}, {days_left(first, figures.as_of)}."


def _left_to_do(figures: CityFigures) -> str:
    totals, changes = figures.totals, figures.changes
    change = f", {change_words(changes.violations)} {_since(figures)}" if changes else ""
    if not totals.violations:
        return f"Không còn nội dung phải sửa{change}."
    count = f"{show_number(totals.violations)} nội dung phải sửa ở {totals.with_violations} đơn vị"
    return f"Còn {count} ({_kinds(totals)}){change}."


def _kinds(totals: Totals) -> str:
    if not totals.entry:
        return "đều về thực hiện Công văn"
    if not totals.dispatch:
        return "đều là lỗi nhập liệu"
    dispatch, entry = show_number(totals.dispatch), show_number(totals.entry)
    return f"{dispatch} về thực hiện Công văn, {entry} lỗi nhập liệu"


def _urged(ward: dict[str, Any]) -> Urged:
    return Urged(ward["name"], href(ward["link"]), _why_urged(ward), ward["officer"], ward["phone"])


def _why_urged(ward: dict[str, Any]) -> str:
    idle = ward["idle_days"]
    unread = bool(ward["problem"])
    said = ["chưa đọc được bảng tính"] if unread else []
    if ward["unfounded"] and not unread:
        said.append(f"chưa thành lập {ward['unfounded']} tổ")
    elif ward["violations"] and not unread:
        said.append(f"còn {ward['violations']} nội dung phải sửa")
    if pd.isna(idle):
        said.append("chưa cập nhật lần nào")
    elif idle >= IDLE_DAYS:
        said.append(f"{idle} ngày chưa cập nhật")
    return ", ".join(said)


def _and_more(number: int) -> str:
    return f"và {number} đơn vị khác, xem bảng bên dưới." if number > 0 else ""


def _proposals(figures: CityFigures, urged: list[dict[str, Any]], city: CityInfo) -> list[str]:
    """What the leader is asked to decide: one sentence for each kind of ward to speak to."""
    next_week, today = figures.as_of + WEEK, pd.Timestamp(figures.as_of)
    unread = [ward for ward in urged if ward["problem"]]
    lacking = [ward for ward in urged if ward["unfounded"] and not ward["problem"]]
    late = [ward for ward in lacking if not ward["deadline"] > today]
    near = [ward for ward in lacking if ward["deadline"] > today]
    silent = [ward for ward in urged if not ward["unfounded"] and not ward["problem"]]
    ask = f"Đề nghị {city.decider} chỉ đạo"
    said = []
    if late:
        said.append(
            f"{ask} Chủ tịch UBND {_names(late)} hoàn thành việc thành lập tổ {_by(next_week)}"
        )
    if near:
        deadline = min(ward["deadline"] for ward in near)
        said.append(
            f"{ask} Chủ tịch UBND {_names(near)} hoàn thành việc thành lập tổ {_by(deadline)}"
        )
    if silent:
        said.append(
            f"{ask} UBND {_names(silent)} cập nhật bảng tính, sửa xong các nội dung còn lại {_by(next_week)}"
        )
    if unread:
        said.append(
            f"Đề nghị {city.decider} giao {city.office} làm việc với UBND {_names(unread)} để mở lại bảng tính {_by(next_week)}"
        )
    return said


def _by(day: date) -> str:
    return f"trước ngày {show_date(day)}."


def _names(wards: list[dict[str, Any]]) -> str:
    named = ", ".join(in_sentence(ward["name"]) for ward in wards[:MOST_URGED])
    more = len(wards) - MOST_URGED
    return f"{named} và {more} phường, xã khác" if more > 0 else named


# --- the figures -----------------------------------------------------------------------------


def _tiles(figures: CityFigures) -> tuple[Tile, ...]:
    totals, changes = figures.totals, figures.changes
    founded = f"{show_number(totals.founded)}/{show_number(totals.teams)}"
    tiles = (
        Tile(founded, "tổ đã thành lập"),
        Tile(show_number(totals.members), "thành viên"),
        Tile(show_number(totals.violations), "nội dung phải sửa"),
        Tile(show_number(figures.results.people), f"lượt người được hỗ trợ trong {_span(figures)}"),
    )
    if changes is None:
        return tiles
    numbers = (changes.founded, changes.members, changes.violations, changes.people)
    better = (1, 1, -1, 1)  # the direction of a change for the better
    return tuple(map(_with_change, tiles, numbers, better))


def _with_change(tile: Tile, change: int, better: int) -> Tile:
    tone = "" if change == 0 else "good" if change * better > 0 else "bad"
    return replace(tile, change=change_words(change), tone=tone)


def _compared(figures: CityFigures) -> str:
    return f"Tăng, giảm {_since(figures)}." if figures.changes else ""


def _aside(totals: Totals) -> str:
    """What is not among the four figures, and not hidden either."""
    said = [
        (totals.warnings, "nội dung cần kiểm tra"),
        (totals.answered, "nội dung phường, xã đã có ý kiến, chờ thành phố trả lời"),
        (totals.excepted, "nội dung thành phố đồng ý giữ nguyên"),
    ]
    parts = [f"{show_number(number)} {what}" for number, what in said if number]
    return f"Ngoài ra: {'; '.join(parts)}." if parts else ""


def _finished(wards: pd.DataFrame) -> "pd.Series[bool]":
    """Wards with all teams and nothing to put right: they share one closing line."""
    return wards["complete"] & (wards["violations"] == 0) & (wards["problem"] == "")


def _finished_words(wards: pd.DataFrame) -> str:
    done = sorted(wards.loc[_finished(wards), "name"], key=plain)
    return (
        f"Đủ tổ, không còn nội dung phải sửa ({len(done)} đơn vị): {', '.join(done)}."
        if done
        else ""
    )


def _line(ward: dict[str, Any], with_changes: bool) -> Line:
    state = _state(ward)
    return Line(
        name=ward["name"],
        href=href(ward["link"]),
        state=state,
        state_words=STATES[state],
        teams=f"{ward['founded']}/{ward['teams']}",
        share=100 * ward["founded"] // ward["teams"],
        violations=show_number(ward["violations"]),
        new=str(ward["new"]) if with_changes else "",
        resolved=str(ward["resolved"]) if with_changes else "",
        edited="chưa có" if pd.isna(ward["last_edit"]) else show_date(ward["last_edit"]),
        idle=_days_ago(ward["idle_days"]),
    )


def _state(ward: dict[str, Any]) -> str:
    if ward["problem"]:
        return "unread"
    return "open" if ward["complete"] else "lacking"


def _days_ago(days: Any) -> str:
    if pd.isna(days):
        return ""
    return "hôm nay" if days == 0 else f"{days} ngày trước"


# --- the rest --------------------------------------------------------------------------------


def _topic(problem: Problem, office: str) -> Topic:
    kind = "cần kiểm tra" if problem.severity == "warning" else "phải sửa"
    extent = f"{show_number(problem.flags)} nội dung {kind} ở {problem.wards} phường, xã"
    return Topic(problem.title, extent, what_the_city_can_do(problem.rule, office))


def _results(figures: CityFigures) -> list[str]:
    week = figures.results
    said = [_activities(figures)]
    if week.shops or week.accounts:
        shops, accounts = show_number(week.shops), show_number(week.accounts)
        said.append(f"Mở mới {shops} cửa hàng số, {accounts} tài khoản thanh toán điện tử.")
    said.extend(map(_initiative, week.initiatives[:MOST_INITIATIVES]))
    if len(week.initiatives) > MOST_INITIATIVES:
        said.append(f"Và {len(week.initiatives) - MOST_INITIATIVES} sáng kiến, cách làm hay khác.")
    praise = [(week.proposed, "đề xuất mới"), (week.awarded, "trường hợp đã được khen")]
    if parts := [f"{number} {what}" for number, what in praise if number]:
        said.append(f"Khen thưởng: {', '.join(parts)}.")
    if week.cleared:
        said.append(
            f"Đã sửa xong toàn bộ nội dung phải sửa trong {_span(figures)}: {', '.join(week.cleared)}."
        )
    if week.doubted:
        said.append(f"Chưa tính đủ {week.doubted} hoạt động có số liệu đang được kiểm tra lại.")
    return said


def _activities(figures: CityFigures) -> str:
    week = figures.results
    so_far = f"từ đầu đến nay {show_number(week.people_so_far)} lượt"
    if not week.activities:
        return f"Trong {_span(figures)} chưa ghi nhận hoạt động nào ({so_far} người được hỗ trợ)."
    done = f"{show_number(week.activities)} hoạt động, {show_number(week.sessions)} buổi"
    people = f"{show_number(week.people)} lượt người được hỗ trợ"
    return f"Trong {_span(figures)} các tổ có {done}, {people} ({so_far})."


def _initiative(initiative: Initiative) -> str:
    hidden = hide_private(initiative.text)
    short = textwrap.shorten(hidden.rstrip("."), INITIATIVE_LENGTH, placeholder="…")
    team = f"Tổ {initiative.team}, " if initiative.team else ""
    stop = "" if short.endswith(("…", "!", "?")) else "."
    return f"Sáng kiến của {team}{in_sentence(initiative.ward)}: {short}{stop}"


def _offices(figures: CityFigures) -> list[str]:
    found, wards = figures.offices, figures.totals.wards
    teachers = f"{show_number(found.teachers)} người ở {found.wards_with_teachers}/{wards} đơn vị"
    return [
        f"Giáo viên tham gia: {teachers}.",
        f"Bí thư Đoàn làm Tổ trưởng cấp phường, xã: {found.youth_leaders}/{wards}.",
    ]


def _footer(
    figures: CityFigures, city: CityInfo, recipient: Recipient, enclosed: bool
) -> tuple[str, ...]:
    office = f"{city.office} {in_sentence(city.name)}"
    contact = f", {city.contact}" if city.contact else ""
    return (
        *((_ENCLOSED,) if enclosed else ()),
        f"Số liệu lấy từ bảng tính của các phường, xã đến ngày {show_date(figures.as_of)}; "
        "ô còn phải sửa chưa được tính.",
        f"Cần trao đổi, xin liên hệ {office}{contact}.",
        f"Thư gửi {recipient.name or 'Ông/Bà'} vì có tên trong trang Người nhận của bảng Điều phối. "
        f"Muốn đổi kỳ nhận hoặc thôi nhận, xin báo {city.office}.",
    )
