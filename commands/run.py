"""`run`: one pass over a city."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import ConfigFile, Day, WardsFolder, app, given_day, settings
from jobs import one_run

if TYPE_CHECKING:
    from jobs import Outcome


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
    outcome = one_run(
        settings(config, folder), given_day(as_of), tuple(unit or ()), dry_run, typer.echo
    )
    typer.echo(_summary(outcome, dry_run))


def _summary(outcome: Outcome, dry_run: bool) -> str:
    from report.listing import count_line

    written = sum(
        result.outcome in ("written", "beside") for result in outcome.pushed if result.unit
    )
    did = (
        "Chưa ghi gì (--dry-run)."
        if dry_run
        else f"Đã ghi lại {written} bảng tính, gửi {outcome.mailed} thư."
    )
    return f"{count_line(outcome.reviewed.open)} {did}"
