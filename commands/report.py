"""`report`: one of the mails, looked at, written to a file, or sent."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import ConfigFile, Day, WardsFolder, app, given_day, settings
from commands.completion import unit_names
from commands.program import DAILY
from jobs import run_once
from opening import opened_job
from reading import chosen
from shapes import UserError

if TYPE_CHECKING:
    from jobs import Outcome
    from opening import Job
    from shapes import Mail


class Kind(StrEnum):
    """The mails."""

    city = "city"
    city_monthly = "city-monthly"
    gddt = "gddt"
    thanhdoan = "thanhdoan"
    mttq = "mttq"
    coordinator = "coordinator"
    ward = "ward"
    deadline = "deadline"
    ops = "ops"


@app.command(rich_help_panel=DAILY)
def report(
    kind: Annotated[Kind, typer.Argument(metavar="LOẠI", help="Loại thư, xem ở trên.")],
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="TỆP",
            help="Ghi ra tệp .html, .eml hoặc .txt, không gửi (mặc định: in ra màn hình).",
        ),
    ] = None,
    send: Annotated[
        bool,
        typer.Option(
            "--send", help="Gửi ngay cho những người nhận loại thư này (mặc định: không gửi)."
        ),
    ] = False,
    unit: Annotated[
        str,
        typer.Option(
            metavar="ĐƠN_VỊ",
            help="Phường, xã của thư ward, deadline (mặc định: thư deadline chung cho thành phố).",
            autocompletion=unit_names,
        ),
    ] = "",
    config: ConfigFile = None,
    folder: WardsFolder = None,
    as_of: Day = "",
) -> None:
    """Xem, ghi ra tệp hoặc gửi một loại thư. Không có --to, --send: in phần chữ ra màn hình.

    Loại thư: city, city-monthly thư tuần, tháng cho thành phố; gddt, thanhdoan, mttq ba ngành; coordinator chuyên viên; ward một phường, xã; deadline nhắc hạn thành lập; ops kỹ thuật.

    Ví dụ:

    Đọc thư tuần của thành phố:
        python jobs.py report city
    Ghi thư của một phường ra tệp để mở bằng trình duyệt:
        python jobs.py report ward --unit "Phường Bến Thủy" --to thu.html
    Gửi ngay thư tháng:
        python jobs.py report city-monthly --send
    """
    from report.deliver import FILE_TYPES

    if to and send:
        raise UserError("Đã ghi cả --to và --send. Chỉ chọn một.")
    if to and to.suffix.lower() not in FILE_TYPES:
        raise UserError(
            f"Không ghi được thư ra tệp {to}. Chọn tên tệp có đuôi {', '.join(FILE_TYPES)}."
        )
    given = settings(config, folder)
    with opened_job(given, given_day(as_of), dry_run=not send, say=_aside) as job:
        outcome = run_once(job, dry_run=True)
        mails = _mails(job, outcome, kind, unit)
        if send:
            typer.echo(_send(job, outcome, mails))
        elif to:
            _write(job, mails[0], to)
        else:
            typer.echo(f"{mails[0].subject}\n\n{mails[0].text}", nl=False)


def _aside(text: str) -> None:
    typer.echo(text, err=True)


def _mails(job: Job, outcome: Outcome, kind: str, unit: str) -> list[Mail]:
    from mailing.material import Material
    from mailing.on_demand import asked_for
    from store.outbox import Outbox

    ward = chosen(outcome.read.units, [unit])[0] if unit else None
    mails = asked_for(Material(job, outcome), kind, ward, Outbox(job.store))
    if not mails:
        raise UserError("Hôm nay thư này không có nội dung nào để báo, nên không có gì phải gửi.")
    return mails


def _send(job: Job, outcome: Outcome, mails: list[Mail]) -> str:
    from mailing import send
    from store.outbox import Outbox

    if not outcome.read.trusted:
        raise UserError(
            'Chưa đọc được bảng Điều phối nên chưa gửi thư. Khôi phục tệp cũ, hoặc lập lại bằng lệnh restore "Điều phối".'
        )
    addressed = [mail for mail in mails if mail.to_email]
    if not addressed:
        raise UserError(
            "Chưa có địa chỉ nào nhận thư này. Ghi email vào trang Người nhận hoặc Đơn vị của bảng Điều phối."
        )
    outbox = Outbox(job.store)
    new = outbox.write(addressed, job.now)
    sent = send(job, outbox)
    again = len(addressed) - new
    said = f" {again} thư của ngày này đã có từ trước nên không gửi lại." if again else ""
    mail = job.config.mail
    if mail.live and mail.smtp_host:
        return f"Đã gửi {sent} thư.{said}"
    return f"Đã ghi {sent} thư vào {job.config.outbox}; gửi thật khi [mail] live = true.{said}"


def _write(job: Job, mail: Mail, to: Path) -> None:
    from email.utils import make_msgid

    from report.deliver import write_file
    from report.message import message

    made = message(mail, job.config.mail.sender, make_msgid(domain="so-to.invalid"), job.now)
    write_file(made, mail, to)
    typer.echo(f"Đã ghi {to}.", err=True)
