"""A mail as a message: text, HTML and files, with the headers that say what it is."""

import base64
import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import parseaddr

from shapes import Attachment, Mail
from vietnamese.text import clean


def message(mail: Mail, sender: str, message_id: str, date: datetime) -> EmailMessage:
    """`mail` as a message: text and HTML, in a thread of its kind, marked as sent by a machine.

    sender: "Name <address>" or an address. Nothing in names or subject can add a header. A sender
    or recipient whose address cannot be used is left out; `Smtp` then refuses the message.
    """
    made = EmailMessage(policy=SMTP)
    _set_address(made, "From", *parseaddr(one_line(sender)))
    _set_address(made, "To", one_line(mail.to_name), mail.to_email.strip())
    domain = address_in(made, "From").rpartition("@")[2]
    if not 0 < len(domain) <= _LONGEST_DOMAIN:
        domain = "so-to.invalid"
    kind = _slug(mail.kind) or "mail"
    thread = f"{kind}.{digest(mail.about)}" if mail.about else kind
    made.set_raw("Subject", _words("Subject", one_line(mail.subject)))
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
            filename=one_line(shown.name), disposition="inline",
        )  # fmt: skip
    for file in (file for file in files if not file.content_id):
        kind = file.content_type.split("/")
        made.add_attachment(file.content, *kind, filename=one_line(file.name))


def one_line(text: str) -> str:
    """`text` as one line that a header can hold."""
    return "".join(letter for letter in clean(text) if letter.isprintable())


def _slug(text: str) -> str:
    """`text` as a part of an id."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def digest(text: str) -> str:
    """A short name of `text`, for ids and files."""
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


def address_in(made: EmailMessage, header: str) -> str:
    """The address in a header of `message`, "" when there is none."""
    found = made[header]
    return str(found.addresses[0].addr_spec) if found is not None else ""


def page_of(message: EmailMessage) -> str:
    """The HTML of a message as a page that a browser shows: pictures stand in it themselves."""
    page = message.get_body(("html",))
    html = str(page.get_content()) if page is not None else ""
    for part in message.walk():
        if picture := part["Content-ID"]:
            content = base64.b64encode(content_of(part)).decode()
            source = f"data:{part.get_content_type()};base64,{content}"
            html = html.replace(f"cid:{str(picture).strip('<>')}", source)
    return html


def content_of(part: Message) -> bytes:
    """The bytes of one part, whatever its type."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
