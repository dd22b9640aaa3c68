"""The command line: what a person types, and what they are told."""

from __future__ import annotations

import gc
import sys
from datetime import date
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from console import did_you_mean, progress
from jobs import check_books, one_run
from shapes import UserError

if TYPE_CHECKING:
    from jobs import Outcome

app = typer.Typer(
    no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Sổ Tổ: đọc bảng tính của phường, xã, kiểm tra theo Công văn, đánh dấu chỗ cần sửa, báo cáo thành phố.",
)  # fmt: skip
Day = Annotated[
    str,
    typer.Option(
        "--as-of", metavar="NGÀY", help="Ngày kiểm tra, dạng 2023-04-03 (mặc định: hôm nay)."
    ),
]


class Format(StrEnum):
    """How flags are printed."""

    table = "table"
    json = "json"
    csv = "csv"
    github = "github"


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


@app.command()
def run(
    config: Annotated[
        Path | None, typer.Option(help="Tệp cấu hình (mặc định: config.toml).")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Thư mục bảng tính; không cần tệp cấu hình.")
    ] = None,
    as_of: Day = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ kiểm tra, không ghi và không gửi gì.")
    ] = False,
    unit: Annotated[
        list[str] | None, typer.Option(help="Chỉ đọc và ghi đơn vị này; ghi được nhiều lần.")
    ] = None,
) -> None:
    """Một lượt: đọc những bảng tính đã thay đổi, kiểm tra, đánh dấu, gửi thư đến hạn."""
    from config import folder_config, load_config

    if config and folder:
        raise UserError("Chỉ chọn một: --config hoặc --folder.")
    settings = (
        folder_config(folder, Path("so-to"))
        if folder
        else load_config(config or Path("config.toml"))
    )
    outcome = one_run(
        settings, _day(as_of) if as_of else None, tuple(unit or ()), dry_run, typer.echo
    )
    typer.echo(_summary(outcome, dry_run))


def _summary(outcome: Outcome, dry_run: bool) -> str:
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


@app.command()
def check(
    paths: Annotated[
        list[Path], typer.Argument(metavar="ĐƯỜNG_DẪN…", help="Bảng tính hoặc thư mục bảng tính.")
    ],
    as_of: Day = "",
    format: Annotated[Format, typer.Option(help="Cách in kết quả.")] = Format.table,
    rule: Annotated[
        list[str] | None, typer.Option(help="Chỉ kiểm tra quy tắc này; ghi được nhiều lần.")
    ] = None,
) -> None:
    """Kiểm tra mà không ghi gì. Mã thoát: 0 không có nội dung phải sửa, 1 có, 2 không kiểm tra được."""
    from report.listing import lines
    from rules.policy import load_policy
    from sync.folder import Folder
    from sync.words import about_register

    gc.disable()  # one pass, then the process ends: looking for garbage would only cost
    policy, day = load_policy(), _day(as_of) if as_of else date.today()
    only = tuple(_known_rule(code) for code in rule or ())
    if missing := [path for path in paths if not path.exists()]:
        raise UserError(f"Không tìm thấy {missing[0]}. Kiểm tra lại đường dẫn.")
    backend = Folder.of_paths(paths)
    register = backend.units()
    if register.problem not in ("", "missing"):
        typer.echo(about_register(register), err=True)
    units = [unit for unit in register.units if unit.followed]
    if not units:
        raise UserError(
            f"Không có bảng tính nào của phường, xã trong {paths[0]}. Chép các tệp .xlsx vào rồi chạy lại."
        )
    books = list(progress(backend.pull(units), len(units), "Đọc bảng tính"))
    tables, checked = check_books(units, books, policy, day, only=only)
    found = lines(checked.flags, tables, masked=format is Format.github)
    _print(found, format, {unit.name: str(backend.path(unit)) for unit in units})
    for code, why in checked.failed:
        typer.echo(f"Quy tắc {code} không chạy được: {why}", err=True)
    raise typer.Exit(
        2 if checked.failed else int(any(line.severity == "violation" for line in found))
    )


def _print(found: list[Any], format: Format, files: dict[str, str]) -> None:
    from report import listing

    if format is Format.json:
        typer.echo(listing.as_json(found))
    elif format is Format.csv:
        typer.echo(listing.as_csv(found), nl=False)
    elif format is Format.github:
        typer.echo(listing.as_github(found, files), nl=False)
    else:
        listing.show(found, sys.stdout)


@app.command()
def template(
    file: Annotated[Path, typer.Argument(metavar="TỆP.xlsx", help="Tệp sẽ được tạo.")],
) -> None:
    """Tạo một bảng tính mẫu, trống, cho một phường, xã."""
    from sync.xlsx_make import make_template

    if file.exists():
        raise UserError(f"Đã có tệp {file}; chọn tên khác.")
    make_template(file)
    typer.echo(f"Đã tạo {file}.")


@app.command()
def rules(
    code: Annotated[str, typer.Argument(metavar="MÃ", help="Mã quy tắc, ví dụ TV01.")] = "",
) -> None:
    """Danh mục quy tắc, hoặc một quy tắc với ví dụ."""
    from report import catalogue
    from rules.policy import load_policy

    text = catalogue.one(_known_rule(code), load_policy()) if code else catalogue.all_rules()
    typer.echo(text)


# --- small things --------------------------------------------------------------------------------


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as why:
        raise UserError(f"Ngày «{text}» không đúng; ghi dạng 2023-04-03.") from why


def _known_rule(code: str) -> str:
    import rules.check  # noqa: F401  (fills the catalogue)
    from rules.registry import RULES

    if code.upper() not in RULES:
        raise UserError(f"Không có quy tắc {code}.{did_you_mean(code.upper(), list(RULES))}")
    return code.upper()


def main() -> NoReturn:
    """The program: no traceback for anything a person can cause."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # Windows' consoles have others
    try:
        app()
    except UserError as why:
        typer.echo(str(why), err=True)
    except OSError as why:
        place = f" «{why.filename}»" if why.filename else ""
        typer.echo(
            f"Không đọc hoặc ghi được{place}: {why.strerror}. Kiểm tra quyền ghi và dung lượng đĩa rồi chạy lại.",
            err=True,
        )
    sys.exit(2)
