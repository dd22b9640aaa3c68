"""What all commands share: the program, its usual options, and reading what a person typed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console import did_you_mean
from shapes import UserError

if TYPE_CHECKING:
    from config import Config
    from jobs import Outcome

app = typer.Typer(
    no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False, rich_markup_mode=None,
)  # fmt: skip
Day = Annotated[
    str,
    typer.Option(
        "--as-of", metavar="NGÀY", help="Ngày kiểm tra, dạng 2023-04-03 (mặc định: hôm nay)."
    ),
]
ConfigFile = Annotated[
    Path | None, typer.Option("--config", help="Tệp cấu hình (mặc định: config.toml).")
]
WardsFolder = Annotated[
    Path | None,
    typer.Option("--folder", help="Thư mục bảng tính; không cần tệp cấu hình."),
]


@app.callback()
def about() -> None:
    """Sổ Tổ: đọc bảng tính của phường, xã, kiểm tra theo Công văn, đánh dấu chỗ cần sửa, báo cáo thành phố."""


def settings(config: Path | None, folder: Path | None = None) -> Config:
    """The settings of this config file or of this folder; raises UserError for both at once."""
    from config import folder_config, load_config

    if config and folder:
        raise UserError("Chỉ chọn một: --config hoặc --folder.")
    if folder:
        return folder_config(folder, Path("so-to"))
    return load_config(config or Path("config.toml"))


def done_line(outcome: Outcome, dry_run: bool = False) -> str:
    """What a pass found and did, in one line."""
    from report.listing import count_line

    written = sum(
        result.outcome in ("written", "beside") for result in outcome.pushed if result.unit
    )
    did = (
        "Chưa ghi gì (--dry-run)."
        if dry_run
        else f"Đã ghi lại {written} bảng tính, gửi {outcome.mailed} thư."
    )
    return f"{count_line(outcome.reviewed.open)} {did}"


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

    if code.upper() not in RULES:
        raise UserError(f"Không có quy tắc {code}.{did_you_mean(code.upper(), list(RULES))}")
    return code.upper()
