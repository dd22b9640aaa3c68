"""Which file is which unit's workbook."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from shapes import Unit
from sync.register import kind_of, unique_code
from vietnamese.text import clean, key

OLD_FORMATS = (".xls", ".xlsb", ".ods", ".csv")


@dataclass(frozen=True)
class File:
    """A file that may be a ward's workbook. `ref` is how a unit refers to it."""

    path: Path
    ref: str
    name_inside: Callable[[Path], str]

    @property
    def is_old(self) -> bool:
        """Whether it is a workbook in a format that is not read."""
        return self.path.suffix.lower() in OLD_FORMATS

    @property
    def unit_name(self) -> str:
        """The unit that it names inside, else the one that it is named after."""
        inside = "" if self.is_old else self.name_inside(self.path)
        return inside or clean(self.path.stem)


@dataclass(frozen=True)
class Matching:
    """Units with the files found for them, and the files that are nobody's or one too many."""

    units: tuple[Unit, ...]
    strays: tuple[str, ...]


def match(units: Sequence[Unit], files: Sequence[File]) -> Matching:
    """Give each unit the file that the register links, else the one that names it.

    `ref` is "" without one; `problem` then is missing, two_workbooks or old_format.
    """
    linked = _linked(units, files)
    taken = {file.ref for file in linked.values()}
    rest = [file for file in files if file.ref not in taken]
    claims = _claims(units, rest)
    found = tuple(_matched(unit, linked.get(unit.code), claims[unit.code]) for unit in units)
    used = {unit.ref for unit in found}
    return Matching(found, tuple(file.ref for file in files if file.ref not in used))


def units_of_files(files: Sequence[File]) -> Matching:
    """Units made from the files alone, where there is no register."""
    names: dict[str, str] = {}
    for file in files:
        if not file.is_old or kind_of(file.unit_name):
            names.setdefault(key(file.unit_name), file.unit_name)
    units: list[Unit] = []
    for name in names.values():
        code = unique_code(name, (unit.code for unit in units))
        units.append(Unit(code, name, kind_of(name) or "ward"))
    return match(units, files)


def _linked(units: Sequence[Unit], files: Sequence[File]) -> dict[str, File]:
    """By unit, the file that the register names; of two units with one file the first has it."""
    names = {name: file for file in reversed(files) for name in _names(file.path)}
    linked: dict[str, tuple[str, File]] = {}
    for unit in units:
        file = names.get(_last_part(unit.ref))
        if file is not None:
            linked.setdefault(file.ref, (unit.code, file))
    return dict(linked.values())


def _names(path: Path) -> Iterable[str]:
    name = unicodedata.normalize("NFC", path.name).casefold()
    return name, name.removesuffix(path.suffix.casefold())


def _last_part(link: str) -> str:
    """The file's name in a name, path or address; "" in an empty link."""
    text = link.strip()
    if "://" in text:
        text = unquote(re.split(r"[?#]", text)[0])
    return unicodedata.normalize("NFC", re.split(r"[\\/]", text)[-1]).casefold()


def _claims(units: Sequence[Unit], files: Sequence[File]) -> dict[str, list[File]]:
    """By unit, the files that name it."""
    codes = {key(unit.name): unit.code for unit in reversed(units)}
    claims: dict[str, list[File]] = defaultdict(list)
    for file in files:
        code = codes.get(key(file.unit_name))
        if code is not None:
            claims[code].append(file)
    return claims


def _matched(unit: Unit, linked: File | None, claims: Sequence[File]) -> Unit:
    modern = [file for file in claims if not file.is_old]
    if linked is None and len(modern) > 1:
        names = ", ".join(file.ref for file in modern)
        return replace(unit, ref="", problem="two_workbooks", detail=names)
    file = linked or next(iter(modern or claims), None)
    if file is None:
        return replace(unit, ref="", problem="missing", detail=unit.ref)
    if file.is_old:
        return replace(unit, ref=file.ref, problem="old_format", detail=file.ref)
    return replace(unit, ref=file.ref)
