"""Messages and their way out: against a folder, a real mail server with TLS, and bad servers."""

import re
import socket
import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from report.deliver import (
    Delivered,
    Folder,
    Outcome,
    Refused,
    Smtp,
    Uncertain,
    file_name,
)
from report.message import message
from shapes import Attachment, Mail
from tests.mail_servers import ANSWERS, Box, make_certificate, scripted, server_context, serving

SENDER = "Sổ Tổ <so-to@vinh.vi-du.vn>"
DATE = datetime(2023, 4, 3, 8, 0, tzinfo=UTC)
MAIL = Mail(
    kind="city",
    period="2023-04-03",
    to_name="Phan Đình Khải",
    to_email="lanhdao@vinh.vi-du.vn",
    subject="Tổ công nghệ số cộng đồng tuần 27/03–02/04/2023: 21/25 phường, xã đã thành lập đủ tổ",
    text="Kính gửi\n.\n.một dòng bắt đầu bằng dấu chấm\nHết\n",
    html='<!DOCTYPE html>\n<html lang="vi"><body><p>Phường Bến Thủy</p></body></html>\n',
)


def made(mail: Mail = MAIL, sender: str = SENDER) -> EmailMessage:
    return message(mail, sender, "<1@so-to.invalid>", DATE)


def read_back(sent: EmailMessage) -> EmailMessage:
    """The message as the receiving side reads it."""
    received = message_from_bytes(sent.as_bytes(), policy=default)
    assert isinstance(received, EmailMessage)
    return received


# --- the message -----------------------------------------------------------------------------


def test_message_has_both_parts_word_for_word() -> None:
    received = read_back(made())
    text, page = received.get_body(("plain",)), received.get_body(("html",))
    assert received.get_content_type() == "multipart/alternative"
    assert text is not None and text.get_content().replace("\r\n", "\n") == MAIL.text
    assert page is not None and page.get_content().replace("\r\n", "\n") == MAIL.html
    assert text.get_content_charset() == page.get_content_charset() == "utf-8"


PICTURE = Attachment("Xu hướng.png", "image/png", b"\x89PNG" + bytes(range(256)), "trend")
TABLE = Attachment("Số liệu 25 phường, xã.xlsx", "application/vnd.ms-excel", bytes(range(256)))
WITH_FILES = replace(
    MAIL, html='<p>Xu hướng <img alt="x" src="cid:trend"></p>', attachments=(PICTURE, TABLE)
)


def test_files_arrive_byte_for_byte_and_a_picture_stands_beside_its_page() -> None:
    received = read_back(made(WITH_FILES))
    assert received.get_content_type() == "multipart/mixed"
    (table,) = received.iter_attachments()
    assert (table.get_filename(), table.get_content()) == (TABLE.name, TABLE.content)
    alternative = next(received.iter_parts())
    assert [part.get_content_type() for part in alternative.iter_parts()] == [
        "text/plain",
        "multipart/related",
    ]
    (picture,) = [part for part in received.walk() if part["Content-ID"]]
    assert (picture["Content-ID"], picture.get_content()) == ("<trend>", PICTURE.content)
    assert picture.get_content_disposition() == "inline"
    assert max(map(len, made(WITH_FILES).as_bytes().split(b"\r\n"))) <= 998


def test_folder_holds_the_files_and_a_page_that_shows_its_pictures(tmp_path: Path) -> None:
    assert Folder(tmp_path).deliver(made(WITH_FILES), "thư") == Delivered()
    names = {"thư.eml", "thư.html", f"thư - {TABLE.name}"}
    assert {path.name for path in tmp_path.iterdir()} == names
    assert (tmp_path / f"thư - {TABLE.name}").read_bytes() == TABLE.content
    page = (tmp_path / "thư.html").read_text(encoding="utf-8")
    assert "cid:" not in page and "data:image/png;base64,iVBORw" in page.replace("\n", "")


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\x85", "\u2028"])
def test_name_of_a_file_adds_no_header(ending: str) -> None:
    evil = Attachment(f"x{ending}Bcc: a@vi-du.vn{ending}{ending}<b>.xlsx", "text/plain", b"x")
    (part,) = read_back(made(replace(MAIL, attachments=(evil,)))).iter_attachments()
    assert "Bcc" not in part and part.get_payload(decode=True) == b"x"


