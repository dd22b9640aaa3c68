"""Writing wards, having them checked, and comparing full sets of flags."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

from rules.check import check
from rules.policy import load_policy
from sync.folder import Folder
from sync.tables import build
from tests.seeded.ward import Row, Ward
from tests.seeded.writing import Written, write, write_register
from vietnamese.hamlets import hamlet_keys

POLICY = load_policy()
ANY = "*"
HEADER = "header"
TABLES = {"Đơn vị": "units", "Danh sách tổ": "teams", "Thành viên": "members",
          "Thay đổi thành viên": "moves", "Hoạt động": "activities", "Khen thưởng": "awards"}  # fmt: skip


@dataclass(frozen=True)
class Flag:
    """An expected flag. `row`: a row of the ward, HEADER, or None; `suggestion`: "" for none, ANY."""

    rule: str
    tab: str = ""
    row: Row | str | None = None
    column: str = ""
    suggestion: str = ""
    severity: str = ""

    def place(self, unit: str, written: Written) -> Place:
        line = written.headers.get(self.tab) if self.row == HEADER else None
        if isinstance(self.row, Row):
            line = written.lines[self.row]
        return (unit, self.rule, self.tab, line, self.column)


Place = tuple[str, str, str, int | None, str]


@dataclass
class Seeded:
    """A ward with its mistakes and what must be flagged in it; `why` names the mistakes."""

    ward: Ward
    flags: list[Flag] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    messy: Random | None = None


@dataclass
class Outcome:
    """Expected and found places, and the proposals compared."""

    expected: dict[Place, Flag] = field(default_factory=dict)
    found: dict[Place, dict[str, Any]] = field(default_factory=dict)
    about: dict[str, Seeded] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    doubled: list[Place] = field(default_factory=list)

    @property
    def missed(self) -> list[Place]:
        return sorted(self.expected.keys() - self.found.keys(), key=str)

    @property
    def extra(self) -> list[Place]:
        return sorted(self.found.keys() - self.expected.keys(), key=str)

    def proposals(self) -> Iterator[tuple[Place, bool]]:
        """Each proposal that was due or made where a flag was due, and whether it is right."""
        for place, flag in self.expected.items():
            made = self.found.get(place, {}).get("suggestion", "")
            if place in self.found and flag.suggestion != ANY and (made or flag.suggestion):
                yield place, plain(made) == plain(flag.suggestion)

    def severities(self) -> list[Place]:
        """Flags of another severity than the catalogue's."""
        return [
            place for place, flag in self.expected.items()
            if place in self.found and flag.severity not in ("", self.found[place]["severity"])
        ]  # fmt: skip


def plain(text: str) -> str:
    """Text without what writing changes: case, form, spaces, zeros before a number."""
    words = unicodedata.normalize("NFC", text).casefold().split()
    return " ".join(word.lstrip("0") if len(word) < 4 else word for word in words)


def write_all(seeded: Sequence[Seeded], folder: Path) -> list[Written]:
    folder.mkdir(parents=True, exist_ok=True)
    write_register([each.ward for each in seeded], folder / "Điều phối.xlsx")
    written = []
    for each in seeded:
        path = folder / f"{each.ward.name}.xlsx"
        written.append(write(each.ward, path, each.messy))
        if each.ward.broken:
            _break(path, each.ward.broken)
    return written


def _break(path: Path, how: str) -> None:
    whole = path.read_bytes()
    if how == "gone":
        path.unlink()
    elif how == "twice":
        path.with_stem(path.stem + " (1)").write_bytes(whole)
    else:
        path.write_bytes(
            {"cut": whole[: len(whole) // 2], "text": b"khong phai bang tinh", "empty": b""}[how]
        )


def measure(seeded: Sequence[Seeded], day: date, folder: Path) -> Outcome:
    """Write these wards, check them as of `day` in this process, and compare."""
    written = write_all(seeded, folder)
    backend = Folder.of_paths([folder])
    units = backend.units().units
    before = pd.DataFrame(
        [{"unit": f"u{n}", "table": TABLES[tab], "rows": rows}
         for n, each in enumerate(seeded) for tab, rows in each.ward.before.items()],
        columns=["unit", "table", "rows"],
    ).assign(day=day - timedelta(days=1))  # fmt: skip
    keys = hamlet_keys(tuple(POLICY.hamlets.items()))
    tables = build(units, list(backend.pull(units)), keys, before if len(before) else None)
    checked = check(tables, POLICY, day)
    flags = ({str(k): v for k, v in row.items()} for row in checked.flags.to_dict("records"))
    return compare(seeded, written, flags, checked.failed)


def compare(
    seeded: Sequence[Seeded], written: Sequence[Written], flags: Iterable[Mapping[str, Any]],
    failed: Iterable[object] = (),
) -> Outcome:  # fmt: skip
    """The flags found, as dicts with unit (a code), rule, tab, row, column, against those due."""
    made = Outcome(failed=[str(each) for each in failed])
    for number, (each, at) in enumerate(zip(seeded, written, strict=True)):
        made.about[f"u{number}"] = each
        made.expected |= {flag.place(f"u{number}", at): flag for flag in each.flags}
    for flag in flags:
        row = None if pd.isna(flag["row"]) else int(flag["row"])
        texts = [
            ("" if pd.isna(flag[key]) else str(flag[key]))
            for key in ("unit", "rule", "tab", "column")
        ]
        place = (texts[0], texts[1], texts[2], row, texts[3])
        if place in made.found:
            made.doubled.append(place)
        made.found[place] = {
            **flag,
            "suggestion": flag["suggestion"] if isinstance(flag["suggestion"], str) else "",
        }
    return made
