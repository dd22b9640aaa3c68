"""`template`: an empty ward workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.common import app
from commands.program import BEGIN
from shapes import UserError


@app.command(rich_help_panel=BEGIN)
def template(
    file: Annotated[Path, typer.Argument(metavar="TỆP.xlsx", help="Tệp sẽ được tạo.")],
) -> None:
    """Tạo một bảng tính mẫu, trống, cho một phường, xã.

    Ví dụ:

    Tạo tệp mẫu:
        python jobs.py template mau.xlsx
    Tạo cho một phường, tên tệp là tên phường:
        python jobs.py template "Phường Bến Thủy.xlsx"
    """
    from sync.xlsx_make import make_template

    if file.exists():
        raise UserError(f"Đã có tệp {file}; chọn tên khác.")
    make_template(file)
    typer.echo(f"Đã tạo {file}.")
