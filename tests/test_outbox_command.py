"""Mails on their way: a whole pass against a real mail server, what it refuses, what a person decides."""

import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from commands.outbox import ADVICE
from report.deliver import Smtp
from report.post import send_waiting
from shapes import Mail
from store.outbox import Outbox
from store.store import Store
from tests.folders import ROOT, program
from tests.mail_servers import ANSWERS, Box, make_certificate, scripted, server_context, serving
from tests.test_mailing import EMAILS, MONDAY, City

NOW = datetime(2023, 4, 3, 8, 0, tzinfo=UTC)
MAIL = Mail("city", "2023-04-03", "Ông A", "a@vi-du.vn", "Chủ đề", "Thân thư", "<p>Thân thư</p>")


def live(port: int, **more: str) -> str:
    """The section [mail] for a server on this machine."""
    given = {"smtp_host": "127.0.0.1", "security": "none", "sender": "so-to@vi-du.vn"} | more
    lines = "".join(f'{name} = "{value}"\n' for name, value in given.items())
    return f"[mail]\nlive = true\nsmtp_port = {port}\n{lines}"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls") / "server.pem")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'so-to.db'}")


def states(city: City) -> dict[str, str]:
    with Store.opened(city.config.store_url) as store:
        mails = Outbox(store).listing()
    keys = mails["kind"] + " " + mails["to_email"]
    return dict(zip(keys, mails["state"], strict=True))


def notes(city: City) -> dict[str, str]:
    """By address the notes that stand on it in Điều phối."""
    book = openpyxl.load_workbook(city.home / "Điều phối.xlsx")
    cells = [
        cell for tab in ("Đơn vị", "Người nhận") for row in book[tab].iter_rows() for cell in row
    ]
    return {str(cell.value): cell.comment.text for cell in cells if cell.comment}


# --- a whole pass ----------------------------------------------------------------------------


def test_a_pass_sends_over_tls_by_the_citys_own_certificate(
    tmp_path: Path, certificate: Path
) -> None:
    box = Box()
    context = server_context(certificate)
    with serving(box, tls_context=context, require_starttls=True) as port:
        more = live(port, security="starttls", smtp_ca_file=str(certificate))
        city = City(tmp_path, more=more)
        outcome = city.run()
        assert outcome.mailed == len(box.received) == 6
        assert city.run().mailed == 0
    recipients = [address for _, addresses, _ in box.received for address in addresses]
    assert set(EMAILS) <= set(recipients) and len(recipients) == len(set(recipients))
    assert set(states(city).values()) == {"sent"}
    ids = [line for _, _, body in box.received for line in body.split(b"\r\n") if line.startswith(b"Message-ID")]  # fmt: skip
    assert len(set(ids)) == 6
    assert not (tmp_path / "outbox").exists()


def test_an_untrusted_certificate_holds_everything_back(tmp_path: Path, certificate: Path) -> None:
    box = Box()
    with serving(box, tls_context=server_context(certificate), require_starttls=True) as port:
        city = City(tmp_path, more=live(port, security="starttls"))
        assert city.run().mailed == 0
    assert not box.received and set(states(city).values()) == {"waiting"}
    assert any("Chứng thư" in said for said in city.said)


def test_a_refused_address_is_told_to_the_technician_and_may_be_tried_again(
    tmp_path: Path,
) -> None:
    box = Box(rcpt="550 5.1.1 Khong co hop thu nay")
    with serving(box) as port:
        city = City(tmp_path, more=live(port))
        assert city.run().mailed == 0
        assert set(states(city).values()) == {"refused"}
        box.rcpt = ""
        assert city.run(MONDAY + timedelta(days=1)).mailed >= 1
        alert = next(body for _, to, body in box.received if to == ["kythuat@vi-du.vn"])
        assert b"ops.so-to" in alert
        assert set(notes(city)) == {
            "lanhdao@vi-du.vn",
            *EMAILS,
            "doan@vi-du.vn",
            "theodoi@vi-du.vn",
        }
        assert (
            "03/04/2023" in notes(city)["lanhdao@vi-du.vn"]
            and "550" in notes(city)["lanhdao@vi-du.vn"]
        )
        listed = program("outbox", "list", "--config", tmp_path / "config.toml")
        first = listed.stdout.splitlines()[0]
        assert "bị từ chối · lanhdao@vi-du.vn" in first and "550" in first
        assert ADVICE["refused"] in listed.stdout and ADVICE["uncertain"] not in listed.stdout
        number = first.split(" ")[0]
        done = program("outbox", "retry", number, "--config", tmp_path / "config.toml")
        assert done.stdout == "Đã gửi 1 thư.\n", done.stderr
        assert [to for _, to, _ in box.received][-1] == ["lanhdao@vi-du.vn"]
        city.run(MONDAY + timedelta(days=2))
        assert "lanhdao@vi-du.vn" not in notes(city)


