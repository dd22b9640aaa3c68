"""`flags`: what stands open, since when, and what was said of it; reads the store alone."""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import ConfigFile, Wards, WardsFolder, app, settings
from commands.program import DAILY
from commands.units import units_of
from reading import unit_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from report.standing import Standing


class Status(StrEnum):
    """Which flags are listed."""

    not_closed = "open"
    new = "new"
    waiting = "waiting"
    reopened = "reopened"
    excepted = "excepted"
    overdue = "overdue"
    closed = "closed"
    all = "all"


class Format(StrEnum):
    """How flags are printed."""

    table = "table"
    json = "json"
    csv = "csv"


@app.command(rich_help_panel=DAILY)
def flags(
    unit: Wards = None,
    status: Annotated[Status, typer.Option(help="Trạng thái.")] = Status.not_closed,
    format: Annotated[Format, typer.Option(help="Cách in kết quả.")] = Format.table,
    config: ConfigFile = None,
    folder: WardsFolder = None,
) -> None:
    """Các nội dung cần sửa theo lần chạy gần nhất: từ bao giờ, ai nói gì, thành phố quyết thế nào.

    Trạng thái: open chưa xong, new mới, waiting chờ trả lời, reopened tái diễn, excepted đồng ý giữ nguyên, overdue quá hạn, closed đã xong, all tất cả.

    Ví dụ:

    Mọi nội dung chưa xong:
        python jobs.py flags
    Nội dung quá hạn của hai đơn vị:
        python jobs.py flags --status overdue --unit "Phường Bến Thủy" --unit "Xã Nghi Phú"
    Tất cả, dạng CSV để mở bằng Excel:
        python jobs.py flags --status all --format csv
    """
    import rules.check  # noqa: F401  (fills the catalogue)
    from report.standing import standing
    from review.board import private_fields
    from review.marks import worst_first
    from rules.policy import load_policy
    from store.store import Store
    from sync.schema import WARD

    chosen = settings(config, folder)
    with Store.opened(chosen.store_url, read_only=True) as store:
        units = units_of(store)
        wanted = {unit_named(units, name).code for name in unit or ()}
        known = worst_first(_of_status(store.flags(), status), WARD)
        day = store.last_day() or datetime.now(chosen.zone).date()
    known = known[known["unit"].isin(wanted)] if wanted else known
    names = {one.code: one.name for one in units}
    policy = load_policy(chosen.policy_file)
    found = standing(known, names, private_fields(WARD), policy, day)
    _print([one for one in found if status is not Status.overdue or one.overdue], format)


def _of_status(flags: pd.DataFrame, status: Status) -> pd.DataFrame:
    if status is Status.all:
        return flags
    if status in (Status.not_closed, Status.overdue):
        return flags[~flags["status"].isin(["closed", "dropped"])]
    return flags[flags["status"] == status.value]


def _print(found: Sequence[Standing], format: Format) -> None:
    from report import listing
    from report.standing import Standing, show

    if format is Format.json:
        typer.echo(listing.as_json(found))
    elif format is Format.csv:
        typer.echo(listing.as_csv(found, Standing), nl=False)
    else:
        sys.stdout.write(show(found))
