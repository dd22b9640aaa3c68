"""`rules`: the catalogue."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.common import app, known_rule


@app.command()
def rules(
    code: Annotated[str, typer.Argument(metavar="MÃ", help="Mã quy tắc, ví dụ TV01.")] = "",
) -> None:
    """Danh mục quy tắc, hoặc một quy tắc với ví dụ."""
    from report import catalogue
    from rules.policy import load_policy

    text = catalogue.one(known_rule(code), load_policy()) if code else catalogue.all_rules()
    typer.echo(text)