def test_each_wards_mails_are_a_thread_of_their_own() -> None:
    one, other = (replace(MAIL, kind="ward", about=code) for code in ("phuong-a", "phuong-b"))
    threads = [made(mail)["References"] for mail in (one, one, other)]
    assert threads[0] == threads[1] != threads[2]
    assert made(one)["List-Id"] == made(other)["List-Id"] == "<ward.so-to.vinh.vi-du.vn>"
    longest = replace(MAIL, kind="coordinator", about="Nguyễn Thị " * 20)
    raw = made(longest, f"so-to@{'x' * 29}.vn").as_bytes()
    assert max(map(len, raw.split(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78


def test_message_is_seven_bit_with_short_lines() -> None:
    raw = made(replace(MAIL, html="<p>" + "Thủy " * 5000 + "</p>")).as_bytes()
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_headers_say_what_it_is() -> None:
    received = read_back(made())
    assert received["From"] == SENDER
    assert received["To"] == "Phan Đình Khải <lanhdao@vinh.vi-du.vn>"
    assert received["Subject"] == MAIL.subject
    assert received["Date"].datetime == DATE
    assert received["Message-ID"] == "<1@so-to.invalid>"
    assert received["List-Id"] == "<city.so-to.vinh.vi-du.vn>"
    assert received["Auto-Submitted"] == "auto-generated"
    assert received["Content-Language"] == "vi"


def test_mails_of_one_kind_are_one_thread() -> None:
    one = read_back(made())
    next_week = read_back(made(replace(MAIL, period="2023-04-10", subject="Khác")))
    other_kind = read_back(made(replace(MAIL, kind="ward digest")))
    assert one["References"] == next_week["References"] == "<city.so-to@vinh.vi-du.vn>"
    assert other_kind["References"] == "<ward-digest.so-to@vinh.vi-du.vn>"


def test_ids_stay_whole_whatever_the_sender() -> None:
    received = made(sender=f"so-to@{'vinh.' * 30}vn").as_bytes().decode()
    assert "References: <city.so-to@so-to.invalid>\r\n" in received
    assert "List-Id: <city.so-to.so-to.invalid>\r\n" in received


@pytest.mark.parametrize("length", range(1, 260, 7))
def test_subject_and_name_of_any_length_arrive_whole(length: int) -> None:
    words = ("Đôn đốc phường, xã «thành lập» đủ tổ – " * 8)[:length].strip()
    sent = made(replace(MAIL, subject=words, to_name=words)).as_bytes()
    received = message_from_bytes(sent)  # the old reader keeps to RFC 2047 where the new one errs
    assert str(make_header(decode_header(received["Subject"]))) == words
    assert str(make_header(decode_header(received["To"]))) == f"{words} <{MAIL.to_email}>"
    assert all(
        line.isascii() and len(line) <= 78 for line in sent.split(b"\r\n\r\n")[0].split(b"\r\n")
    )


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00"])
@pytest.mark.parametrize("where", ["subject", "to_name", "to_email", "kind", "sender"])
def test_nothing_adds_a_header(where: str, ending: str) -> None:
    bad = f"x{ending}Bcc: nguoi-khac@vi-du.vn{ending}{ending}<b>"
    if where == "sender":
        received = read_back(made(sender=bad))
    else:
        changes: dict[str, Any] = {where: bad}
        received = read_back(made(replace(MAIL, **changes)))
    assert "Bcc" not in received
    assert received.get_body(("html",)) is not None


@pytest.mark.parametrize(
    "address",
    ["", "hoa", "hoa@", "@vi-du.vn", "hoa@gmail,com", "hòa@vi-du.vn", "a b@vi-du.vn", "a@b..vn"],
)
def test_unusable_address_makes_no_recipient(address: str) -> None:
    refuses(address)


@pytest.mark.parametrize("address", ["a@vi-du.vn, b@vi-du.vn", "a@b@c.vn", "<a@b.vn>"])
def test_only_one_bare_address_is_taken(address: str) -> None:
    refuses(address)


def refuses(address: str) -> None:
    made_for = made(replace(MAIL, to_email=address))
    assert made_for["To"] is None
    outcome = Smtp("127.0.0.1", 1).deliver(made_for)
    assert outcome == Refused(True, "Địa chỉ người nhận không dùng được.")


def test_domain_with_marks_is_written_in_ascii() -> None:
    to = made(replace(MAIL, to_email="hoa@thànhphố.vn"))["To"].addresses[0]
    assert to.addr_spec == "hoa@xn--thnhph-jta8342d.vn"


def test_unusable_sender_is_no_fault_of_the_recipient() -> None:
    outcome = Smtp("127.0.0.1", 1).deliver(made(sender="Sổ Tổ"))
    assert outcome == Refused(False, "Địa chỉ gửi thư trong cấu hình không dùng được.")


# --- a folder --------------------------------------------------------------------------------


def test_folder_holds_message_and_page(tmp_path: Path) -> None:
    box = tmp_path / "thư đi"
    name = "2023-04-03 city lanhdao@vinh.vi-du.vn"
    assert Folder(box).deliver(made(), name) == Delivered()
    assert sorted(path.name for path in box.iterdir()) == [f"{name}.eml", f"{name}.html"]
    stored = message_from_bytes((box / f"{name}.eml").read_bytes(), policy=default)
    assert stored["Subject"] == MAIL.subject
    assert (box / f"{name}.html").read_text(encoding="utf-8") == MAIL.html


def test_second_delivery_replaces_the_first(tmp_path: Path) -> None:
    Folder(tmp_path).deliver(made(), "thư")
    Folder(tmp_path).deliver(made(replace(MAIL, html="<p>Lần hai</p>")), "thư")
    assert (tmp_path / "thư.html").read_text(encoding="utf-8").strip() == "<p>Lần hai</p>"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Folder(tmp_path).deliver(made(), "thư")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    outcome = Folder(tmp_path).deliver(made(replace(MAIL, html="<p>x</p>")), "thư")
    assert isinstance(outcome, Refused) and not outcome.permanent
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("x", encoding="utf-8")
    outcome = Folder(tmp_path / "tệp").deliver(made(), "thư")
    assert isinstance(outcome, Refused) and not outcome.permanent and "tệp" in outcome.reason


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "a/b", "a\\b", "a:b", "CON", "nul.txt", "a\nb", " .. ", "", "a" * 400],
)
def test_file_names_are_safe_everywhere(name: str, tmp_path: Path) -> None:
    is_safe(name, tmp_path)


@pytest.mark.parametrize("name", ["Phường " * 60, 'a?b*c|d<e>f"g', "x.", "\x00"])
def test_file_names_keep_what_they_can(name: str, tmp_path: Path) -> None:
    is_safe(name, tmp_path)


def is_safe(name: str, tmp_path: Path) -> None:
    safe = file_name(name)
    assert not re.search(r'[\\/:*?"<>|\x00-\x1f]', safe)
    assert safe and not safe.startswith(".") and not safe.endswith((".", " "))
    assert len(f"{safe}.html".encode()) <= 250
    assert safe.split(".")[0].lower() not in ("con", "nul")
    Folder(tmp_path / "out").deliver(made(), name)
    assert len(list((tmp_path / "out").iterdir())) == 2
    assert len(list(tmp_path.iterdir())) == 1


def test_names_that_lose_letters_stay_apart() -> None:
    assert len({file_name("a/b"), file_name("a:b"), file_name("a-b")}) == 3
    assert file_name("2023-04-03 city x@vi-du.vn") == "2023-04-03 city x@vi-du.vn"


# --- a mail server ---------------------------------------------------------------------------


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls") / "server.pem")


def plain(port: int) -> Smtp:
    return Smtp("127.0.0.1", port, "none", timeout=2, patience=2)


def only_alice(
    _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any
) -> AuthResult:
    good = isinstance(data, LoginPassword) and data.password == b"mat-khau-dung"
    return AuthResult(success=good, handled=False)


def test_message_arrives_unchanged() -> None:
    box, sent = Box(), made()
    with serving(box) as port:
        assert plain(port).deliver(sent) == Delivered()
    ((sender, recipients, content),) = box.received
    assert (sender, recipients) == ("so-to@vinh.vi-du.vn", [MAIL.to_email])
    assert content == sent.as_bytes()
    text = message_from_bytes(content, policy=SMTP).get_body(("plain",))
    assert text is not None and text.get_content().replace("\r\n", "\n") == MAIL.text


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_tls_with_a_trusted_certificate_and_login(security: Any, certificate: Path) -> None:
    box = Box()
    context = server_context(certificate)
    tls = {"tls": {"ssl_context": context}, "starttls": {"tls_context": context}}[security]
    # With TLS from the first byte aiosmtpd does not see that the connection is safe.
    more = {"auth_require_tls": security == "starttls", "require_starttls": security == "starttls"}
    with serving(box, authenticator=only_alice, auth_required=True, **tls, **more) as port:
        post = Smtp(
            "127.0.0.1", port, security, "so-to", "mat-khau-dung", 5, 5, ca_file=certificate
        )
        assert post.deliver(made()) == Delivered()
    assert len(box.received) == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_certificate_that_does_not_hold_ends_it(
    host: str, security: Any, certificate: Path
) -> None:
    box = Box()
    context = server_context(certificate)
    tls = {"tls": {"ssl_context": context}, "starttls": {"tls_context": context}}[security]
    trusted = certificate if host == "localhost" else None  # the certificate is not for this name
    with serving(box, **tls) as port:
        outcome = Smtp(host, port, security, timeout=5, ca_file=trusted).deliver(made())
    assert isinstance(outcome, Refused) and not outcome.permanent
    assert "Chứng thư" in outcome.reason
    assert not box.received


def test_never_without_tls_where_tls_is_asked() -> None:
    box = Box()
    with serving(box) as port:
        outcome = Smtp("127.0.0.1", port, "starttls", "so-to", "bi-mat", 2).deliver(made())
    assert isinstance(outcome, Refused) and not outcome.permanent
    assert "STARTTLS" in outcome.reason and not box.received


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize("password", ["sai-mat-khau", "mật khẩu có dấu"])
def test_wrong_password_is_refused_and_never_shown(password: str) -> None:
    box = Box()
    options = {"authenticator": only_alice, "auth_required": True, "auth_require_tls": False}
    with serving(box, **options) as port:
        post = Smtp("127.0.0.1", port, "none", "nguoi-gui", password, timeout=2)
        outcome = post.deliver(made())
    assert isinstance(outcome, Refused) and not outcome.permanent
    assert password not in outcome.reason and password not in repr(post)
    assert not box.received


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [
        ("550 5.1.1 Khong co hop thu nay", True),
        ("450 4.2.0 Thu lai sau", False),
        ("451 4.7.1 Greylisted", False),
        ("552 5.2.2 Hop thu day", True),
        ("530 5.7.0 Authentication required", False),
        ("554 5.7.1 Relay access denied", False),
    ],
)
def test_refused_recipient(answer: str, permanent: bool) -> None:
    box = Box(rcpt=answer)
    with serving(box) as port:
        outcome = plain(port).deliver(made())
    assert isinstance(outcome, Refused) and outcome.permanent is permanent
    assert answer[:3] in outcome.reason and "người nhận" in outcome.reason
    assert not box.received


