"""`demo`: a city to try the program on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.common import app
from commands.program import BEGIN
from jobs import one_run
from shapes import UserError


@app.command(rich_help_panel=BEGIN)
def demo(
    out: Annotated[Path, typer.Option(metavar="THƯ_MỤC", help="Nơi để thành phố thử.")] = Path(
        "demo-out"
    ),
) -> None:
    """Dựng thành phố thử 25 phường, xã rồi chạy hai lần: 27/03 và 03/04/2023. Người và số liệu đều là hư cấu.

    Ví dụ:

    Dựng trong thư mục demo-out:
        python jobs.py demo
    Dựng trong thư mục khác:
        python jobs.py demo --out thu-nghiem
    """
    from config import load_config
    from demo.show import show_demo

    if out.exists() and any(out.iterdir()):
        raise UserError(
            f"Thư mục {out} đã có tệp. Chọn thư mục khác bằng --out, hoặc xóa thư mục này."
        )
    show_demo(out, lambda day: one_run(load_config(out / "config.toml"), day), typer.echo)
