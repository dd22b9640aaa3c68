"""`provision`: makes the workbooks of a city, or completes those that are there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, Protocol

import typer

from commands.common import ConfigFile, WardsFolder, app, settings
from commands.completion import unit_names
from commands.program import BEGIN
from opening import google_clients
from reading import chosen
from shapes import UserError

if TYPE_CHECKING:
    from config import Config
    from shapes import Recipient, Register, Unit
    from sync.provisioned import Step


class _City(Protocol):
    def register(self) -> Register: ...

    def provision(
        self, units: Sequence[Unit], recipients: Sequence[Recipient], chosen: Sequence[str]
    ) -> Iterator[Step]: ...


@app.command(rich_help_panel=BEGIN)
def provision(
    units: Annotated[
        Path | None,
        typer.Option(
            "--units",
            metavar="TỆP.csv",
            help="Danh sách đơn vị, có cột Đơn vị và Loại (mặc định: theo bảng Điều phối).",
        ),
    ] = None,
    ward: Annotated[
        list[str] | None,
        typer.Option(
            "--ward",
            metavar="ĐƠN_VỊ",
            autocompletion=unit_names,
            help="Chỉ đơn vị này; ghi được nhiều lần (mặc định: mọi đơn vị).",
        ),
    ] = None,
    config: ConfigFile = None,
    folder: WardsFolder = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ cho biết sẽ làm gì (mặc định: làm).")
    ] = False,
) -> None:
    """Tạo bảng Điều phối và bảng tính cho từng phường, xã, hoặc bổ sung phần còn thiếu.

    Chạy lại được; không xóa, không sửa những gì đã ghi.

    Ví dụ:

    Xem trước sẽ làm gì:
        python jobs.py provision --units docs/units.example.csv --dry-run
    Tạo các bảng tính:
        python jobs.py provision --units docs/units.example.csv
    Bổ sung phần thiếu của một đơn vị:
        python jobs.py provision --ward "Phường Bến Thủy"
    """
    from sync.units_csv import read_units

    given = read_units(units) if units else ()
    path = config or Path("config.toml")
    provision_city(settings(config, folder), path, given, wards=ward or (), dry_run=dry_run)


def provision_city(
    known: Config,
    path: Path,
    given: Sequence[Unit],
    people: Sequence[Recipient] = (),
    wards: Sequence[str] = (),
    dry_run: bool = False,
) -> NoReturn:
    """Makes what the city of these settings (the file `path`) lacks and says so, then ends the
    program; `people` get mail where no coordination workbook says who does. Raises UserError."""
    from sync.units_csv import join_units

    city = _city(known, path, dry_run)
    register = city.register()
    _refuse_second_register(known, register)
    joined, remarks = join_units(register.units, given)
    followed = [unit for unit in joined if unit.followed]
    if not followed:
        raise UserError(
            "Chưa có đơn vị nào. Ghi tên và loại các phường, xã vào một tệp .csv rồi chạy lại với --units TỆP.csv."
        )
    codes = [unit.code for unit in chosen(followed, wards)]
    for remark in remarks:
        typer.echo(remark)
    _tell(city.provision(joined, register.recipients or people, codes), dry_run)


def _city(config: Config, path: Path, dry_run: bool) -> _City:
    if config.source.kind == "google":
        return _google_city(config, path, dry_run)
    from sync.folder import Folder
    from sync.folder_provision import FolderCity

    backend = Folder(config.folder, config.register_file, config.backups)
    return FolderCity(backend, config.register_file, config.backups, dry_run)


def _google_city(config: Config, path: Path, dry_run: bool) -> _City:
    from config_edit import set_register
    from rules.policy import load_policy
    from sync.google_make import Way
    from sync.google_provision import GoogleCity

    clients = google_clients(config, provisioning=True)
    way = Way(
        [client.email for client in clients if client.email],
        config.city.timezone,
        config.google.shared_drive,
        load_policy(config.policy_file).teams.max_members.value,
        dry_run,
    )
    return GoogleCity(clients, config.register_id, way, lambda ref: set_register(path, ref))


def _refuse_second_register(config: Config, register: Register) -> None:
    """One that the store knows and that is gone is brought back, not begun anew."""
    from store.register import known_units
    from store.store import Store

    if config.source.kind == "google" or register.problem != "missing":
        return
    with Store.opened(config.store_url, read_only=True) as store:
        if known_units(store) is not None:
            raise UserError(
                f"Bảng Điều phối không còn ở {config.register_file}. "
                'Lấy lại bằng lệnh restore "Điều phối" để không mất các hướng xử lý đã ghi.'
            )


def _tell(steps: Iterator[Step], dry_run: bool) -> NoReturn:
    """A line for each workbook as it is done, then the totals; exit code 1 where one was not."""
    counts = dict.fromkeys(("made", "completed", "whole", "failed"), 0)
    if dry_run:
        typer.echo("Chỉ xem trước (--dry-run), chưa ghi gì:")
    for step in steps:
        typer.echo(_line(step))
        for remark in step.remarks:
            typer.echo(f"  Lưu ý: {remark}.")
        counts[_outcome(step)] += 1
    verb = "sẽ tạo" if dry_run else "đã tạo"
    typer.echo(
        f"{sum(counts.values())} bảng tính: {verb} {counts['made']}, bổ sung {counts['completed']}, "
        f"không phải làm gì {counts['whole']}, chưa làm được {counts['failed']}."
    )
    raise typer.Exit(int(counts["failed"] > 0))


def _outcome(step: Step) -> str:
    if step.problem:
        return "failed"
    return "made" if step.made else "completed" if step.done else "whole"


def _line(step: Step) -> str:
    return f"{step.name}: {step.problem or '; '.join(step.done) or 'đã đủ'}."