@pytest.mark.parametrize(
    ("answer", "permanent"), [("554 5.6.0 Khong nhan noi dung", True), ("452 4.3.1 Day dia", False)]
)
def test_refused_content(answer: str, permanent: bool) -> None:
    with serving(Box(data=answer)) as port:
        outcome = plain(port).deliver(made())
    assert isinstance(outcome, Refused) and outcome.permanent is permanent


def test_slow_answer_to_the_message_is_uncertain() -> None:
    box = Box(delay=1.5)
    with serving(box) as port:
        outcome = Smtp("127.0.0.1", port, "none", timeout=5, patience=0.3).deliver(made())
        time.sleep(1.6)
    assert isinstance(outcome, Uncertain) and "không trả lời kịp" in outcome.reason
    assert len(box.received) == 1  # it did arrive: sending it again would have been a second one


def test_patience_with_a_server_that_looks_long() -> None:
    box = Box(delay=0.6)
    with serving(box) as port:
        assert Smtp("127.0.0.1", port, "none", timeout=0.3, patience=5).deliver(made()) == (
            Delivered()
        )


# --- servers that break off ------------------------------------------------------------------


@pytest.mark.parametrize("stage", ANSWERS)
@pytest.mark.parametrize("sleep", [0.0, 0.8], ids=["closes", "is silent"])
def test_server_that_breaks_off(stage: str, sleep: float) -> None:
    answers = ANSWERS | {stage: None}
    with scripted(answers, sleep) as port:
        outcome = Smtp("127.0.0.1", port, "none", timeout=0.3, patience=0.3).deliver(made())
    if stage == "quit":
        assert outcome == Delivered()
    elif stage == "body":
        assert isinstance(outcome, Uncertain)
    else:
        assert isinstance(outcome, Refused) and not outcome.permanent


