"""`demo`: a city to try the program on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.common import app
from jobs import one_run
from shapes import UserError


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Thư mục chứa thành phố thử.")] = Path("demo-out"),
) -> None:
    """Dựng thành phố thử 25 phường, xã rồi chạy hai lần: 27/03 và 03/04/2023."""
    from config import load_config
    from demo.show import show_demo

    if out.exists() and any(out.iterdir()):
        raise UserError(
            f"Thư mục {out} đã có tệp. Chọn thư mục khác bằng --out, hoặc xóa thư mục này."
        )
    show_demo(out, lambda day: one_run(load_config(out / "config.toml"), day), typer.echo)
