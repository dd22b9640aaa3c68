"""`check`: what is wrong in workbooks, writing nothing."""

from __future__ import annotations

import gc
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.common import Day, app, given_day, known_rule
from commands.completion import rule_codes
from commands.program import DAILY
from console import progress
from shapes import UserError


class Format(StrEnum):
    """How flags are printed."""

    table = "table"
    json = "json"
    csv = "csv"
    github = "github"


@app.command(rich_help_panel=DAILY)
def check(
    paths: Annotated[
        list[Path], typer.Argument(metavar="ĐƯỜNG_DẪN…", help="Bảng tính hoặc thư mục bảng tính.")
    ],
    as_of: Day = "",
    format: Annotated[Format, typer.Option(help="Cách in kết quả.")] = Format.table,
    rule: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MÃ",
            autocompletion=rule_codes,
            help="Chỉ kiểm tra quy tắc này; ghi được nhiều lần (mặc định: mọi quy tắc).",
        ),
    ] = None,
) -> None:
    """Kiểm tra bảng tính mà không ghi gì. Mã thoát: 0 không có nội dung phải sửa, 1 có, 2 không kiểm tra được.

    Ví dụ:

    Mọi bảng tính trong thư mục wards:
        python jobs.py check wards
    Chỉ một bảng tính, như vào ngày 03/04/2023:
        python jobs.py check "wards/Phường Bến Thủy.xlsx" --as-of 2023-04-03
    Chỉ hai quy tắc, in ra dạng CSV để mở bằng Excel:
        python jobs.py check wards --rule TV01 --rule FM06 --format csv
    """
    gc.disable()  # one pass, then the process ends: looking for garbage would only cost
    from jobs import check_books
    from report.listing import lines
    from rules.policy import load_policy
    from sync.folder import Folder
    from sync.words import about_register

    policy, day = load_policy(), given_day(as_of) or date.today()
    only = tuple(known_rule(code) for code in rule or ())
    if missing := [path for path in paths if not path.exists()]:
        raise UserError(f"Không tìm thấy {missing[0]}. Kiểm tra lại đường dẫn.")
    backend = Folder.of_paths(paths)
    register = backend.units()
    if register.problem not in ("", "missing"):
        typer.echo(about_register(register), err=True)
    units = [unit for unit in register.units if unit.followed]
    if not units:
        raise UserError(
            f"Không có bảng tính nào của phường, xã trong {paths[0]}. Chép các tệp .xlsx vào rồi chạy lại."
        )
    books = list(progress(backend.pull(units), len(units), "Đọc bảng tính"))
    tables, checked = check_books(units, books, policy, day, only=only)
    found = lines(checked.flags, tables, masked=format is Format.github)
    _print(found, format, {unit.name: str(backend.path(unit)) for unit in units})
    for code, why in checked.failed:
        typer.echo(f"Quy tắc {code} không chạy được: {why}", err=True)
    gc.freeze()  # nor does the interpreter look through all of it when it ends
    raise typer.Exit(
        2 if checked.failed else int(any(line.severity == "violation" for line in found))
    )


def _print(found: list[Any], format: Format, files: dict[str, str]) -> None:
    from report import listing

    if format is Format.json:
        typer.echo(listing.as_json(found))
    elif format is Format.csv:
        typer.echo(listing.as_csv(found), nl=False)
    elif format is Format.github:
        typer.echo(listing.as_github(found, files), nl=False)
    else:
        listing.show(found, sys.stdout)
