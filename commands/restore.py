"""`restore`: a ward's workbook as it once was, or the coordination workbook made anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import ConfigFile, WardsFolder, app, settings
from commands.completion import unit_names
from commands.program import NOW_AND_THEN
from commands.units import given_moment, local, units_of
from reading import unit_named
from shapes import UserError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from config import Config
    from shapes import Board, Sheet, Unit
    from store.snapshots import Snapshot
    from store.store import Store

_LISTED = "%d/%m/%Y %H:%M"


@app.command(rich_help_panel=NOW_AND_THEN)
def restore(
    ward: Annotated[
        str,
        typer.Argument(
            metavar="ĐƠN_VỊ",
            autocompletion=unit_names,
            help='Tên phường, xã, hoặc "Điều phối" (mặc định: liệt kê bản lưu của mọi đơn vị).',
        ),
    ] = "",
    at: Annotated[
        str,
        typer.Option(
            "--at",
            metavar="LÚC",
            help='Ngày hoặc giờ, ví dụ "2023-04-03 14:30"; lấy bản lưu gần nhất trước đó. Phải ghi khi lấy lại một đơn vị.',
        ),
    ] = "",
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="TỆP.xlsx", help="Tệp sẽ được tạo (mặc định: tên đơn vị và thời điểm)."
        ),
    ] = None,
    listing: Annotated[
        bool, typer.Option("--list", help="Chỉ liệt kê các bản lưu (mặc định: lấy lại).")
    ] = False,
    config: ConfigFile = None,
    folder: WardsFolder = None,
) -> None:
    """Lấy lại bảng tính của một phường, xã như vào một lúc trước, hoặc bảng Điều phối. Không ghi đè tệp nào.

    Ví dụ:

    Có những bản lưu nào của phường Bến Thủy:
        python jobs.py restore "Phường Bến Thủy" --list
    Bảng tính của phường như lúc 14 giờ 30:
        python jobs.py restore "Phường Bến Thủy" --at "2023-04-03 14:30"
    Lập lại bảng Điều phối:
        python jobs.py restore "Điều phối" --to dieu-phoi-moi.xlsx
    """
    from store.store import Store
    from sync.schema import REGISTER_TITLE
    from vietnamese.text import key

    chosen = settings(config, folder)
    with Store.opened(chosen.store_url, read_only=True) as store:
        if key(ward) == key(REGISTER_TITLE):
            _restore_register(chosen, store, to)
            return
        units = units_of(store)
        one = unit_named(units, ward) if ward else None
        if listing or one is None:
            _list(_kept(store, one, units, chosen.zone), store)
        else:
            _restore_ward(chosen, store, one, at, to)


# --- a ward ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Kept:
    """One snapshot of a ward, and when it was taken on the city's clock."""

    unit: Unit
    at: datetime
    snapshot: Snapshot

    @property
    def line(self) -> str:
        return f"{self.unit.name} · {self.at:{_LISTED}}"


def _kept(store: Store, one: Unit | None, units: tuple[Unit, ...], zone: ZoneInfo) -> list[_Kept]:
    from store.snapshots import snapshots

    by_code = {unit.code: unit for unit in units}
    return [
        _Kept(by_code[known.unit], local(known.at, zone), known)
        for known in snapshots(store, one.code if one else "")
        if known.unit in by_code
    ]


def _list(kept: list[_Kept], store: Store) -> None:
    """One line per snapshot, by ward, newest first, with how many rows its tabs have."""
    from store.snapshots import sheets_of

    if not kept:
        typer.echo("Chưa có bản lưu nào.")
    for one in sorted(kept, key=lambda k: (k.unit.name, -k.snapshot.id)):
        typer.echo(f"{one.line} · {_rows(sheets_of(store, one.snapshot))}")


def _rows(sheets: tuple[Sheet, ...]) -> str:
    """How many filled rows each tab has, its header included."""
    counts = [(sheet.title, sum(any(row) for row in sheet.rows)) for sheet in sheets]
    return ", ".join(f"{title} {count} dòng" for title, count in counts)


def _restore_ward(config: Config, store: Store, unit: Unit, at: str, to: Path | None) -> None:
    from store.snapshots import sheets_of
    from sync.sidecar import file_name
    from sync.xlsx_snapshot import write_snapshot

    if not at:
        raise UserError(
            f'Ghi thời điểm cần lấy lại, ví dụ --at 2023-04-03; xem các bản lưu bằng lệnh restore "{unit.name}" --list.'
        )
    moment = given_moment(at)
    kept = [one for one in _kept(store, unit, (unit,), config.zone) if one.at <= moment]
    if not kept:
        raise UserError(
            f'Không có bản lưu nào của {unit.name} đến lúc {moment:{_LISTED}}. Xem các bản lưu bằng lệnh restore "{unit.name}" --list.'
        )
    last = kept[-1]
    path = to or Path(f"{file_name(unit.name)} {last.at:%Y-%m-%d %H.%M}.xlsx")
    try:
        write_snapshot(path, sheets_of(store, last.snapshot), unit.name)
    except FileExistsError as why:
        raise UserError(f"Đã có tệp {path}; chọn tên khác bằng --to.") from why
    typer.echo(
        f"Đã tạo {path}: bảng tính của {unit.name} như lúc {last.at:{_LISTED}}. "
        "Xem lại rồi chép phần cần lấy vào bảng tính đang dùng."
    )


# --- the coordination workbook -----------------------------------------------------------------


def _restore_register(config: Config, store: Store, to: Path | None) -> None:
    """Units, recipients, flags with their decisions, and the log, as the store has them."""
    from store.register import known_recipients
    from sync.board import write_board
    from sync.words import REASONS
    from sync.xlsx_make import make_register

    units = units_of(store)
    path = to or _register_path(config)
    if path.exists():
        raise UserError(
            f"Đã có tệp {path}. Chuyển tệp cũ sang chỗ khác rồi chạy lại, hoặc chọn tên khác bằng --to."
        )
    make_register(path, units, known_recipients(store))
    pushed = write_board(path, _board(store, units), config.backups, folder=config.folder)
    if pushed.outcome == "failed":
        raise UserError(
            f"Chưa ghi được {path}: bảng tính {REASONS.get(pushed.reason, pushed.reason)}. Kiểm tra tệp và ổ đĩa rồi chạy lại."
        )
    google = "tải lên Google Drive, ghi mã bảng tính vào mục [source] register, "
    typer.echo(
        f"Đã tạo {path} với {len(units)} đơn vị và các hướng xử lý đã ghi. Xem lại, "
        f"{google if config.source.kind == 'google' else ''}rồi chạy run; trang Tổng hợp có lại sau lần chạy ấy."
    )


def _register_path(config: Config) -> Path:
    from sync.folder import REGISTER_FILE

    return Path(REGISTER_FILE) if config.source.kind == "google" else config.register_file


def _board(store: Store, units: tuple[Unit, ...]) -> Board:
    import pandas as pd

    from jobs import log_lines
    from review.board import follow_up
    from review.reconcile import Reconciled
    from shapes import Board
    from store.cards import cards
    from sync.schema import LOG_LENGTH

    named = {"unit": [one.code for one in units], "name": [one.name for one in units]}
    asked = cards(store).reindex(columns=["officer", "phone"])
    wards = pd.DataFrame(named).join(asked, on="unit").fillna("")
    known = Reconciled(store.flags(), frozenset())
    flags = follow_up(known, wards, store.last_day() or date.today())
    return Board(units, flags, pd.DataFrame(), log_lines(store.shown_events(LOG_LENGTH)))
