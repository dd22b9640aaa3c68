"""`rules`: the catalogue."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.common import app, known_rule
from commands.completion import rule_codes
from commands.program import NOW_AND_THEN


@app.command(rich_help_panel=NOW_AND_THEN)
def rules(
    code: Annotated[
        str,
        typer.Argument(
            metavar="MÃ", help="Mã quy tắc (mặc định: mọi quy tắc).", autocompletion=rule_codes
        ),
    ] = "",
) -> None:
    """Danh mục quy tắc, hoặc một quy tắc với ví dụ.

    Ví dụ:

    Mọi quy tắc:
        python jobs.py rules
    Quy tắc TV01, kèm mục của Công văn và ví dụ:
        python jobs.py rules TV01
    """
    from report import catalogue
    from rules.policy import load_policy

    text = catalogue.one(known_rule(code), load_policy()) if code else catalogue.all_rules()
    typer.echo(text)