@pytest.mark.parametrize(
    ("stage", "answer", "expected"),
    [
        ("greeting", "554 5.3.2 Khong phuc vu", Refused),
        ("greeting", "khong phai SMTP", Refused),
        ("mail", "550 5.1.8 Nguoi gui la", Refused),
        ("data", "451 4.3.0 Thu lai sau", Refused),
        ("body", "khong phai SMTP", Uncertain),
        ("quit", "500 Khong hieu", Delivered),
    ],
)
def test_odd_answers(stage: str, answer: str, expected: type[Outcome]) -> None:
    with scripted(ANSWERS | {stage: answer}) as port:
        outcome = plain(port).deliver(made())
    assert isinstance(outcome, expected)
    if isinstance(outcome, Refused):
        assert not outcome.permanent


def test_big_message_cut_off_in_the_middle_is_never_delivered() -> None:
    def read_a_little(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with suppress(OSError), connection:
            connection.sendall(b"220 x\r\n")
            for answer in (b"250 x\r\n", b"250 OK\r\n", b"250 OK\r\n", b"354 OK\r\n"):
                connection.recv(4096)
                connection.sendall(answer)
            connection.recv(4096)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=read_a_little, args=(listener,), daemon=True).start()
        big = made(replace(MAIL, html="x" * 30_000_000))
        outcome = plain(listener.getsockname()[1]).deliver(big)
    assert isinstance(outcome, Refused) and not outcome.permanent