def test_dropped_mails_are_gone_and_sent_ones_stay(tmp_path: Path) -> None:
    with serving(Box(rcpt="450 4.2.0 Thu lai sau")) as port:
        city = City(tmp_path, more=live(port))
        city.run()
        config = ("--config", tmp_path / "config.toml")
        waiting = program("outbox", "list", *config).stdout.splitlines()
        assert len(waiting) == 6 and all("chờ gửi" in line for line in waiting)
        assert program("outbox", "drop", "1", "2", *config).stdout == "Đã bỏ 2 thư.\n"
        again = program("outbox", "drop", "1", *config)
        assert again.returncode == 2 and "Không bỏ được thư số 1" in again.stderr
        assert len(program("outbox", "list", *config).stdout.splitlines()) == 4
        assert len(program("outbox", "list", "--all", *config).stdout.splitlines()) == 6


def test_three_commands_at_once_send_a_mail_once(tmp_path: Path) -> None:
    box = Box(delay=0.2)
    with serving(box) as port:
        city = City(tmp_path, people=(), more=live(port))
        words = ["report", "ward", "--unit", "Phường Bến Thủy", "--send", "--as-of", f"{MONDAY}"]
        command = [sys.executable, str(ROOT / "jobs.py"), *words, "--config", str(tmp_path / "config.toml")]  # fmt: skip
        running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
        errors = [process.communicate(timeout=120)[1] for process in running]
    assert all(not error or "Đang có một lượt khác" in error for error in errors), errors
    assert [to for _, to, _ in box.received] == [[EMAILS[0]]]
    assert set(states(city).values()) == {"sent"}


# Sends what waits, without the lock that commands hold: as on two machines with one database.
DRAIN = """
import sys
from datetime import datetime
from commands.outbox import ADVICE
from report.deliver import Smtp
from report.post import send_waiting
from store.outbox import Outbox
from store.store import Store
url, port, now = sys.argv[1:]
post = Smtp("127.0.0.1", int(port), "none", timeout=60, patience=60)
print(send_waiting(Outbox(Store(url)), post, "so-to@vi-du.vn", datetime.fromisoformat(now), print))
"""


