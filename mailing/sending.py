"""Sending what waits in the outbox, the way that the config says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config import Config
    from opening import Job
    from report.deliver import Folder, Smtp
    from store.outbox import Outbox


def send(job: Job, outbox: Outbox) -> int:
    """Sends every mail that waits, to the mail server or, until mail is live, to a folder."""
    from report.post import send_waiting

    post = post_of(job.config)
    return send_waiting(outbox, post, job.config.mail.sender, job.now, job.say)


def post_of(config: Config) -> Folder | Smtp:
    """The way that mail goes: the mail server or, until mail is live, a folder."""
    from report.deliver import Folder, Smtp

    mail = config.mail
    if not (mail.live and mail.smtp_host):
        return Folder(config.outbox)
    return Smtp(
        mail.smtp_host, mail.smtp_port, mail.security, mail.smtp_user, mail.smtp_password,
        ca_file=config.smtp_ca_file,
    )  # fmt: skip
