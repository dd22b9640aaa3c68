"""`backup`: a copy of the store."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Annotated

import typer

from commands.common import ConfigFile, WardsFolder, app, settings
from commands.program import NOW_AND_THEN
from shapes import UserError


@app.command(rich_help_panel=NOW_AND_THEN)
def backup(
    file: Annotated[Path, typer.Argument(metavar="TỆP.db", help="Tệp sẽ được tạo.")],
    config: ConfigFile = None,
    folder: WardsFolder = None,
) -> None:
    """Sao kho dữ liệu ra một tệp, kể cả khi serve đang chạy.

    Ví dụ:

    Sao kho ra một tệp mới:
        python jobs.py backup so-to-backup.db
    Kho của thành phố thử:
        python jobs.py backup thu.db --config demo-out/config.toml
    """
    from store.engine import copy_sqlite, sqlite_path

    path = sqlite_path(settings(config, folder).store_url)
    if path is None:
        raise UserError("Kho dữ liệu ở PostgreSQL: sao bằng lệnh pg_dump của PostgreSQL.")
    if not path.exists():
        raise UserError(f"Chưa có kho dữ liệu {path}. Chạy lệnh run trước.")
    if file.exists():
        raise UserError(f"Đã có tệp {file}; chọn tên khác.")
    try:
        copy_sqlite(path, file)
    except sqlite3.Error as why:
        raise UserError(
            f"Không sao được kho dữ liệu: {why}. Chạy lệnh doctor để xem lý do."
        ) from why
    typer.echo(f"Đã sao kho dữ liệu vào {file}. Tệp này có dữ liệu cá nhân; cất ở nơi riêng.")
