"""Flags on the terminal and for other programs: a table, JSON, CSV, GitHub's annotations."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from rules.messages import words
from rules.registry import RULES
from rules.terms import SEVERITIES
from shapes import Tables

_STYLES = {"violation": "red", "warning": "yellow", "hint": "cyan"}
_COMMANDS = {"violation": "error", "warning": "warning", "hint": "notice"}
# What a spreadsheet would take for a formula when it opens a .csv.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Line:
    """One flag in full words; row is the sheet's, column the canonical header."""

    id: str
    unit: str
    rule: str
    severity: str
    tab: str | None
    row: int | None
    column: str | None
    value: str
    message: str
    fix: str
    clause: str
    suggestion: str | None


def lines(flags: pd.DataFrame, tables: Tables, masked: bool = False) -> list[Line]:
    """The flags of a check in words; `masked` hides phones, e-mails and birth years."""
    names = dict(zip(tables.units["code"], tables.units["name"], strict=True))
    private = {c.field for tab in tables.schema for c in tab.columns if c.private}
    return [
        line_of(flag, names, flag["field"] in private, masked) for flag in flags.to_dict("records")
    ]


def line_of(flag: Mapping[Any, Any], names: Mapping[str, str], private: bool, masked: bool) -> Line:
    """One flag in words; its ward's name stands in `names`, its column is `private` or not."""
    said = words(flag, private=private, masked=masked)
    return Line(
        id=flag["id"],
        unit=names[flag["unit"]],
        rule=flag["rule"],
        severity=flag["severity"],
        tab=None if pd.isna(flag["tab"]) else flag["tab"],
        row=None if pd.isna(flag["row"]) else int(flag["row"]),
        column=None if pd.isna(flag["column"]) else flag["column"],
        value=said.value,
        message=said.message,
        fix=said.fix,
        clause=RULES[flag["rule"]].clause,
        suggestion=said.suggestion or None,
    )


def as_json(found: Iterable[Line]) -> str:
    """A JSON list, one object per flag."""
    return json.dumps([asdict(line) for line in found], ensure_ascii=False, indent=1)


def as_csv(found: Iterable[Line], kind: type[Line] = Line) -> str:
    """CSV with a header; what looks like a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(kind.__dataclass_fields__), lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        {name: _harmless(value) for name, value in asdict(line).items()} for line in found
    )
    return out.getvalue()


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def as_github(found: Iterable[Line], files: Mapping[str, str]) -> str:
    """GitHub's workflow commands, one a line; `files` gives each ward's workbook."""
    return "".join(
        f"::{_COMMANDS[line.severity]} file={_escape(files.get(line.unit, ''), True)},line={line.row or 1},"
        f"title={_escape(f'{line.rule} {line.tab or line.unit}', True)}::{_escape(f'{line.message} {line.fix}')}\n"
        for line in found
    )


def _escape(text: str, inside: bool = False) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaped.replace(":", "%3A").replace(",", "%2C") if inside else escaped


def where(line: Line) -> str:
    """Where a flag is: "Thành viên, dòng 12, Điện thoại"."""
    parts = [line.tab or "Bảng tính", f"dòng {line.row}" if line.row else "", line.column or ""]
    return ", ".join(part for part in parts if part)


def as_table(found: list[Line]) -> Any:
    """A Rich table of the flags, by ward."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False, row_styles=["", "dim"])
    for title in ("Đơn vị", "Mức độ", "Vị trí", "Vấn đề", "Cách sửa", "Mã"):
        table.add_column(title, overflow="fold")
    before = ""
    for line in found:
        unit = line.unit if line.unit != before else ""
        level = Text(SEVERITIES[line.severity], style=_STYLES[line.severity])
        table.add_row(
            Text(unit), level, *map(Text, (where(line), line.message, line.fix, line.rule))
        )
        before = line.unit
    return table


def as_plain(found: Iterable[Line]) -> str:
    """One line per flag, for a file or a pipe."""
    return "".join(
        f"{line.unit} · {where(line)} · {SEVERITIES[line.severity]} {line.rule}: {line.message} {line.fix}\n"
        for line in found
    )


def totals(found: Iterable[Line]) -> str:
    """The closing line: how many of each severity in how many wards."""
    found = list(found)
    if not found:
        return "Không có nội dung nào cần sửa."
    counts = [
        f"{sum(line.severity == name for line in found)} {word.lower()}"
        for name, word in SEVERITIES.items()
    ]
    return f"{', '.join(counts)} ở {len({line.unit for line in found})} đơn vị."


def count_line(flags: pd.DataFrame) -> str:
    """The closing line for open flags: those of each severity, those let be apart."""
    counted = flags[flags["status"] != "excepted"]
    if counted.empty:
        return "Không có nội dung nào cần sửa."
    counts = [
        f"{(counted['severity'] == name).sum()} {word.lower()}" for name, word in SEVERITIES.items()
    ]
    let_be = len(flags) - len(counted)
    apart = f" (và {let_be} nội dung được giữ nguyên)" if let_be else ""
    return f"{', '.join(counts)} ở {counted['unit'].nunique()} đơn vị{apart}."


def show(found: list[Line], stream: Any) -> None:
    """Prints flags: a table for somebody who watches, plain lines elsewhere."""
    if stream.isatty():
        from rich.console import Console

        Console(file=stream).print(as_table(found))
    else:
        stream.write(as_plain(found))
    stream.write(totals(found) + "\n")
