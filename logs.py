"""The log of `serve`: short plain lines on the terminal and in a file, without people's data."""

import logging
import os
import sys
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from vietnamese.text import mask_contacts

_BYTES, _FILES = 1_000_000, 5


class Plain(logging.Formatter):
    """One line each: contacts masked, of an exception its kind and place but not its words."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(message)s", "%d/%m/%Y %H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = mask_contacts(super().format(record))
        return " ".join(line.split())

    def formatException(self, ei: Any) -> str:  # noqa: N802
        """Where it was raised; what it says may hold what somebody typed."""
        return f"({place_of(ei[1])})"


def place_of(why: BaseException) -> str:
    """An exception's kind and the place in this program where it was raised."""
    frames = traceback.extract_tb(why.__traceback__)
    last = f" {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(why).__name__}{last}"


class _PrivateFile(RotatingFileHandler):
    """A log that only its user may read."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8")


def log_to(folder: Path) -> Path:
    """Sends what is logged to the terminal and to a file in `folder`; returns it. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "so-to.log"
    kept = _PrivateFile(path, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8")
    logging.raiseExceptions = False  # a full disk costs lines of the log, not passes
    for handler in (kept, logging.StreamHandler(sys.stdout)):
        handler.setFormatter(Plain())
        logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)
    for noisy in ("schedule", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    return path
