"""`doctor`: whether everything is in order, and what to do where it is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import ConfigFile, app, settings
from commands.finding import Finding
from commands.health import findings
from commands.program import BEGIN
from opening import backend_of
from shapes import UserError

if TYPE_CHECKING:
    from config import Config

_WORDS = {"ok": "Tốt", "look": "Xem lại", "broken": "Hỏng"}


class DoctorFormat(StrEnum):
    """How findings are printed."""

    text = "text"
    json = "json"


@app.command(rich_help_panel=BEGIN)
def doctor(
    config: ConfigFile = None,
    format: Annotated[DoctorFormat, typer.Option(help="Cách in kết quả.")] = DoctorFormat.text,
    send_test: Annotated[
        bool,
        typer.Option(
            "--send-test",
            help="Gửi một thư thử cho người giữ vai trò Kỹ thuật (mặc định: không gửi).",
        ),
    ] = False,
) -> None:
    """Khám mọi thứ chương trình cần, chỗ nào chưa tốt thì nói cách sửa. Mã thoát: 0 không có gì hỏng, 1 có, 2 không khám được.

    Ví dụ:

    Khám theo config.toml:
        python jobs.py doctor
    Khám và gửi một thư thử cho người giữ vai trò Kỹ thuật:
        python jobs.py doctor --send-test
    """
    found = []
    for one in _all(config, send_test):
        found.append(one)
        if format is DoctorFormat.text:
            do = f" → {one.do}" if one.do else ""
            typer.echo(f"{_WORDS[one.state]:8} {one.name}: {one.found}{do}")
    if format is DoctorFormat.json:
        typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    raise typer.Exit(int(any(one.state == "broken" for one in found)))


def _all(path: ConfigFile, send_test: bool) -> Iterator[Finding]:
    try:
        config = settings(path)
    except UserError as why:
        yield Finding("Cấu hình", "broken", str(why))
        return
    yield Finding("Cấu hình", "ok", str(path or "config.toml"))
    yield from findings(config)
    if send_test:
        yield from _sent(config)


def _sent(config: Config) -> Iterator[Finding]:
    """A mail to each technician, past the outbox: what becomes of it is told at once."""
    from email.utils import make_msgid

    from mailing.sending import post_of
    from report.deliver import Delivered
    from report.message import message
    from report.trial import trial_mail

    register = backend_of(config).units()
    people = [one for one in register.recipients if one.role == "technician"]
    if not people:
        yield Finding(
            "Thư thử", "look", "Chưa có người nào giữ vai trò Kỹ thuật ở trang Người nhận."
        )
    now = datetime.now(config.zone)
    for person in people:
        mail = trial_mail(config.city.name, person.name, person.email, now)
        made = message(mail, config.mail.sender, make_msgid(domain="so-to.invalid"), now)
        result = post_of(config).deliver(made, f"{mail.period} thư thử {person.email}")
        if isinstance(result, Delivered):
            yield Finding("Thư thử", "ok", f"đã gửi cho {person.name}")
        else:
            yield Finding(
                "Thư thử", "broken", result.reason, "Kiểm tra mục [mail] và địa chỉ nhận."
            )
