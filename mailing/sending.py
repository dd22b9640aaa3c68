"""Sending what waits in the outbox, the way that the config says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobs import Job
    from store.outbox import Outbox


def send(job: Job, outbox: Outbox) -> int:
    """Sends every mail that waits, to the mail server or, until mail is live, to a folder."""
    from report import deliver
    from report.post import Post, send_waiting

    mail = job.config.mail
    post: Post = deliver.Folder(job.config.outbox)
    if mail.live and mail.smtp_host:
        post = deliver.Smtp(
            mail.smtp_host, mail.smtp_port, mail.security, mail.smtp_user, mail.smtp_password,
            ca_file=job.config.smtp_ca_file,
        )  # fmt: skip
    return send_waiting(outbox, post, mail.sender, job.now, job.say)
