"""What a pass reads: the register, the wards' workbooks, and which wards it has to check.

The first pass of a day reads and checks every ward. A later one reads those that changed, checks
them with the wards that share a phone number with them, and leaves the others as they are: what
rules say of a ward follows from its sheets, the day, the policy, the register, and – LW01 – from
the wards that have one of its numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from console import did_you_mean, progress
from opening import Job
from shapes import UserError

if TYPE_CHECKING:
    import pandas as pd

    from rules.policy import Policy
    from shapes import Register, Sheet, Tables, Unit, Workbook

# More wards than one in so many changed: then all are checked at once.
_MANY = 5


@dataclass(frozen=True)
class Read:
    """The register, the wards that are followed, and the workbooks of those that are checked.

    fresh:   codes of the wards that were read in this pass.
    checked: codes of the wards that this pass checks; other `books` are there to be compared with.
    Not `trusted`: the register could not be read, so nothing is written or mailed.
    """

    register: Register
    units: tuple[Unit, ...]
    books: tuple[Workbook, ...]
    fresh: frozenset[str]
    checked: frozenset[str]
    trusted: bool

    @property
    def whole(self) -> bool:
        """Whether every ward is checked."""
        return len(self.checked) == len(self.units)

    def units_of(self, books: Iterable[Workbook]) -> list[Unit]:
        """The units of these workbooks, in their order."""
        by_code = {unit.code: unit for unit in self.units}
        return [by_code[book.unit] for book in books]


def read_city(job: Job, known: pd.DataFrame, whole: bool = False) -> Read:
    """The register, and the workbooks of the wards that are to be checked; all when `whole`.

    known: the store's flags. Once a day every ward is read whatever its version; `job.only` limits
    what is pulled.
    """
    from review.decisions import newly_decided
    from store.cards import left_alone

    register, trusted = _read_register(job)
    units = tuple(unit for unit in register.units if unit.followed)
    kept = job.store.wards()["version"]
    whole_day = job.store.last_day() != job.as_of
    wanted = [
        unit
        for unit in chosen(units, job.only)
        if whole_day or unit.problem or kept.get(unit.code) != unit.version
    ]
    pulled = {
        book.unit: book for book in progress(job.backend.pull(wanted), len(wanted), "Đọc bảng tính")
    }
    # With `--unit` there may be wards that nobody has looked at yet: nothing is said of them.
    units = tuple(u for u in units if u.problem or u.code in pulled or u.code in kept.index)
    read = Read(register, units, (), frozenset(pulled), frozenset(pulled), trusted)
    again = left_alone(job.store, circumstances(read, job.policy, job.as_of))
    if whole or again is None:
        return _with_books(job, read, pulled, frozenset(unit.code for unit in units))
    decided = newly_decided(known, register.decisions, job.as_of) if trusted else frozenset()
    changed = {u.code for u in units if u.problem or u.code in again | decided}
    return _with_neighbours(job, read, pulled, frozenset(pulled) | changed)


def _read_register(job: Job) -> tuple[Register, bool]:
    """The register, else as last known, and whether it can be trusted."""
    from store.register import known_units
    from sync.words import about_register

    known = known_units(job.store)
    register = job.backend.units(known or ())
    _refuse_nothing(job, register)
    trusted = not register.problem or (register.problem == "missing" and known is None)
    if not trusted:
        job.say(about_register(register))
    return register, trusted


_NO_UNITS = (
    "Trang Đơn vị của bảng Điều phối chưa có đơn vị nào đang theo dõi. Ghi các đơn vị rồi chạy lại."
)


def _refuse_nothing(job: Job, register: Register) -> None:
    from sync.words import about_register

    folder = job.config.folder
    if register.problem == "no_folder":
        raise UserError(
            f"Không mở được thư mục {folder}. Kiểm tra lại đường dẫn và quyền đọc thư mục."
        )
    if any(unit.followed for unit in register.units):
        return
    if job.config.source.kind == "google":
        raise UserError(about_register(register) if register.problem else _NO_UNITS)
    raise UserError(
        f"Chưa có bảng tính nào của phường, xã trong {folder}. Chép các tệp .xlsx vào thư mục này rồi chạy lại."
    )


def chosen(units: Sequence[Unit], names: Sequence[str]) -> list[Unit]:
    """The units of these names, all when there are none; raises UserError for an unknown one."""
    return [unit_named(units, name) for name in names] if names else list(units)


def unit_named(units: Sequence[Unit], name: str) -> Unit:
    """The unit of this name or code; raises UserError with the nearest one."""
    from vietnamese.text import key

    found = next((unit for unit in units if key(name) in (key(unit.name), unit.code)), None)
    if found is None:
        near = did_you_mean(name, [unit.name for unit in units])
        raise UserError(
            f"Không có đơn vị «{name}».{near} Ghi tên như ở trang Đơn vị của bảng Điều phối."
        )
    return found


# --- which wards are checked ---------------------------------------------------------------------


def circumstances(read: Read, policy: Policy, as_of: date) -> list[str]:
    """On what, beside its sheets, the flags of any ward depend: the day, and a digest of the policy
    and of what the register says of the wards."""
    said = [(u.code, u.name, u.kind, u.hamlets, u.hamlet_names, u.deadline) for u in read.units]
    digest = hashlib.blake2b(repr((policy, said)).encode(), digest_size=16).hexdigest()
    return [as_of.isoformat(), digest]


def _with_neighbours(
    job: Job, read: Read, pulled: dict[str, Workbook], changed: frozenset[str]
) -> Read:
    """The reading with the books of the `changed` wards, of those that share a phone number with
    one of them, and, to compare these with, of those that share one with these."""
    from store.cards import sharing

    everybody = frozenset(unit.code for unit in read.units)
    if len(changed) * _MANY > len(everybody):
        return _with_books(job, read, pulled, everybody)
    now = _with_books(job, read, pulled, changed)
    phones = tables_of(now.units_of(now.books), now.books, job.policy).members["phone"]
    checked = (changed | sharing(job.store, changed, phones[phones > 0].unique())) & everybody
    compared = (checked | sharing(job.store, checked)) & everybody
    return replace(_with_books(job, read, pulled, compared), checked=checked)


def _with_books(job: Job, read: Read, pulled: dict[str, Workbook], codes: frozenset[str]) -> Read:
    """The reading with the workbooks of these wards, all of them to be checked."""
    kept = job.store.sheets(sorted(codes))
    books = tuple(
        _book(unit, pulled.get(unit.code), kept.get(unit.code, ()))
        for unit in read.units
        if unit.code in codes
    )
    return replace(read, books=books, checked=codes)


def _book(unit: Unit, pulled: Workbook | None, kept: tuple[Sheet, ...]) -> Workbook:
    """What is checked of a ward: as read now, else as last read."""
    from shapes import Workbook

    if pulled is None:
        return Workbook(unit.code, unit.version, kept, "" if kept else "missing", unit.detail)
    return replace(pulled, sheets=kept) if pulled.problem else pulled


def read_again(job: Job, read: Read, changed: frozenset[str]) -> Read:
    """The same, with these wards' workbooks as they are now."""
    register = job.backend.units(read.register.units)
    units = {unit.code: unit for unit in register.units}
    pulled = {book.unit: book for book in read.books if book.unit in read.fresh}
    pulled |= {
        book.unit: book for book in job.backend.pull([units[c] for c in changed if c in units])
    }
    again = replace(
        read,
        # What was decided meanwhile is read with it: what is written next knows of it.
        register=register,
        trusted=read.trusted and register.problem == read.register.problem,
        units=tuple(units.get(unit.code, unit) for unit in read.units),
    )
    if read.whole:
        return _with_books(job, again, pulled, read.checked)
    return _with_neighbours(job, again, pulled, read.checked)


def tables_of(
    units: Sequence[Unit],
    books: Sequence[Workbook],
    policy: Policy,
    before: pd.DataFrame | None = None,
) -> Tables:
    """The tables of these workbooks; `before` says how many rows each tab had on an earlier day."""
    from sync.tables import build
    from vietnamese.hamlets import hamlet_keys

    return build(units, books, hamlet_keys(tuple(policy.hamlets.items())), before)
