"""`forget`: takes a person out of the store, its snapshots and the copies of workbooks."""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import ConfigFile, Ward, WardsFolder, app, confirm, settings
from commands.program import NOW_AND_THEN
from commands.units import units_of
from opening import opened_store
from reading import unit_named
from shapes import UserError

if TYPE_CHECKING:
    from config import Config
    from shapes import Unit
    from store.forget import Forgotten
    from store.store import Store
    from vietnamese.mention import Mention


@app.command(rich_help_panel=NOW_AND_THEN)
def forget(
    unit: Ward,
    name: Annotated[str, typer.Argument(metavar="HỌ_TÊN", help="Họ và tên đầy đủ.")],
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại (mặc định: hỏi).")] = False,
    config: ConfigFile = None,
    folder: WardsFolder = None,
) -> None:
    """Xóa thông tin của một người khỏi kho dữ liệu, các bản lưu và bản sao của bảng tính. Bảng tính đang dùng không bị sửa.

    Ví dụ:

    Xem sẽ xóa gì, rồi trả lời có hoặc không:
        python jobs.py forget "Phường Bến Thủy" "Nguyễn Văn An"
    Xóa ngay, không hỏi lại:
        python jobs.py forget "Phường Bến Thủy" "Nguyễn Văn An" --yes
    """
    from sync.forgotten import copies_with

    chosen = settings(config, folder)
    if len(name.split()) < 2:
        raise UserError(f'«{name}» chưa đủ họ và tên. Ghi đủ họ và tên, ví dụ "Nguyễn Văn An".')
    with opened_store(chosen) as store:
        units = units_of(store)
        one = unit_named(units, unit)
        person = _with_contacts(store, one, name)
        found = _forget(store, one, person, write=False)
        copies = list(copies_with(_backups(chosen), person, _names_of_others(units, one)))
        still_there = _is_in_last_reading(store, one, person)
        if not (any(astuple(found)) or copies or still_there):
            raise UserError(
                f"Không thấy «{name}» trong dữ liệu đã lưu của {one.name}. Ghi họ tên như trong bảng tính."
            )
        typer.echo(_what_will_be_done(one, name, found, len(copies)))
        if not yes:
            confirm("Xóa rồi không lấy lại được. Ghi «có» để xóa")
        _forget(store, one, person, write=True)
        _remove(copies)
        _note(chosen, store, one, len(copies))
    typer.echo("Đã xóa." + (_STILL_THERE.format(unit=one.name) if still_there else ""))


_STILL_THERE = (
    " Lần đọc gần nhất, bảng tính của {unit} vẫn còn người này: xóa ở đó, chạy run, "
    "rồi chạy lại lệnh này."
)


def _with_contacts(store: Store, unit: Unit, name: str) -> Mention:
    """The person with every phone and e-mail that ever stood beside the name."""
    from store.forget import every_version
    from sync.forgotten import contacts_in
    from vietnamese.mention import Mention

    named = Mention(name)
    versions = every_version(store, unit.code)
    return Mention(name, {one for sheets in versions for one in contacts_in(sheets, named)})


def _forget(store: Store, unit: Unit, person: Mention, write: bool) -> Forgotten:
    from store.forget import forget_person
    from sync.forgotten import without_person

    return forget_person(
        store, unit.code, person, lambda sheets: without_person(sheets, person), write
    )


def _is_in_last_reading(store: Store, unit: Unit, person: Mention) -> bool:
    sheets = store.sheets([unit.code]).get(unit.code, ())
    return any(person.is_in(cell) for sheet in sheets for row in sheet.rows for cell in row)


def _backups(config: Config) -> list[Path]:
    """The folders with copies: of workbooks, and of a store that is a file."""
    from store.engine import sqlite_path

    beside = sqlite_path(config.store_url)
    return list({config.backups, beside.parent / "backups"} if beside else {config.backups})


def _names_of_others(units: tuple[Unit, ...], one: Unit) -> list[str]:
    """What the other wards' files are called, those beside them included."""
    from sync.sidecar import file_name, sidecar_path

    others = [unit for unit in units if unit.code != one.code]
    beside = [sidecar_path(Path("a"), unit.name).stem for unit in others]
    return [*beside, *(file_name(u.name) for u in others), *(Path(u.ref).stem for u in others)]


def _what_will_be_done(unit: Unit, name: str, found: Forgotten, copies: int) -> str:
    return (
        f"Sẽ xóa thông tin của {name} ({unit.name}) ở {found.snapshots} bản lưu, {found.flags} nội dung cần sửa, "
        f"{found.lines} dòng nhật ký, {found.mails} thư đã ghi, và xóa {copies} bản sao trong thư mục backups. "
        "Bảng tính đang dùng của đơn vị không bị sửa."
    )


def _remove(copies: list[Path]) -> None:
    for copy in copies:
        copy.unlink(missing_ok=True)


def _note(config: Config, store: Store, unit: Unit, copies: int) -> None:
    from store.forget import note_forgotten

    note_forgotten(store, unit.name, copies, datetime.now(config.zone))
