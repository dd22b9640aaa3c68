"""Turning a mail into a message and handing it over: to a folder, or to a mail server.

Every way ends in one of three outcomes; none raises for what a server, a network or a disk does.
"""

import os
import re
import smtplib
import socket
import ssl
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

from console import system_says
from report.message import address_in, content_of, digest, one_line, page_of
from shapes import Mail
from vietnamese.text import mask_contacts

Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True)
class Delivered:
    """The message was taken over."""


@dataclass(frozen=True)
class Refused:
    """The message was surely not taken over. `permanent`: this address or message will be refused
    again; otherwise another try may succeed. `reason` is for people and holds no secret."""

    permanent: bool
    reason: str


@dataclass(frozen=True)
class Uncertain:
    """Nobody can know whether the message was taken over: it was sent, the answer never came."""

    reason: str


Outcome = Delivered | Refused | Uncertain


# --- a folder --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Folder:
    """Mails as files, for looking at: `<name>.eml`, `<name>.html` and the files that go with it."""

    path: Path

    def deliver(self, message: EmailMessage, name: str) -> Outcome:
        """Writes the files, each whole or not at all; those of the same name are replaced."""
        safe = file_name(name)
        files = [part for part in message.iter_attachments() if part.get_filename()]
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_whole(self.path / f"{safe}.html", page_of(message).encode())
            for part in files:
                own = file_name(f"{safe} - {part.get_filename()}")
                _write_whole(self.path / own, content_of(part))
            _write_whole(self.path / f"{safe}.eml", message.as_bytes())
        except OSError as why:
            return Refused(False, f"Không ghi được vào thư mục {self.path}: {system_says(why)}")
        return Delivered()


FILE_TYPES = (".html", ".eml", ".txt")


def write_file(message: EmailMessage, mail: Mail, path: Path) -> None:
    """One mail as a file of the kind that its ending says (FILE_TYPES). Raises OSError."""
    ending = path.suffix.lower()
    if ending == ".html":
        content = page_of(message).encode()
    elif ending == ".eml":
        content = message.as_bytes()
    else:
        content = f"{mail.subject}\n\n{mail.text}".encode()
    _write_whole(path, content)


_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_LONGEST_NAME = 180  # bytes; with the ending and the hash it stays below every system's limit


def file_name(name: str) -> str:
    """`name` as every system takes it for a file; where something had to go, a hash tells it from
    other names of which the same is left."""
    safe = re.sub(r'[\\/:*?"<>|]', "-", one_line(name)).strip(" .")
    safe = safe.encode()[:_LONGEST_NAME].decode(errors="ignore").strip(" .")
    device = _DEVICES.fullmatch(safe)
    if safe and safe == name and not device:
        return safe
    return f"{'_' if device else ''}{safe} ({digest(name)})".strip()


def _write_whole(path: Path, content: bytes) -> None:
    """Writes a file through a temporary one beside it."""
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    temporary = Path(made)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


# --- a mail server ---------------------------------------------------------------------------


class _StoppedError(Exception):
    """The server did not go on; carries the outcome."""

    def __init__(self, outcome: Refused) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


