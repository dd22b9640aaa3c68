"""`run`: one pass over a city."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.common import ConfigFile, Day, Wards, WardsFolder, app, done_line, given_day, settings
from commands.program import DAILY
from jobs import one_run


@app.command(rich_help_panel=DAILY)
def run(
    config: ConfigFile = None,
    folder: WardsFolder = None,
    as_of: Day = "",
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Chỉ kiểm tra, không ghi và không gửi gì (mặc định: ghi)."),
    ] = False,
    unit: Wards = None,
) -> None:
    """Chạy một lượt: đọc những bảng tính đã thay đổi, kiểm tra, đánh dấu, gửi thư đến hạn.

    Ví dụ:

    Xem sẽ tìm thấy gì, chưa ghi gì:
        python jobs.py run --dry-run
    Chạy một lượt theo config.toml:
        python jobs.py run
    Chạy tiếp thành phố thử sau khi sửa thử một bảng tính:
        python jobs.py run --config demo-out/config.toml --as-of 2023-04-04
    """
    chosen = settings(config, folder)
    outcome = one_run(chosen, given_day(as_of), tuple(unit or ()), dry_run, typer.echo)
    typer.echo(done_line(outcome, chosen, dry_run))
