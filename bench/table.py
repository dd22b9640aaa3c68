"""What a measurement says: alternatives side by side, each as a ratio to one of them."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

Seconds = tuple[float, ...]


@dataclass(frozen=True)
class Line:
    """One alternative: what each run took by the clock and of the processor (all its threads),
    in seconds, and its peak memory in MB where that is known."""

    what: str
    clock: Seconds
    processor: Seconds
    megabytes: float | None = None


@dataclass(frozen=True)
class Table:
    """Alternatives that were run in turn; ratios are to the line called `against`."""

    title: str
    lines: tuple[Line, ...]
    against: str
    note: str = ""

    @property
    def base(self) -> Line:
        """The line that the others are compared with."""
        return next(line for line in self.lines if line.what == self.against)


@dataclass(frozen=True)
class Plain:
    """Counts, as they are."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def markdown(tables: Sequence[Table | Plain]) -> str:
    """The tables as Markdown."""
    return "\n".join(_plain(one) if isinstance(one, Plain) else _one(one) for one in tables)


def _plain(table: Plain) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in (table.header, *table.rows)]
    lines.insert(1, "|---|" + "---:|" * (len(table.header) - 1))
    note = f"\n{table.note}\n" if table.note else ""
    return f"## {table.title}\n\n" + "\n".join(lines) + f"\n{note}"


def _one(table: Table) -> str:
    head = f"| median of {len(table.base.clock)} runs | seconds | × | processor seconds | × | peak MB |"
    rows = "\n".join(_row(line, table.base) for line in table.lines)
    note = f"\n{table.note}\n" if table.note else ""
    return f"## {table.title}\n\n{head}\n|---|---:|---:|---:|---:|---:|\n{rows}\n{note}"


def _row(line: Line, base: Line) -> str:
    memory = f"{line.megabytes:,.0f}" if line.megabytes else ""
    clock = f"{_median(line.clock)} | {_ratio(line.clock, base.clock)}"
    processor = f"{_median(line.processor)} | {_ratio(line.processor, base.processor)}"
    return f"| {line.what} | {clock} | {processor} | {memory} |"


def _median(seconds: Seconds) -> str:
    """Three figures that count: 0.00512, 0.512, 51.2."""
    return f"{statistics.median(seconds):.3g}"


def _ratio(seconds: Seconds, base: Seconds) -> str:
    """The median of the ratios run by run: it holds when the machine slows down meanwhile."""
    return f"{statistics.median(a / b for a, b in zip(seconds, base, strict=True)):.2f}"