@dataclass(frozen=True)
class Smtp:
    """A mail server. With "starttls" and "tls" its certificate is verified, and nothing is sent
    when it does not hold.

    timeout: seconds for each answer; patience: for the answer to a whole message, which some
    servers look at for long. ca_file: a certificate (PEM) to trust beside the system's own.
    """

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 30.0
    patience: float = 300.0
    ca_file: Path | None = None

    def deliver(self, message: EmailMessage, name: str = "") -> Outcome:  # noqa: ARG002
        """Hands `message` over to its one recipient; `name` is for folders."""
        sender, recipient = address_in(message, "From"), address_in(message, "To")
        if not sender:
            return Refused(False, "Địa chỉ gửi thư trong cấu hình không dùng được.")
        if not recipient:
            return Refused(True, "Địa chỉ người nhận không dùng được.")
        server = None
        try:
            server = self._open()
            self._log_in(server)
            self._announce(server, sender, recipient)
            return self._hand_over(server, message.as_bytes())
        except _StoppedError as stop:
            return stop.outcome
        except (OSError, UnicodeError) as why:  # smtplib's exceptions are OSErrors
            return Refused(False, self._why(why))
        finally:
            if server is not None:
                _leave(server)

    def refusal(self) -> str:
        """Why this server does not let us in, "" when it does; nothing is sent."""
        server = None
        try:
            server = self._open()
            self._log_in(server)
        except _StoppedError as stop:
            return stop.outcome.reason
        except (OSError, UnicodeError) as why:
            return self._why(why)
        finally:
            if server is not None:
                _leave(server)
        return ""

    def _open(self) -> smtplib.SMTP:
        """A connection on which it is safe to talk."""
        if self.security == "tls":
            return smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout, context=self._context()
            )
        server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        if self.security == "starttls":
            try:
                server.starttls(context=self._context())
            except BaseException:
                server.close()
                raise
        return server

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.ca_file is not None:
            context.load_verify_locations(self.ca_file)
        return context

    def _log_in(self, server: smtplib.SMTP) -> None:
        """What the server says to a password is never shown: it may repeat it."""
        server.ehlo_or_helo_if_needed()
        if not self.user:
            return
        try:
            server.login(self.user, self.password)
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPNotSupportedError:
            stop = "Máy chủ thư không nhận đăng nhập; kiểm tra cổng và kiểu bảo mật."
        except smtplib.SMTPException:
            stop = "Máy chủ thư không chấp nhận tên đăng nhập hoặc mật khẩu."
        except ValueError:
            stop = "Tên đăng nhập, mật khẩu máy chủ thư chỉ được có chữ không dấu."
        else:
            return
        raise _StoppedError(Refused(False, stop))

    def _announce(self, server: smtplib.SMTP, sender: str, recipient: str) -> None:
        """Says who writes to whom. What is wrong with the sender is for the city to mend, not for
        ever; what is wrong with the recipient is."""
        code, reply = server.mail(sender)
        if code // 100 != 2:
            raise _StoppedError(Refused(False, self._said("không nhận địa chỉ gửi", code, reply)))
        code, reply = server.rcpt(recipient)
        if code // 100 != 2:
            raise _StoppedError(self._refused("không nhận địa chỉ người nhận", code, reply))

    def _hand_over(self, server: smtplib.SMTP, content: bytes) -> Outcome:
        """Sends the message. Without its last line no server may take it over, after that line
        only the answer tells."""
        code, reply = server.docmd("DATA")
        if code != 354:
            return self._refused("không nhận thư", code, reply)
        server.send(re.sub(rb"(?m)^\.", b"..", content).removesuffix(b"\r\n"))
        try:
            if server.sock is not None:
                server.sock.settimeout(self.patience)
            server.send(b"\r\n.\r\n")
            code, reply = server.getreply()
        except OSError as why:
            return Uncertain(self._why(why))
        if code // 100 == 2:
            return Delivered()
        if code // 100 in (4, 5):
            return self._refused("không nhận thư", code, reply)
        return Uncertain(self._said("trả lời không rõ", code, reply))

    def _refused(self, what: str, code: int, reply: bytes) -> Refused:
        """A refusal; permanent with 5xx, but not where the server wants us set up otherwise."""
        about_us = code == 530 or reply.startswith(b"5.7.")
        return Refused(code // 100 == 5 and not about_us, self._said(what, code, reply))

    def _said(self, what: str, code: int, reply: bytes) -> str:
        text = mask_contacts(one_line(reply.decode("utf-8", "replace")))
        for secret in (self.password, self.user):
            text = text.replace(secret, "•••") if secret else text
        return f"Máy chủ thư {what}: {code} {text[:200]}".strip()

    def _why(self, why: Exception) -> str:
        """What went wrong on the way, in words that hold nothing of what was sent."""
        timed_out = isinstance(why, TimeoutError) or isinstance(why.__context__, TimeoutError)
        if timed_out:
            return f"Máy chủ thư {self.host} không trả lời kịp."
        if isinstance(why, ssl.SSLCertVerificationError):
            return f"Chứng thư của máy chủ thư {self.host} không hợp lệ: {why.verify_message}."
        if isinstance(why, ssl.SSLError):
            return f"Không lập được kết nối mã hóa với máy chủ thư {self.host}."
        if isinstance(why, smtplib.SMTPNotSupportedError):
            return f"Máy chủ thư {self.host} không có STARTTLS; kiểm tra cổng và kiểu bảo mật."
        if isinstance(why, smtplib.SMTPResponseException):
            reply = why.smtp_error
            return self._said("trả lời", why.smtp_code, reply if isinstance(reply, bytes) else b"")
        if isinstance(why, smtplib.SMTPException):
            return f"Máy chủ thư {self.host} ngắt kết nối."
        if isinstance(why, FileNotFoundError):
            return f"Không tìm thấy tệp chứng thư {self.ca_file}."
        if isinstance(why, socket.gaierror | UnicodeError):
            return f"Không tìm thấy máy chủ thư {self.host}."
        return f"Không kết nối được với máy chủ thư {self.host}, cổng {self.port}."


def _leave(server: smtplib.SMTP) -> None:
    """Says good-bye; whatever the answer, the outcome stands."""
    with suppress(OSError):
        server.docmd("QUIT")
    server.close()
