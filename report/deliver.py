"""Turning a mail into a message and handing it over: to a folder, or to a mail server.

Every way ends in one of three outcomes; none raises for what a server, a network or a disk does.
"""

import base64
import hashlib
import os
import re
import smtplib
import socket
import ssl
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path
from typing import Literal

from shapes import Attachment, Mail
from vietnamese.text import clean, mask_contacts

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


# --- the message -----------------------------------------------------------------------------


def message(mail: Mail, sender: str, message_id: str, date: datetime) -> EmailMessage:
    """`mail` as a message: text and HTML, in a thread of its kind, marked as sent by a machine.

    sender: "Name <address>" or an address. Nothing in names or subject can add a header. A sender
    or recipient whose address cannot be used is left out; `Smtp` then refuses the message.
    """
    made = EmailMessage(policy=SMTP)
    _set_address(made, "From", *parseaddr(_line(sender)))
    _set_address(made, "To", _line(mail.to_name), mail.to_email.strip())
    domain = _address(made, "From").rpartition("@")[2]
    if not 0 < len(domain) <= _LONGEST_DOMAIN:
        domain = "so-to.invalid"
    kind = _slug(mail.kind) or "mail"
    thread = f"{kind}.{_digest(mail.about)}" if mail.about else kind
    made.set_raw("Subject", _words("Subject", _line(mail.subject)))
    made["Date"] = date
    made["Message-ID"] = message_id
    # The mails of one report hang below one that never was: programs show them as a thread.
    made["In-Reply-To"] = made["References"] = f"<{thread}.so-to@{domain}>"
    made["List-Id"] = f"<{kind}.so-to.{domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made.set_content(mail.text, cte="quoted-printable")
    made.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    made["Content-Language"] = "vi"
    _attach(made, mail.attachments)
    return made


def _attach(made: EmailMessage, files: Iterable[Attachment]) -> None:
    """Adds the files: those with a Content-ID beside the HTML that shows them, the others after it."""
    files = tuple(files)
    page = made.get_body(("html",))
    for shown in (file for file in files if file.content_id and page is not None):
        assert isinstance(page, EmailMessage)
        page.add_related(
            shown.content, *shown.content_type.split("/"), cid=f"<{shown.content_id}>",
            filename=_line(shown.name), disposition="inline",
        )  # fmt: skip
    for file in (file for file in files if not file.content_id):
        kind = file.content_type.split("/")
        made.add_attachment(file.content, *kind, filename=_line(file.name))


def _line(text: str) -> str:
    """`text` as one line that a header can hold."""
    return "".join(letter for letter in clean(text) if letter.isprintable())


def _slug(text: str) -> str:
    """`text` as a part of an id."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=4).hexdigest()


_LONGEST_DOMAIN = 32  # so that no header below is folded: an id must stay whole
# Letters that a local part may have without quotes; the rest of the world is not served.
_USABLE = re.compile(r"([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@([\w.-]{1,253})")


def _set_address(made: EmailMessage, header: str, name: str, address: str) -> None:
    """Sets a header to one address; leaves it out where no server would take the address."""
    found = _USABLE.fullmatch(address)
    with suppress(ValueError, MessageError):
        if found:
            domain = found[2].encode("idna").decode("ascii")
            usable = Address(addr_spec=f"{found[1]}@{domain}").addr_spec
            made.set_raw(header, f"{_words(header, name)}\n <{usable}>" if name else usable)


def _words(header: str, text: str) -> str:
    """`text` as encoded words: the folding of EmailMessage itself loses spaces between long ones."""
    return Header(text, "utf-8", header_name=header).encode()


def _address(made: EmailMessage, header: str) -> str:
    """The address in a header of `message`, "" when there is none."""
    found = made[header]
    return str(found.addresses[0].addr_spec) if found is not None else ""


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
                _write_whole(self.path / own, _content(part))
            _write_whole(self.path / f"{safe}.eml", message.as_bytes())
        except OSError as why:
            return Refused(False, f"Không ghi được vào thư mục {self.path}: {why.strerror}.")
        return Delivered()


def page_of(message: EmailMessage) -> str:
    """The HTML of a message as a page that a browser shows: pictures stand in it themselves."""
    page = message.get_body(("html",))
    html = str(page.get_content()) if page is not None else ""
    for part in message.walk():
        if picture := part["Content-ID"]:
            content = base64.b64encode(_content(part)).decode()
            source = f"data:{part.get_content_type()};base64,{content}"
            html = html.replace(f"cid:{str(picture).strip('<>')}", source)
    return html


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


def _content(part: Message) -> bytes:
    """The bytes of one part, whatever its type."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_LONGEST_NAME = 180  # bytes; with the ending and the hash it stays below every system's limit


def file_name(name: str) -> str:
    """`name` as every system takes it for a file; where something had to go, a hash tells it from
    other names of which the same is left."""
    safe = re.sub(r'[\\/:*?"<>|]', "-", _line(name)).strip(" .")
    safe = safe.encode()[:_LONGEST_NAME].decode(errors="ignore").strip(" .")
    device = _DEVICES.fullmatch(safe)
    if safe and safe == name and not device:
        return safe
    return f"{'_' if device else ''}{safe} ({_digest(name)})".strip()


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
        sender, recipient = _address(message, "From"), _address(message, "To")
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
        text = mask_contacts(_line(reply.decode("utf-8", "replace")))
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
