"""`redate`: a store that was written while the clock was ahead, back to today."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import ConfigFile, WardsFolder, app, confirm, settings
from commands.program import NOW_AND_THEN
from opening import backend_of, opened_store
from shapes import UserError

if TYPE_CHECKING:
    from config import Config


@app.command(rich_help_panel=NOW_AND_THEN)
def redate(
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại (mặc định: hỏi).")] = False,
    config: ConfigFile = None,
    folder: WardsFolder = None,
) -> None:
    """Sau khi đồng hồ máy đi trước: đưa mọi ngày chưa đến trong kho dữ liệu về hôm nay, không mất quyết định nào.

    Ví dụ:

    Chỉnh đúng giờ máy, rồi xem và trả lời có hoặc không:
        python jobs.py redate
    Chỉnh ngay, không hỏi lại:
        python jobs.py redate --yes
    """
    from store.redate import redate as bring_back

    given = settings(config, folder)
    now = datetime.now(given.zone)
    with opened_store(given) as store:
        last = store.last_day()
        if last is None or last <= now.date():
            raise UserError("Kho dữ liệu không có ngày nào sau hôm nay; không cần chỉnh gì.")
        typer.echo(
            f"Giờ máy: {now:%H:%M ngày %d/%m/%Y}. Kho dữ liệu đã tính đến ngày {last:%d/%m/%Y}."
        )
        if given.source.kind == "google":
            backend_of(given).units()  # raises where the clock is not Google's
        if not yes:
            confirm("Ghi «có» nếu giờ máy như trên là đúng")
        copied = _copied(given, now)
        changed = bring_back(store, now)
        store.log(now, [("Chỉnh lại ngày", "", f"Các ngày sau hôm nay đưa về {now:%d/%m/%Y}.")])
    typer.echo(f"Đã chỉnh {changed} chỗ.{copied} Chạy lệnh run để kiểm tra lại theo ngày hôm nay.")


def _copied(config: Config, now: datetime) -> str:
    """Copies the store as it is, where it is a file; says where to."""
    from store.engine import copy_sqlite, sqlite_path

    path = sqlite_path(config.store_url)
    if path is None:
        return ""
    target = path.parent / "backups" / f"{path.stem} trước redate {now:%Y-%m-%d %H.%M.%S}.db"
    copy_sqlite(path, target)
    return f" Bản sao trước khi chỉnh: {target}."
