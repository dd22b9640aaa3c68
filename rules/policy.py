"""The city's policy: numbers, dates and word lists, each with its clause, read from a TOML file."""

import re
import tomllib
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from rules.titles import TitleWords
from shapes import UserError

T = TypeVar("T")
DEFAULT = Path(__file__).with_name("policy.toml")


class PolicyError(UserError):
    """A policy that cannot be used; the text says which line and why."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limit(_Section, Generic[T]):
    """One value with the clause it comes from, or `city` where the city set it itself."""

    value: T
    clause: str = ""
    city: bool = False

    @model_validator(mode="after")
    def _has_a_source(self) -> "Limit[T]":
        if bool(self.clause) == self.city:
            raise ValueError('ghi clause = "…" hoặc city = true (chỉ một trong hai)')
        return self


def _compiles(pattern: Limit[str]) -> Limit[str]:
    try:
        re.compile(pattern.value)
    except re.error as why:
        raise ValueError(f"mẫu không đọc được: {why}") from why
    return pattern


Days = Limit[Annotated[int, Field(ge=0)]]
Pattern = Annotated[Limit[str], AfterValidator(_compiles)]


class Dispatch(_Section):
    """What the dispatch is called in messages; `clause_names` opens its abbreviations."""

    name: str
    issuer: str
    clause_names: dict[str, str]


class Dates(_Section):
    """`deadline` is the first day that is too late; `earliest` the first day a date may have."""

    deadline: Limit[date]
    earliest: Limit[date]
    deadline_notice_days: Days


class Teams(_Section):
    """How many members a team has."""

    max_members: Days
    min_members: Days


class People(_Section):
    """Ages, in years, outside which a birth year is doubted."""

    min_age: Days
    max_age: Days


class Limits(_Section):
    """Days, months and amounts after or above which something is asked."""

    pending_days: Days
    group_days: Days
    activity_days: Days
    duty_months: Days
    duty_start_days: Days
    award_days: Days
    people_per_row: Days
    sessions_per_row: Days
    lost_rows_share: Limit[Annotated[float, Field(gt=0, lt=1)]]
    lost_rows_least: Days
    overdue_days: Days
    keep_days: Days


class Forms(_Section):
    """Patterns of decision numbers and of links to a Zalo group."""

    decision_number: Pattern
    decision_ending: str
    group_link: Pattern


MailKind = Literal[
    "city", "city-monthly", "gddt", "thanhdoan", "mttq", "coordinator", "deadline", "ops"
]
Rhythm = Literal["daily", "weekly", "monthly"]


class Role(_Section):
    """The mails of one role by rhythm; `usual` is the rhythm of who has chosen none."""

    usual: Rhythm
    daily: tuple[MailKind, ...] = ()
    weekly: tuple[MailKind, ...] = ()
    monthly: tuple[MailKind, ...] = ()


class Mails(_Section):
    """Days before the deadline on which wards are reminded, days between two reminders of what is
    overdue, and who gets which mail."""

    deadline_days: tuple[Annotated[int, Field(ge=1)], ...]
    reminder_days: Annotated[int, Field(ge=1)]
    roles: dict[str, Role]


class Policy(_Section):
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
    rules: dict[str, Literal["violation", "warning", "hint", "off"]] = {}

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
    source = path or DEFAULT
    try:
        text = source.read_text(encoding="utf-8")
        return Policy.model_validate(tomllib.loads(text))
    except OSError as why:
        raise PolicyError(f"Không đọc được tệp chính sách {source}: {why.strerror}.") from why
    except UnicodeDecodeError as why:
        raise PolicyError(f"{source}: tệp không phải UTF-8.") from why
    except tomllib.TOMLDecodeError as why:
        at = re.search(r"line (\d+)", str(why))
        line = f", dòng {at[1]}" if at else ""
        raise PolicyError(f"{source}{line}: viết chưa đúng cú pháp TOML ({why}).") from why
    except ValidationError as why:
        raise PolicyError(_explain(source, text, why)) from why


def _explain(source: Path, text: str, error: ValidationError) -> str:
    """Each mistake with the line it stands on, as well as the line can be told from its keys."""
    lines = []
    for mistake in error.errors():
        where = ".".join(str(part) for part in mistake["loc"])
        line = line_of(text, [str(part) for part in mistake["loc"]])
        lines.append(f"{source}, dòng {line}: {where}: {_reason(mistake)}")
    return "\n".join(lines)


_REASONS = {
    "missing": "thiếu mục này.",
    "extra_forbidden": "không có mục nào tên như vậy.",
    "int_parsing": "phải là số nguyên.",
    "int_type": "phải là số nguyên.",
    "date_type": "phải là ngày, ví dụ 2023-03-30.",
}


def _reason(mistake: Any) -> str:
    return _REASONS.get(mistake["type"], str(mistake["msg"]).removeprefix("Value error, "))


def line_of(text: str, keys: list[str]) -> int:
    """The line of `text` (TOML) on which the setting named by `keys` stands, as near as it exists."""
    section, best = "", 1
    for number, line in enumerate(text.splitlines(), start=1):
        head = re.match(r"\s*\[+([^\]]+)\]+", line)
        if head:
            section = head[1].strip()
            if keys and section == keys[0]:
                best = number
        name = re.match(r"\s*\"?([^\"=#\[\]]+?)\"?\s*=", line)
        if name and [*section.split("."), name[1]] == keys[: len(section.split(".")) + 1]:
            return number
    return best
