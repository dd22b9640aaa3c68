"""The city's policy: numbers, dates and word lists, each with its clause, read from a TOML file."""

import re
import tomllib
from dataclasses import dataclass, field, is_dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar, get_args, get_origin, get_type_hints

from rules.titles import Section, TitleWords
from shapes import UserError

T = TypeVar("T")
DEFAULT = Path(__file__).with_name("policy.toml")


class PolicyError(UserError):
    """A policy that cannot be used; the text says which line and why."""


@dataclass(frozen=True)
class Limit(Section, Generic[T]):
    """One value with the clause it comes from, or `city` where the city set it itself."""

    value: T
    clause: str = ""
    city: bool = False

    def __post_init__(self) -> None:
        if bool(self.clause) == self.city:
            raise ValueError('ghi clause = "…" hoặc city = true (chỉ một trong hai)')


@dataclass(frozen=True)
class Days(Limit[int]):
    """A number of days, people or years."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.value < 0:
            raise ValueError("phải là số không âm")


@dataclass(frozen=True)
class Share(Limit[float]):
    """A part of a whole."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 < self.value < 1:
            raise ValueError("phải lớn hơn 0 và nhỏ hơn 1")


@dataclass(frozen=True)
class Pattern(Limit[str]):
    """A regular expression."""

    def __post_init__(self) -> None:
        super().__post_init__()
        try:
            re.compile(self.value)
        except re.error as why:
            raise ValueError(f"mẫu không đọc được: {why}") from why


@dataclass(frozen=True)
class Dispatch(Section):
    """What the dispatch is called in messages; `clause_names` opens its abbreviations."""

    name: str
    issuer: str
    clause_names: dict[str, str]


@dataclass(frozen=True)
class Dates(Section):
    """`deadline` is the first day that is too late; `earliest` the first day a date may have."""

    deadline: Limit[date]
    earliest: Limit[date]
    deadline_notice_days: Days


@dataclass(frozen=True)
class Teams(Section):
    """How many members a team has."""

    max_members: Days
    min_members: Days


@dataclass(frozen=True)
class People(Section):
    """Ages, in years, outside which a birth year is doubted."""

    min_age: Days
    max_age: Days


@dataclass(frozen=True)
class Limits(Section):
    """Days, months and amounts after or above which something is asked."""

    pending_days: Days
    group_days: Days
    activity_days: Days
    duty_months: Days
    duty_start_days: Days
    award_days: Days
    people_per_row: Days
    sessions_per_row: Days
    lost_rows_share: Share
    lost_rows_least: Days
    overdue_days: Days
    keep_days: Days


@dataclass(frozen=True)
class Forms(Section):
    """Patterns of decision numbers and of links to a Zalo group."""

    decision_number: Pattern
    decision_ending: str
    group_link: Pattern


MailKind = Literal[
    "city", "city-monthly", "gddt", "thanhdoan", "mttq", "coordinator", "deadline", "ops"
]
Rhythm = Literal["daily", "weekly", "monthly"]


@dataclass(frozen=True)
class Role(Section):
    """The mails of one role by rhythm; `usual` is the rhythm of who has chosen none."""

    usual: Rhythm
    daily: tuple[MailKind, ...] = ()
    weekly: tuple[MailKind, ...] = ()
    monthly: tuple[MailKind, ...] = ()


@dataclass(frozen=True)
class Mails(Section):
    """Days before the deadline on which wards are reminded, days between two reminders of what is
    overdue, and who gets which mail."""

    deadline_days: tuple[int, ...]
    reminder_days: int
    roles: dict[str, Role]

    def __post_init__(self) -> None:
        if min([*self.deadline_days, self.reminder_days]) < 1:
            raise ValueError("deadline_days, reminder_days: phải từ 1 trở lên")


@dataclass(frozen=True)
class Policy(Section):
    """Everything a city may decide about the rules."""

    dispatch: Dispatch
    dates: Dates
    teams: Teams
    people: People
    limits: Limits
    forms: Forms
    hamlets: dict[str, tuple[str, ...]]
    titles: TitleWords
    mails: Mails
    rules: dict[str, Literal["violation", "warning", "hint", "off"]] = field(default_factory=dict)

    @cached_property
    def deadline(self) -> date:
        """The first day on which a team's founding is late."""
        return self.dates.deadline.value

    def clause_text(self, clause: str) -> str:
        """`PL1 3.1.a` as people look it up: "Phụ lục 1, điểm a mục 3.1"; "—" for rules of form."""
        return "; ".join(self._one_clause(part) for part in clause.split(", "))

    def _one_clause(self, clause: str) -> str:
        if clause == "—":
            return "Quy định nhập liệu"
        source, _, place = clause.partition(" ")
        name = self.dispatch.clause_names.get(source)
        if name is None:
            return clause
        found = re.fullmatch(r"([\d.]+?)\.([a-zđ–-]+)", place)
        if found:
            return f"{name}, điểm {found[2].replace('–', ', ')} mục {found[1]}"
        return f"{name}, mục {place}" if place else name


def load_policy(path: Path | None = None) -> Policy:
    """The policy in `path` (the one that comes with the program when None).

    Raises PolicyError with file, line and reason when it cannot be used.
    """
    if path is not None:
        from rules.policy_file import own_policy

        return own_policy(path)
    policy: Policy = _made(Policy, tomllib.loads(DEFAULT.read_text(encoding="utf-8")))
    return policy


def _made(kind: Any, value: Any) -> Any:
    """What TOML gave as this type; our own file holds nothing that is not as it must be."""
    if is_dataclass(shape := get_origin(kind) or kind):
        kinds = get_type_hints(shape)
        return shape(**{name: _made(kinds[name], given) for name, given in value.items()})  # type: ignore[operator]
    if get_origin(kind) is tuple:
        return tuple(value)
    if get_origin(kind) is dict:
        return {name: _made(get_args(kind)[1], given) for name, given in value.items()}
    return value
