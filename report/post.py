"""Sending what waits in the outbox, one mail after the other."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from report.deliver import Delivered, Uncertain
from report.message import message


class Outbox(Protocol):
    """What this needs of the store's outbox; `due` is a mail claimed by this process."""

    def claim(self, now: datetime) -> Any: ...
    def give_up_abandoned(self, now: datetime) -> int: ...
    def settle(self, due: Any, state: str, error: str = "") -> None: ...
    def retry(self, due: Any, now: datetime, error: str) -> None: ...


class Post(Protocol):
    """A way that mails go: a folder, or a mail server."""

    def deliver(self, message: Any, name: str) -> Any: ...


def send_waiting(
    outbox: Outbox, post: Post, sender: str, now: datetime, say: Callable[[str], None]
) -> int:
    """Sends every mail that is due; returns how many left. What went wrong is said, never raised."""
    if lost := outbox.give_up_abandoned(now):
        say(
            f"Có {lost} thư chưa rõ đã gửi hay chưa do lần chạy trước bị ngắt; không tự gửi lại, xem outbox list."
        )
    sent = 0
    while (due := outbox.claim(now)) is not None:
        mail = due.mail
        name = " ".join(filter(None, (mail.period, mail.kind, mail.about, mail.to_email)))
        result = post.deliver(message(due.mail, sender, due.message_id, now), name)
        sent += _settle(outbox, due, result, now, say)
    return sent


def _settle(
    outbox: Outbox, due: Any, result: Any, now: datetime, say: Callable[[str], None]
) -> bool:
    if isinstance(result, Delivered):
        outbox.settle(due, "sent")
        return True
    if isinstance(result, Uncertain):
        outbox.settle(due, "uncertain", result.reason)
        say(
            f"Chưa rõ thư «{due.mail.subject}» đã đến máy chủ thư hay chưa nên không tự gửi lại, xem outbox list."
        )
    elif result.permanent:
        outbox.settle(due, "refused", result.reason)
        say(f"Máy chủ thư từ chối thư «{due.mail.subject}»: {result.reason}")
    else:
        outbox.retry(due, now, result.reason)
        say(f"Chưa gửi được thư «{due.mail.subject}», sẽ thử lại: {result.reason}")
    return False
