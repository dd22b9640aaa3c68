"""`decision`: the decision to found a ward's teams, as a document to sign."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import ConfigFile, Day, Ward, WardsFolder, app, given_day, settings
from commands.program import NOW_AND_THEN
from jobs import check_books
from opening import backend_of
from reading import chosen
from shapes import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    import pandas as pd

    from config import Config
    from report.decision import Draft


@app.command(rich_help_panel=NOW_AND_THEN)
def decision(
    ward: Ward,
    to: Annotated[Path, typer.Option("--to", metavar="TỆP.docx", help="Tệp sẽ được tạo.")],
    config: ConfigFile = None,
    folder: WardsFolder = None,
    as_of: Day = "",
    force: Annotated[
        bool, typer.Option("--force", help="Ghi đè nếu đã có tệp này (mặc định: không).")
    ] = False,
) -> None:
    """Lập dự thảo quyết định thành lập tổ (Phụ lục 2) của một phường, xã từ bảng tính; không sửa bảng tính.

    Ví dụ:

    Dự thảo của phường Bến Thủy:
        python jobs.py decision "Phường Bến Thủy" --to ben-thuy.docx
    Lập lại sau khi bảng tính đã sửa:
        python jobs.py decision "Phường Bến Thủy" --to ben-thuy.docx --force
    """
    from report.docx import fill

    if to.exists() and not force:
        raise UserError(f"Đã có tệp {to}; chọn tên khác, hoặc thêm --force để ghi đè.")
    given = settings(config, folder)
    day = given_day(as_of) or datetime.now(given.zone).date()
    found, flags = _draft(given, ward, day)
    title = f"Quyết định thành lập Tổ công nghệ số cộng đồng {found.ward}"
    to.write_bytes(fill("decision", found, title, day))
    typer.echo(f"Đã lập dự thảo quyết định của {found.ward}: {to}.")
    _list("Còn để dòng chấm, xin điền trước khi ký:", found.missing)
    _list("Xin xem lại:", (*found.remarks, *_to_repair(flags)))


def _draft(given: Config, ward: str, day: date) -> tuple[Draft, pd.DataFrame]:
    """The decision of this ward as its workbook stands, and the flags in that; nothing is written."""
    from report.decision import draft
    from report.listing import lines
    from rules.policy import load_policy
    from sync.words import about_register

    backend, policy = backend_of(given), load_policy(given.policy_file)
    register = backend.units()
    if register.problem not in ("", "missing"):
        typer.echo(about_register(register), err=True)
    (unit,) = chosen([unit for unit in register.units if unit.followed], [ward])
    (book,) = backend.pull([unit])
    tables, checked = check_books([unit], [book], policy, day)
    if book.problem:
        (why,) = lines(checked.flags[checked.flags["rule"] == "ST03"], tables)
        raise UserError(f"{unit.name}: {why.message} {why.fix}")
    return draft(tables, policy, unit, day), checked.flags


def _to_repair(flags: pd.DataFrame) -> Iterator[str]:
    """That the lists of teams and members are not right yet."""
    wrong = (flags["severity"] == "violation") & flags["table"].isin(["teams", "members"])
    if wrong.any():
        yield f"Trang Danh sách tổ, Thành viên còn {wrong.sum()} nội dung phải sửa (xem trang Cần sửa); sửa xong hãy trình ký."


def _list(heading: str, lines: Sequence[str]) -> None:
    if lines:
        typer.echo("\n".join((heading, *(f"  - {line}" for line in lines))))
