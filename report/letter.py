"""A mail of blocks, in words, before it is laid out: all mails but the city's own are one."""

from dataclasses import dataclass
from typing import Literal

from report.page import Tile

Tone = Literal["", "call", "ask", "calm"]


@dataclass(frozen=True)
class Named:
    """A name in a sentence, with its link and what follows it up to the next one."""

    name: str
    href: str
    rest: str

    @property
    def told(self) -> str:
        """As it is read where there are no links."""
        return f"{self.name}{self.rest}"


@dataclass(frozen=True)
class Item:
    """One entry of a list: `title`, which leads to `href`, goes on with `rest` and a `phone` to
    call; `lines` stand below it, then `names` as one more line."""

    title: str
    href: str = ""
    rest: str = ""
    phone: str = ""
    lines: tuple[str, ...] = ()
    names: tuple[Named, ...] = ()


@dataclass(frozen=True)
class Row:
    """One line of a table: a name with its link, and what stands in the other columns."""

    name: str
    href: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table of wards; `head` names its columns, the first one that of the names."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Block:
    """A part under its own heading; `more` is the sentence that closes it, and may be a link."""

    title: str
    items: tuple[Item, ...] = ()
    tone: Tone = ""
    numbered: bool = False
    intro: str = ""
    table: Table | None = None
    more: str = ""
    more_href: str = ""


@dataclass(frozen=True)
class Letter:
    """All that a mail says, in the order in which it says it; the first of `lead` is the news."""

    subject: str
    over: str
    heading: str
    lead: tuple[str, ...]
    blocks: tuple[Block, ...]
    footer: tuple[str, ...]
    greeting: str = ""
    tiles: tuple[Tile, ...] = ()
