"""What the Tab key offers after an option or argument: names of units, codes of rules."""

from __future__ import annotations

from pathlib import Path

import typer

from shapes import UserError


def unit_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """The units of the last pass; none where there is no config or no store yet."""
    from commands.common import settings
    from store.register import known_units
    from store.store import Store

    config, folder = (ctx.params.get(name) for name in ("config", "folder"))
    try:
        known = settings(config and Path(config), folder and Path(folder))
        with Store.opened(known.store_url, read_only=True) as store:
            units = known_units(store) or ()
    except (UserError, OSError):
        return []
    return [unit.name for unit in units if unit.name.startswith(incomplete)]


def rule_codes(incomplete: str) -> list[tuple[str, str]]:
    """Codes that begin so, each with the rule's title."""
    import rules.check  # noqa: F401  (fills the catalogue)
    from rules.registry import RULES

    return [(code, one.title) for code, one in RULES.items() if code.startswith(incomplete.upper())]
