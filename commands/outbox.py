"""`outbox`: what became of the mails, and what a person decides about those that are held up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.common import ConfigFile, WardsFolder, app, settings
from commands.program import DAILY, Program
from opening import opened_job
from shapes import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from opening import Job
    from store.outbox import Outbox

STATES = {
    "waiting": "chờ gửi",
    "sending": "đang gửi",
    "sent": "đã gửi",
    "refused": "bị từ chối",
    "uncertain": "chưa rõ đã đến hay chưa",
    "dropped": "đã bỏ",
}
HELD = ("waiting", "sending", "refused", "uncertain")
# What a person is asked to do about mails that the system does not send again by itself.
ADVICE = {
    "refused": "Thư bị từ chối: địa chỉ sai thì sửa ở bảng Điều phối rồi outbox drop SỐ, thư sau đi theo "
    "địa chỉ mới; địa chỉ đúng thì outbox retry SỐ để gửi lại.",
    "uncertain": "Thư chưa rõ đã đến hay chưa: hệ thống không tự gửi lại để người nhận không có hai thư. "
    "Hỏi người nhận: chưa nhận được thì outbox retry SỐ, đã nhận được thì outbox drop SỐ.",
}
Numbers = Annotated[
    list[int], typer.Argument(metavar="SỐ…", help="Số của thư, ghi ở đầu dòng của outbox list.")
]

box = Program("""Thư đã gửi, đang chờ, bị từ chối.

    Ví dụ:

    Thư đang chờ hay bị giữ lại:
        python jobs.py outbox list
    Gửi lại thư số 12:
        python jobs.py outbox retry 12
    """)
app.add_typer(box, name="outbox", rich_help_panel=DAILY)


@box.command("list")
def list_mails(
    all_mails: Annotated[
        bool, typer.Option("--all", help="Cả thư đã gửi, đã bỏ (mặc định: chỉ thư chưa xong).")
    ] = False,
    config: ConfigFile = None,
    folder: WardsFolder = None,
) -> None:
    """Thư đang chờ, bị từ chối, chưa rõ đã đến hay chưa; mỗi thư một dòng.

    Ví dụ:

    Thư đang chờ hay bị giữ lại:
        python jobs.py outbox list
    Mọi thư, kể cả thư đã gửi:
        python jobs.py outbox list --all
    """
    with _opened(config, folder, read_only=True) as (_, outbox):
        mails = outbox.listing().to_dict("records")
    shown = [mail for mail in mails if all_mails or mail["state"] in HELD]
    for mail in shown:
        typer.echo(_line(mail))
    there = {mail["state"] for mail in shown}
    for advice in (said for state, said in ADVICE.items() if state in there):
        typer.echo(f"\n{advice}")
    if not shown:
        typer.echo("Không có thư nào đang chờ hay bị giữ lại.")


def _line(mail: dict[Any, Any]) -> str:
    """A mail on one line; the address is needed to put it right."""
    error = f" · {mail['error']}" if mail["error"] else ""
    later = f" · thử lại lúc {mail['next_try']:%d/%m %H:%M}" if _tried(mail) else ""
    state = STATES[mail["state"]]
    return f"{mail['id']} · {state} · {mail['to_email']} · {mail['subject']}{later}{error}"


def _tried(mail: dict[Any, Any]) -> bool:
    return bool(mail["state"] == "waiting" and mail["attempts"])


@box.command()
def retry(numbers: Numbers, config: ConfigFile = None, folder: WardsFolder = None) -> None:
    """Gửi lại ngay những thư này. Thư chưa rõ đã đến hay chưa có thể đến hai lần.

    Ví dụ:

    Gửi lại thư số 12:
        python jobs.py outbox retry 12
    Gửi lại ba thư:
        python jobs.py outbox retry 12 15 16
    """
    from mailing import send

    with _opened(config, folder) as (job, outbox):
        _each(numbers, lambda number: outbox.send_again(number, job.now), "gửi lại")
        typer.echo(f"Đã gửi {send(job, outbox)} thư.")


@box.command()
def drop(numbers: Numbers, config: ConfigFile = None, folder: WardsFolder = None) -> None:
    """Bỏ, không gửi những thư này nữa.

    Ví dụ:

    Bỏ thư số 12:
        python jobs.py outbox drop 12
    Bỏ hai thư:
        python jobs.py outbox drop 12 15
    """
    with _opened(config, folder) as (_, outbox):
        _each(numbers, outbox.drop, "bỏ")
        typer.echo(f"Đã bỏ {len(numbers)} thư.")


def _each(numbers: list[int], do: Callable[[int], bool], what: str) -> None:
    for number in numbers:
        if not do(number):
            raise UserError(
                f"Không {what} được thư số {number}: không có thư này, thư đã gửi, đang gửi, hoặc nội dung đã xóa sau 30 ngày. Xem số của các thư bằng lệnh outbox list --all."
            )


@contextmanager
def _opened(
    config: Path | None, folder: Path | None, read_only: bool = False
) -> Iterator[tuple[Job, Outbox]]:
    from store.outbox import Outbox

    given = settings(config, folder)
    with opened_job(given, None, dry_run=read_only, say=typer.echo) as job:
        yield job, Outbox(job.store)
