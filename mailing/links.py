"""Where the links of mails lead."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from config import Config
    from shapes import Unit


def link_to(config: Config, unit: Unit) -> str:
    """The workbook of a ward, as the readers of a mail reach it; "" where they cannot.

    In a folder: below the address that the config names, percent-encoded. Without one, as seen from
    the outbox, where mails lie to be looked at; nowhere once they leave it.
    """
    if not unit.ref:
        return ""
    if config.source.kind == "google":
        from sync.google_drive import web_address

        return web_address(unit.ref)
    if config.source.link:
        return config.source.link + quote(PurePath(unit.ref).as_posix())
    return "" if config.mail.live else os.path.relpath(config.folder / unit.ref, config.outbox)
