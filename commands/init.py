"""`init`: five questions, and a config to begin with."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import app, settings
from commands.program import BEGIN, NAME
from console import did_you_mean
from shapes import UserError

if TYPE_CHECKING:
    from shapes import Recipient, Unit

_PERSON = re.compile(
    r"\s*(?P<name>[^<>]+?)\s*<\s*(?P<email>[^<>\s]+)\s*>\s*[,;]?\s*(?P<role>.*?)\s*"
)
_SERVER = re.compile(r"(?P<host>[\w.-]+)(?::(?P<port>\d{1,5}))?")
_SECURITY = {465: "tls", 25: "none"}


@app.command(rich_help_panel=BEGIN)
def init(
    city: Annotated[
        str | None, typer.Option(metavar="TÊN", help="Tên thành phố (mặc định: Thành phố Vinh).")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            metavar="NƠI", help="Nơi để bảng tính: tên thư mục, hoặc google (mặc định: wards)."
        ),
    ] = None,
    smtp: Annotated[
        str | None,
        typer.Option(
            metavar="MÁY_CHỦ[:CỔNG]", help="Máy chủ gửi thư (mặc định: chưa gửi; cổng 587)."
        ),
    ] = None,
    recipient: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NGƯỜI",
            help='Người nhận thư, ví dụ "Lê Văn Nam <nam@vi-du.vn>, Kỹ thuật"; ghi được nhiều lần (mặc định: ghi sau ở trang Người nhận).',
        ),
    ] = None,
    units: Annotated[
        str | None,
        typer.Option(
            metavar="TỆP.csv",
            help="Danh sách đơn vị, có cột Đơn vị và Loại (mặc định: tạo bảng tính sau, bằng lệnh provision).",
        ),
    ] = None,
    config: Annotated[
        Path, typer.Option(metavar="TỆP.toml", help="Tệp cấu hình sẽ được tạo.")
    ] = Path("config.toml"),
) -> None:
    """Hỏi năm câu rồi tạo tệp cấu hình; có danh sách đơn vị thì tạo luôn các bảng tính.

    Câu nào đã trả lời bằng tùy chọn thì không hỏi nữa.

    Ví dụ:

    Trả lời từng câu:
        python jobs.py init
    Trả lời sẵn, tạo bảng tính trong thư mục bang-tinh:
        python jobs.py init --city "Thành phố Vinh" --source bang-tinh --units docs/units.example.csv
    Dùng Google Trang tính, thư gửi qua máy chủ của cơ quan:
        python jobs.py init --source google --smtp mail.vi-du.vn:587
    """
    if config.exists():
        raise UserError(f"Đã có tệp {config}. Sửa tệp này, hoặc chọn tên khác bằng --config.")
    name = _asked(city, "Tên thành phố", "Thành phố Vinh")
    place = _asked(source, "Bảng tính để ở đâu (tên thư mục, hoặc google)", "wards")
    server = _asked(smtp, "Máy chủ gửi thư, ví dụ mail.vi-du.vn:587 (bỏ trống: chưa gửi)", "")
    people = [_person(one) for one in _people(recipient)]
    listed = _asked(units, "Tệp .csv danh sách phường, xã (bỏ trống: làm sau)", "")
    given = _units(listed)
    _write(config, {("city", "name"): name, **_source(place), **_mail(server)})
    typer.echo(f"Đã tạo {config}.")
    _begin(config, given, people)


# --- the answers ---------------------------------------------------------------------------------


def _asked(given: str | None, question: str, usual: str) -> str:
    """What an option says, else what a person answers, else what is usual."""
    if given is not None:
        return given.strip()
    if not sys.stdin.isatty():
        return usual
    return str(typer.prompt(question, default=usual, show_default=bool(usual))).strip()


def _people(given: list[str] | None) -> list[str]:
    if given is not None or not sys.stdin.isatty():
        return given or []
    answers: list[str] = []
    question = 'Ai nhận thư? Ghi như "Lê Văn Nam <nam@vi-du.vn>, Kỹ thuật"; bỏ trống để thôi'
    while answer := str(typer.prompt(question, default="", show_default=False)).strip():
        answers.append(answer)
    return answers


def _person(text: str) -> Recipient:
    from shapes import Recipient
    from sync.schema import RECIPIENTS, ROLES
    from sync.values import choice_reader, read_email
    from vietnamese.text import clean

    found = _PERSON.fullmatch(text)
    if found is None or read_email(found["email"]).problem:
        raise UserError(
            f"Người nhận «{text}» chưa rõ. Ghi họ tên, địa chỉ thư trong dấu < >, rồi vai trò: "
            "Lê Văn Nam <nam@vi-du.vn>, Kỹ thuật."
        )
    role = choice_reader(RECIPIENTS["role"])(clean(found["role"] or ROLES["technician"])).value
    if role not in ROLES:
        near = did_you_mean(found["role"], list(ROLES.values()))
        raise UserError(
            f"Không có vai trò «{found['role']}».{near} Chọn một trong: {'; '.join(ROLES.values())}."
        )
    return Recipient(clean(found["name"]), found["email"], str(role))


def _units(listed: str) -> tuple[Unit, ...]:
    from sync.units_csv import read_units

    return tuple(read_units(Path(listed))) if listed else ()


def _source(place: str) -> dict[tuple[str, str], str | int]:
    if place.lower() == "google":
        return {("source", "kind"): "google", ("source", "register"): ""}
    if near := did_you_mean(place, ["google"]):
        raise UserError(f"Nơi để bảng tính «{place}» chưa rõ.{near} Ghi google, hoặc tên thư mục.")
    return {("source", "kind"): "folder", ("source", "folder"): place}


def _mail(server: str) -> dict[tuple[str, str], str | int]:
    if not server:
        return {}
    found = _SERVER.fullmatch(server)
    port = int(found["port"] or 587) if found else 0
    if found is None or not 0 < port < 65536:
        raise UserError(
            f"Máy chủ thư «{server}» chưa đúng. Ghi tên máy và cổng, ví dụ mail.vi-du.vn:587."
        )
    security = _SECURITY.get(port, "starttls")
    host = {("mail", "smtp_host"): found["host"], ("mail", "smtp_port"): port}
    return {**host, ("mail", "security"): security}


# --- the config ----------------------------------------------------------------------------------


def _write(path: Path, answers: dict[tuple[str, str], str | int]) -> None:
    """The example with these answers in it, comments kept; only its owner may read it."""
    from config_edit import with_settings

    example = Path(__file__).parent.parent / "config.example.toml"
    text = with_settings(example.read_text(encoding="utf-8").split("\n", 1)[1], answers)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(text, encoding="utf-8")


def _begin(config: Path, units: tuple[Unit, ...], people: list[Recipient]) -> None:
    """The workbooks, where it is known whose; else what to do next."""
    from commands.provision import provision_city

    known = settings(config)
    ready = known.source.kind == "folder" or all(path.exists() for path in known.credentials)
    if known.source.kind == "google" and not ready:
        typer.echo(
            f"Tiếp theo: lấy khóa Google theo docs/google.md rồi chạy {NAME} provision --units TỆP.csv."
        )
    typer.echo(
        f"Kiểm tra cấu hình: {NAME} doctor --config {config}. Chạy lần đầu: {NAME} run --config {config}."
    )
    if units and ready:
        provision_city(known, config, units, people)
