"""What a pass reads: the register, the wards' workbooks, and what is known of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from console import did_you_mean, progress
from opening import Job
from shapes import UserError

if TYPE_CHECKING:
    from shapes import Register, Unit, Workbook


@dataclass(frozen=True)
class Read:
    """The register and every ward's workbook; `fresh` are the codes of those read in this pass.

    Not `trusted`: the register could not be read, so nothing is written or mailed.
    """

    register: Register
    units: tuple[Unit, ...]
    books: tuple[Workbook, ...]
    fresh: frozenset[str]
    trusted: bool


def read_city(job: Job) -> Read:
    """The register, the changed wards' workbooks, and the others as they were last read.

    Once a day every ward is read whatever its version; `job.only` limits what is pulled.
    """
    from store.register import known_units

    known = known_units(job.store)
    register = job.backend.units(known or ())
    _refuse_nothing(job, register)
    trusted = not register.problem or (register.problem == "missing" and known is None)
    if not trusted:
        from sync.words import about_register

        job.say(about_register(register))
    units = tuple(unit for unit in register.units if unit.followed)
    versions = job.store.wards()["version"]
    whole_day = job.store.last_day() != job.as_of
    wanted = [
        u
        for u in chosen(units, job.only)
        if whole_day or u.problem or versions.get(u.code) != u.version
    ]
    pulled = {
        book.unit: book for book in progress(job.backend.pull(wanted), len(wanted), "Đọc bảng tính")
    }
    kept = job.store.sheets([unit.code for unit in units])
    # With `--unit` there may be wards that nobody has looked at yet: nothing is said of them.
    units = tuple(u for u in units if u.problem or u.code in pulled or u.code in kept)
    books = tuple(_book(unit, pulled.get(unit.code), kept.get(unit.code, ())) for unit in units)
    return Read(register, units, books, frozenset(pulled), trusted)


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
    """The units of these names (or codes), in their order, all when there are none.

    Raises UserError for one that is unknown, with the nearest name.
    """
    from vietnamese.text import key

    by_name = {name: unit for unit in units for name in (unit.code, key(unit.name))}
    for name in names:
        if key(name) not in by_name:
            raise UserError(
                f"Không có đơn vị «{name}».{did_you_mean(name, [unit.name for unit in units])}"
            )
    return [by_name[key(name)] for name in names] if names else list(units)


def _book(unit: Unit, pulled: Workbook | None, kept: tuple[Any, ...]) -> Workbook:
    """What is checked of a ward: as read now, else as last read."""
    from shapes import Workbook

    if pulled is None:
        return Workbook(unit.code, unit.version, kept, "" if kept else "missing", unit.detail)
    return replace(pulled, sheets=kept) if pulled.problem else pulled


def read_again(job: Job, read: Read, changed: frozenset[str]) -> Read:
    """The same, with these wards' workbooks as they are now."""
    register = job.backend.units(read.register.units)
    units = {unit.code: unit for unit in register.units}
    books = {
        book.unit: book for book in job.backend.pull([units[c] for c in changed if c in units])
    }
    return replace(
        read,
        # What was decided meanwhile is read with it: what is written next knows of it.
        register=register,
        trusted=read.trusted and register.problem == read.register.problem,
        units=tuple(units.get(unit.code, unit) for unit in read.units),
        books=tuple(books.get(book.unit, book) for book in read.books),
    )
