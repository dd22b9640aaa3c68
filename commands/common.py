"""What all commands share: the program, its usual options, and reading what a person typed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.completion import unit_names
from commands.program import Program
from console import did_you_mean
from shapes import UserError

if TYPE_CHECKING:
    from config import Config
    from jobs import Outcome

_SHORT = re.compile(r"([A-Z]{2})(\d)$")  # TV1 for TV01
app = Program("""Sổ Tổ đọc bảng tính của phường, xã, kiểm tra theo Công văn, đánh dấu chỗ cần sửa, báo cáo thành phố.

    Sau mỗi lệnh ghi thêm --help để xem cách dùng và ví dụ.

    Ví dụ:

    Dựng một thành phố thử để xem:
        python jobs.py demo
    Bắt đầu dùng thật:
        python jobs.py init
    Xem cách dùng lệnh check:
        python jobs.py check --help
    """)
Day = Annotated[
    str,
    typer.Option(
        "--as-of",
        metavar="NGÀY",
        help="Kiểm tra như vào ngày này, dạng 2023-04-03 (mặc định: hôm nay).",
    ),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", metavar="TỆP.toml", help="Tệp cấu hình (mặc định: config.toml)."),
]
Ward = Annotated[
    str, typer.Argument(metavar="ĐƠN_VỊ", help="Tên phường, xã.", autocompletion=unit_names)
]
Wards = Annotated[
    list[str] | None,
    typer.Option(
        "--unit",
        metavar="ĐƠN_VỊ",
        autocompletion=unit_names,
        help="Chỉ đơn vị này; ghi được nhiều lần (mặc định: mọi đơn vị).",
    ),
]
WardsFolder = Annotated[
    Path | None,
    typer.Option(
        "--folder",
        metavar="THƯ_MỤC",
        help="Thư mục bảng tính, thay cho tệp cấu hình (mặc định: theo tệp cấu hình).",
    ),
]


def settings(config: Path | None, folder: Path | None = None) -> Config:
    """The settings of this config file or of this folder; raises UserError for both at once."""
    from config import folder_config, load_config

    if config and folder:
        raise UserError("Đã ghi cả --config và --folder. Chỉ chọn một.")
    if folder:
        return folder_config(folder, Path("so-to"))
    return load_config(config or Path("config.toml"))


def done_line(outcome: Outcome, config: Config, dry_run: bool = False) -> str:
    """What a pass found and did, in one line."""
    from report.listing import count_line

    written = sum(
        result.outcome in ("written", "beside") for result in outcome.pushed if result.unit
    )
    did = (
        "Chưa ghi gì (--dry-run)."
        if dry_run
        else f"Đã ghi lại {written} bảng tính, {_mailed(outcome.mailed, config)}."
    )
    return f"{count_line(outcome.reviewed.open)} {did}"


def _mailed(number: int, config: Config) -> str:
    """What became of the mails: until they leave for good they go to a folder."""
    if not number or (config.mail.live and config.mail.smtp_host):
        return f"gửi {number} thư"
    return f"ghi {number} thư vào {config.outbox} (chưa gửi thật)"


def confirm(question: str) -> None:
    """Goes on only when the person says so."""
    from vietnamese.text import plain

    if plain(typer.prompt(question, default="không")) not in ("co", "c", "y", "yes"):
        raise typer.Abort


def given_day(text: str) -> date | None:
    """The day typed as 2023-04-03, None for nothing; raises UserError."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as why:
        raise UserError(f"Ngày «{text}» không đúng; ghi dạng 2023-04-03.") from why


def known_rule(code: str) -> str:
    """The code as the catalogue writes it; raises UserError with the nearest one."""
    import rules.check  # noqa: F401  (fills the catalogue)
    from rules.registry import RULES

    known = _SHORT.sub(r"\g<1>0\2", code.strip().upper())
    if known not in RULES:
        near = did_you_mean(known, list(RULES))
        raise UserError(f"Không có quy tắc {code}.{near} Xem các mã bằng lệnh rules.")
    return known
