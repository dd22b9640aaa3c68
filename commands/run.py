"""`run`: one pass over a city."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.common import ConfigFile, Day, WardsFolder, app, done_line, given_day, settings
from jobs import one_run


@app.command()
def run(
    config: ConfigFile = None,
    folder: WardsFolder = None,
    as_of: Day = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ kiểm tra, không ghi và không gửi gì.")
    ] = False,
    unit: Annotated[
        list[str] | None, typer.Option(help="Chỉ đọc và ghi đơn vị này; ghi được nhiều lần.")
    ] = None,
) -> None:
    """Một lượt: đọc những bảng tính đã thay đổi, kiểm tra, đánh dấu, gửi thư đến hạn."""
    chosen = settings(config, folder)
    outcome = one_run(chosen, given_day(as_of), tuple(unit or ()), dry_run, typer.echo)
    typer.echo(done_line(outcome, dry_run))
