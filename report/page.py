"""What the city's weekly mail says, in words, before it is laid out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tile:
    """One of the four figures; `tone` is "good", "bad" or "" as the change is."""

    value: str
    label: str
    change: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Urged:
    """One ward of Cần đôn đốc: its name and link, what is amiss, whom to call."""

    name: str
    href: str
    why: str
    officer: str
    phone: str


@dataclass(frozen=True)
class Line:
    """One ward of the table. `share` is the percentage of its teams that are founded."""

    name: str
    href: str
    state: str
    state_words: str
    teams: str
    share: int
    violations: str
    new: str
    resolved: str
    edited: str
    idle: str


@dataclass(frozen=True)
class Topic:
    """One of the most frequent problems."""

    title: str
    extent: str
    advice: str


@dataclass(frozen=True)
class Page:
    """All that the mail says, in the order in which it says it.

    `period` is its week or month, `this` how it is spoken of ("Tuần này"); `deadline` how far the
    founding deadline is, "" where all teams are founded; `trend` the words for
    the picture with the Content-ID "trend", "" where there is none.
    """

    city: str
    subject: str
    period: str
    this: str
    as_of: str
    lead: tuple[str, str]
    deadline: str
    urged: tuple[Urged, ...]
    urged_more: str
    proposals: tuple[str, ...]
    tiles: tuple[Tile, ...]
    compared: str
    aside: str
    lines: tuple[Line, ...]
    finished: str
    topics: tuple[Topic, ...]
    results: tuple[str, ...]
    offices: tuple[str, ...]
    footer: tuple[str, ...]
    trend: str = ""