def test_secrets_in_a_servers_answer_are_hidden() -> None:
    answer = "550 5.1.1 so-to/bi-mat-123 lanhdao@vinh.vi-du.vn 0912345678"
    with scripted(ANSWERS | {"rcpt": answer}) as port:
        outcome = replace(plain(port), password="bi-mat-123").deliver(made())
    assert isinstance(outcome, Refused)
    for secret in ("bi-mat-123", "lanhdao@", "0912345678"):
        assert secret not in outcome.reason


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    outcome = plain(port).deliver(made())
    assert outcome == Refused(False, f"Không kết nối được với máy chủ thư 127.0.0.1, cổng {port}.")


@pytest.mark.parametrize("host", ["khong-co.invalid", "a" * 70 + ".vn", ""])
def test_no_such_server(host: str) -> None:
    outcome = Smtp(host, 25, "none", timeout=2).deliver(made())
    assert isinstance(outcome, Refused) and not outcome.permanent
    assert "máy chủ thư" in outcome.reason.lower()


def test_missing_ca_file_is_named(tmp_path: Path) -> None:
    lost = tmp_path / "ca.pem"
    outcome = Smtp("127.0.0.1", 25, "tls", ca_file=lost).deliver(made())
    assert outcome == Refused(False, f"Không tìm thấy tệp chứng thư {lost}.")


def test_dots_alone_on_a_line_do_not_end_the_message() -> None:
    seen: list[bytes] = []
    with scripted(ANSWERS, seen=seen) as port:
        assert plain(port).deliver(made()) == Delivered()
    assert [line[:4] for line in seen] == [b"ehlo", b"mail", b"rcpt", b"DATA", b".\r\n", b"QUIT"]
