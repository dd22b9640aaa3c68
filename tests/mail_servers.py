"""Mail servers for tests: a real one with TLS, and ones that break off at any stage."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Box:
    """What a server took over, and how it answers."""

    received: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    rcpt: str = ""
    data: str = ""
    delay: float = 0.0

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.delay:
            time.sleep(self.delay)
        if self.data:
            return self.data
        self.received.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 OK"


def make_certificate(path: Path) -> Path:
    """A certificate of this machine with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


def server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@contextmanager
def serving(box: Box, **options: Any) -> Iterator[int]:
    """A mail server on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


ANSWERS: dict[str, str | None] = {
    "greeting": "220 may-chu ESMTP",
    "ehlo": "250 may-chu",
    "mail": "250 OK",
    "rcpt": "250 OK",
    "data": "354 OK",
    "body": "250 OK",
    "quit": "221 OK",
}


def _converse(
    listener: socket.socket, answers: dict[str, str | None], sleep: float, seen: list[bytes]
) -> None:
    """Answers one client; None at a stage: wait `sleep` seconds, then break off."""
    connection, _ = listener.accept()
    with suppress(OSError), connection, connection.makefile("rb") as lines:
        for stage, answer in answers.items():
            if stage != "greeting":
                seen.append(_read(lines.readline, stage == "body"))
            if answer is None:
                time.sleep(sleep)
                return
            connection.sendall(f"{answer}\r\n".encode())


def _read(readline: Callable[[], bytes], whole_message: bool) -> bytes:
    line = readline()
    while whole_message and line not in (b".\r\n", b""):
        line = readline()
    return line


@contextmanager
def scripted(
    answers: dict[str, str | None], sleep: float = 0.0, seen: list[bytes] | None = None
) -> Iterator[int]:
    """A server that says just these lines to one client."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        arguments = (listener, answers, sleep, [] if seen is None else seen)
        thread = threading.Thread(target=_converse, args=arguments, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(timeout=5)
