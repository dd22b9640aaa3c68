"""Provisioning a folder: the coordination workbook, and a workbook for each unit without one."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from shapes import Recipient, Register, Unit, UserError
from sync.folder import Folder
from sync.prefilled import MAX_MEMBERS
from sync.provisioned import Step
from sync.register_rows import add_units
from sync.safe_write import BlockedError
from sync.schema import REGISTER_TITLE
from sync.words import REASONS
from sync.xlsx_make import make_register, make_ward
from sync.xlsx_read import Unreadable