def drain(store: Store, port: int, now: datetime = NOW) -> "subprocess.Popen[str]":
    words = [store.engine.url.render_as_string(hide_password=False), str(port), now.isoformat()]
    return subprocess.Popen(
        [sys.executable, "-c", DRAIN, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def test_three_processes_without_a_lock_send_each_mail_once(store: Store) -> None:
    box, people = Box(delay=0.05), [f"{n}@vi-du.vn" for n in range(15)]
    Outbox(store).write([replace(MAIL, to_email=email) for email in people], NOW)
    with serving(box) as port:
        running = [drain(store, port) for _ in range(3)]
        said = [process.communicate(timeout=120)[0] for process in running]
    assert sum(int(words.split()[-1]) for words in said) == 15, said
    assert sorted(to[0] for _, to, _ in box.received) == sorted(people)


def test_mail_of_a_process_killed_while_sending_is_shown_and_not_sent_again(store: Store) -> None:
    outbox, box = Outbox(store), Box(delay=2.0)
    outbox.write([MAIL], NOW)
    with serving(box) as port:
        process = drain(store, port)
        while outbox.listing()["state"].tolist() != ["sending"]:
            time.sleep(0.05)
        time.sleep(0.5)  # now the message is on its way
        process.kill()
        process.communicate()
        time.sleep(2.0)
        box.delay = 0
        assert drain(store, port).communicate(timeout=60)[0].split()[-1] == "0"
        late = drain(store, port, NOW + timedelta(hours=2)).communicate(timeout=60)[0]
        assert "chưa rõ" in late and late.split()[-1] == "0"
    assert outbox.listing()["state"].tolist() == ["uncertain"]
    assert len(box.received) <= 1


# --- a server that breaks off ----------------------------------------------------------------

EXPECTED = {"body": "uncertain", "quit": "sent"}


@pytest.mark.parametrize("stage", ANSWERS)
def test_what_becomes_of_a_mail_when_the_server_breaks_off(store: Store, stage: str) -> None:
    outbox, said = Outbox(store), list[str]()
    outbox.write([MAIL], NOW)
    with scripted(ANSWERS | {stage: None}) as port:
        post = Smtp("127.0.0.1", port, "none", timeout=2, patience=2)
        sent = send_waiting(outbox, post, "so-to@vi-du.vn", NOW, said.append)
    state = EXPECTED.get(stage, "waiting")
    assert outbox.listing()["state"].tolist() == [state]
    assert sent == (state == "sent") and bool(said) == (state != "sent")
    # What is uncertain is not sent by itself again; what was surely not taken over is, later.
    later = outbox.claim(NOW + timedelta(days=2))
    assert (later is not None) == (state == "waiting")


def test_uncertain_mail_is_shown_and_sent_again_only_by_a_person(store: Store) -> None:
    outbox, box = Outbox(store), Box(delay=1.0)
    outbox.write([MAIL], NOW)
    with serving(box) as port:
        hasty = Smtp("127.0.0.1", port, "none", timeout=5, patience=0.2)
        assert send_waiting(outbox, hasty, "so-to@vi-du.vn", NOW, print) == 0
        assert outbox.listing()["state"].tolist() == ["uncertain"]
        box.delay = 0
        patient = Smtp("127.0.0.1", port, "none", timeout=5, patience=5)
        assert send_waiting(outbox, patient, "so-to@vi-du.vn", NOW, print) == 0
        assert outbox.send_again(1, NOW)
        assert send_waiting(outbox, patient, "so-to@vi-du.vn", NOW, print) == 1


# --- one mail by hand ------------------------------------------------------------------------


def command(city: City, *words: Any) -> subprocess.CompletedProcess[str]:
    return program("report", *words, "--config", city.home / "config.toml", "--as-of", f"{MONDAY}")


def test_report_on_the_terminal_to_files_and_to_people(tmp_path: Path) -> None:
    city = City(tmp_path)
    shown = command(city, "city")
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith("Tổ công nghệ số cộng đồng tuần 27/03–02/04/2023: 3/3 phường")
    assert not (tmp_path / "so-to.db").exists()
    for ending in ("html", "eml", "txt"):
        assert command(city, "gddt", "--to", tmp_path / f"thư.{ending}").returncode == 0
    assert "Giáo viên trong Tổ" in (tmp_path / "thư.html").read_text(encoding="utf-8")
    assert b"gddt@vi-du.vn" in (tmp_path / "thư.eml").read_bytes()
    assert (tmp_path / "thư.txt").read_text(encoding="utf-8").startswith("Giáo viên trong Tổ")
    assert command(city, "city", "--send").stdout.startswith(f"Đã ghi 1 thư vào {city.box}; ")
    again = command(city, "city", "--send").stdout
    assert again.startswith("Đã ghi 0 thư") and "1 thư của ngày này đã có từ trước" in again
    assert city.run(date(2023, 4, 3)).mailed == 5  # this week's city mail is already out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ward",), "ghi thêm --unit"),
        (("ward", "--unit", "Phường Cửa Nan"), "Có phải là «Phường Cửa Nam»"),
        (("city", "--to", "thư.pdf"), "phải có đuôi .html, .eml, .txt"),
        (("city", "--to", "x.html", "--send"), "Chỉ chọn một"),
        (("mttq", "--send"), "Chưa có địa chỉ nào nhận thư này"),
    ],
)
def test_what_report_cannot_do_is_said(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done = command(City(tmp_path), *words)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr
