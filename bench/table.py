"""What a measurement says: alternatives side by side, each as a ratio to one of them."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One alternative: its seconds in each run (none: not run), its peak memory in MB if known."""

    what: str
    seconds: tuple[float, ...] = ()
    megabytes: float | None = None


@dataclass(frozen=True)
class Table:
    """Alternatives that were run in turn; ratios are to the line called `against`."""

    title: str
    lines: tuple[Line, ...]
    against: str
    note: str = ""

    def ratio(self, line: Line) -> float:
        """How many times as long it took: the median of the ratios run by run."""
        base = next(one for one in self.lines if one.what == self.against)
        return statistics.median(a / b for a, b in zip(line.seconds, base.seconds, strict=True))


def markdown(tables: Sequence[Table]) -> str:
    """The tables as Markdown."""
    return "\n".join(_one(table) for table in tables)


def _one(table: Table) -> str:
    runs = max(len(line.seconds) for line in table.lines)
    head = f"| median of {runs} runs | seconds | fastest–slowest | × {table.against} | peak MB |"
    rows = "\n".join(_row(table, line) for line in table.lines)
    note = f"\n{table.note}\n" if table.note else ""
    return f"## {table.title}\n\n{head}\n|---|---:|---:|---:|---:|\n{rows}\n{note}"


def _row(table: Table, line: Line) -> str:
    memory = f"{line.megabytes:,.0f}" if line.megabytes else ""
    if not line.seconds:
        return f"| {line.what} | | | | {memory} |"
    spread = f"{_short(min(line.seconds))}–{_short(max(line.seconds))}"
    median = _short(statistics.median(line.seconds))
    return f"| {line.what} | {median} | {spread} | {table.ratio(line):.2f} | {memory} |"


def _short(seconds: float) -> str:
    """Three figures that count: 0.00512, 0.512, 51.2."""
    return f"{seconds:.3g}"
