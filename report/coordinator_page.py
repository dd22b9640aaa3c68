"""The words of the coordinators' digest: their wards, what waits, what is late, what is new."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from report.deadline_page import footer_for_city, officer
from report.digest import overdue
from report.letter import Block, Item, Letter, Named, Tone
from report.words import CityInfo, cell_href, hide_private, href
from rules.messages import place, words
from rules.policy import Policy
from rules.registry import RULES
from shapes import Recipient, records
from vietnamese.text import show_date

MOST_ITEMS = 15
MANY_WARDS = 3  # a rule in so many wards is one line
MOST_NAMED = 8
SOON = timedelta(days=7)


@dataclass(frozen=True, eq=False)
class Watched:
    """What a coordinator watches: open flags (with `cell`, see ward_page) and rows of the figures
    of their wards, the ticks that could not be carried out (ward's name, place and reason), and
    the keys of what the last digest told."""

    flags: pd.DataFrame
    wards: pd.DataFrame
    ticks: Sequence[tuple[str, str]]
    told: Set[str]


def coordinator_keys(flags: pd.DataFrame) -> tuple[str, ...]:
    """The keys of the flags that a digest tells, for the next one to know what is new."""
    return tuple(sorted(f"open {flag}" for flag in flags.loc[_counted(flags), "id"]))


def _counted(flags: pd.DataFrame) -> "pd.Series[bool]":
    return (flags["severity"] != "hint") & (flags["status"] != "excepted")


def coordinator_letter(
    watched: Watched,
    city: CityInfo,
    recipient: Recipient,
    policy: Policy,
    as_of: date,
    private: Set[str],
) -> Letter | None:
    """The words of the digest, None where there is nothing to say; contacts are masked."""
    found = _Found(watched, policy, as_of)
    blocks = tuple(
        block for block in _blocks(found, watched, policy, as_of, private) if block.items
    )
    if not blocks:
        return None
    counts = ((found.waiting, "chờ trả lời"), (found.late, "quá hạn"), (found.fresh, "mới"))
    news = ", ".join(f"{len(flags)} {what}" for flags, what in counts if len(flags))
    wards = len(watched.wards)
    return Letter(
        subject=f"Điều phối ngày {show_date(as_of)}: {news or 'có việc cần xem'} – {wards} phường, xã",
        over=f"{city.name} · {show_date(as_of)}",
        heading="Điều phối Tổ công nghệ số cộng đồng",
        lead=(f"{wards} phường, xã theo dõi {_lead(counts)}.",),
        blocks=blocks,
        footer=footer_for_city(city, recipient),
    )


def _lead(counts: Sequence[tuple[pd.DataFrame, str]]) -> str:
    said = [f"{len(flags)} nội dung {what}" for flags, what in counts if len(flags)]
    return f"có {', '.join(said)}" if said else "không có nội dung chờ trả lời, quá hạn, mới"


class _Found:
    """The flags of a digest: those that wait for an answer, are overdue, or are new and neither."""

    def __init__(self, watched: Watched, policy: Policy, as_of: date) -> None:
        flags = watched.flags
        counted = flags[_counted(flags)]
        self.waiting = flags[flags["status"] == "waiting"]
        self.late = counted[overdue(counted, policy, as_of)]
        fresh = counted.loc[[f"open {flag}" not in watched.told for flag in counted["id"]]]
        self.fresh = fresh[~fresh["id"].isin(self.late["id"]) & (fresh["status"] != "waiting")]


def _blocks(
    found: _Found, watched: Watched, policy: Policy, as_of: date, private: Set[str]
) -> tuple[Block, ...]:
    """The parts in their order, empty ones among them."""
    wards = {ward["unit"]: ward for ward in records(watched.wards)}
    silent = f"Đơn vị {policy.limits.overdue_days.value} ngày chưa cập nhật"
    return (
        _block("Chờ trả lời", _answers(found.waiting, wards, private), "call"),
        _block("Quá hạn", _grouped(found.late, wards), "call"),
        _block(silent, _silent(watched.wards, policy)),
        _block("Mới phát sinh", _grouped(found.fresh, wards), "ask"),
        _block("Sắp hết thời hạn giữ nguyên", _lapsing(watched.flags, wards, as_of)),
        _block("Bảng tính không đọc được", _unread(watched.wards)),
        _block("Chưa sửa được theo đồng ý của đơn vị", _ticks(watched.ticks)),
    )


def _block(title: str, items: list[Item], tone: Tone = "") -> Block:
    more = len(items) - MOST_ITEMS
    rest = f"và {more} dòng khác, xem trang Theo dõi của bảng Điều phối." if more > 0 else ""
    return Block(title, tuple(items[:MOST_ITEMS]), tone=tone, more=rest)


def _of_ward(ward: dict[str, Any], rest: str, lines: tuple[str, ...] = ()) -> Item:
    """A ward's line: its link, what is the matter, whom to call."""
    said = f": {rest}; {officer(ward['officer'])}" if rest else f": {officer(ward['officer'])}"
    return Item(ward["name"], href(ward["link"]), said, ward["phone"], lines)


# --- the parts -------------------------------------------------------------------------------


def _answers(waiting: pd.DataFrame, wards: dict[str, Any], private: Set[str]) -> list[Item]:
    by_ward = waiting.sort_values("unit", kind="stable")
    return [_answer(flag, wards[flag["unit"]], private) for flag in records(by_ward)]


def _answer(flag: dict[str, Any], ward: dict[str, Any], private: Set[str]) -> Item:
    said = words(flag, private=flag["field"] in private, masked=True)
    answer = f"Đơn vị có ý kiến: «{hide_private(flag['answer'])}»"
    link = cell_href(ward["link"], flag["cell"])
    return Item(ward["name"], link, f", {place(flag)}", lines=(hide_private(said.message), answer))


def _grouped(flags: pd.DataFrame, wards: dict[str, Any]) -> list[Item]:
    """One line for each rule that many wards have, then one for each ward with its other rules."""
    if flags.empty:
        return []
    spread = flags.groupby("rule")["unit"].nunique()
    common = set(spread[spread >= MANY_WARDS].index)
    is_common = flags["rule"].isin(common)
    items = [
        _of_rule(str(rule), rows["unit"].value_counts(), wards)
        for rule, rows in flags[is_common].groupby("rule", sort=False)
    ]
    for unit, rows in flags[~is_common].groupby("unit", sort=False):
        counts = rows["rule"].value_counts(sort=False)
        titles = [f"{RULES[str(rule)].title} ({number})" for rule, number in counts.items()]
        lines = (f"{'; '.join(titles)}.",)
        items.append(_of_ward(wards[str(unit)], f"{len(rows)} nội dung", lines))
    return items


def _of_rule(rule: str, counts: "pd.Series[int]", wards: dict[str, Any]) -> Item:
    rest = f": {int(counts.sum())} nội dung ở {len(counts)} đơn vị"
    return Item(RULES[rule].title, rest=rest, names=tuple(_named(counts, wards)))


def _named(counts: "pd.Series[int]", wards: dict[str, Any]) -> Iterator[Named]:
    """The wards with how many each has, as a sentence; the first of them by name."""
    shown, more = counts.head(MOST_NAMED), len(counts) - MOST_NAMED
    end = f" và {more} đơn vị khác." if more > 0 else "."
    for at, (unit, number) in enumerate(shown.items(), 1):
        ward = wards[str(unit)]
        after = ", " if at < len(shown) else end
        yield Named(ward["name"], href(ward["link"]), f" ({number}){after}")


def _silent(wards: pd.DataFrame, policy: Policy) -> list[Item]:
    """Wards that have something left to do and have not been edited for long."""
    idle = wards["idle_days"] >= policy.limits.overdue_days.value
    left = (wards["violations"] > 0) | (wards["warnings"] > 0) | ~wards["complete"]
    rows = wards[idle.fillna(True).astype(bool) & left & (wards["problem"] == "")]
    return [_of_ward(ward, _idle(ward["idle_days"])) for ward in records(rows)]


def _idle(days: Any) -> str:
    return "chưa cập nhật lần nào" if pd.isna(days) else f"{int(days)} ngày chưa cập nhật"


def _lapsing(flags: pd.DataFrame, wards: dict[str, Any], as_of: date) -> list[Item]:
    until = pd.to_datetime(flags["until"])
    soon = (flags["status"] == "excepted") & (until <= pd.Timestamp(as_of + SOON))
    return [
        _of_ward(
            wards[flag["unit"]],
            f"{RULES[flag['rule']].title}, giữ nguyên đến {show_date(pd.Timestamp(flag['until']))}",
        )
        for flag in records(flags[soon])
    ]


def _unread(wards: pd.DataFrame) -> list[Item]:
    return [_of_ward(ward, "") for ward in records(wards[wards["problem"] != ""])]


def _ticks(ticks: Sequence[tuple[str, str]]) -> list[Item]:
    return [Item(name, rest=f": {hide_private(detail)}") for name, detail in ticks]
