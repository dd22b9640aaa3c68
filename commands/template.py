"""`template`: an empty ward workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.common import app
from shapes import UserError


@app.command()
def template(
    file: Annotated[Path, typer.Argument(metavar="TỆP.xlsx", help="Tệp sẽ được tạo.")],
) -> None:
    """Tạo một bảng tính mẫu, trống, cho một phường, xã."""
    from sync.xlsx_make import make_template

    if file.exists():
        raise UserError(f"Đã có tệp {file}; chọn tên khác.")
    make_template(file)
    typer.echo(f"Đã tạo {file}.")
