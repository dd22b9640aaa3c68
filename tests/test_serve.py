"""`serve`: what is due comes from the store, trouble is told once a day, it ends when asked."""

import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import opening
from commands import timetable
from commands.serve import Stop, run_until
from commands.timetable import Service, next_pass
from config import Schedule
from logs import Plain
from shapes import UserError
from store.outbox import Outbox
from store.state import last_runs
from store.store import Store
from tests.folders import ROOT
from tests.test_run import City

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = datetime(2023, 4, 3, 8, 20, tzinfo=ZONE)


class Clock(datetime):
    """The clock of opening.py and of the timetable, set by a test."""

    shown = MONDAY

    @classmethod
    def now(cls, tz: Any = None) -> Any:  # noqa: ARG003
        return cls.shown


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    for module in (opening, timetable):
        monkeypatch.setattr(module, "datetime", Clock)
    monkeypatch.setattr(Clock, "shown", MONDAY)
    return Clock


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city that has run on the Friday before, with a leader and a technician."""
    city = City(tmp_path_factory.mktemp("serve"))
    city.run(date(2023, 3, 30))
    people = [
        ("Lê An", "an@vi-du.vn", "Lãnh đạo UBND thành phố"),
        ("Hồ Ba", "ba@vi-du.vn", "Kỹ thuật"),
    ]

    def add(book: Any) -> None:
        for row, person in enumerate(people, 2):
            for column, value in enumerate(person, 1):
                book["Người nhận"].cell(row, column).value = value

    city.edit("Điều phối.xlsx", add, city.home)
    city.run(date(2023, 3, 31))
    return city.home


@pytest.fixture
def city(prepared: Path, tmp_path: Path) -> City:
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return City.there(tmp_path)


def mails(city: City) -> list[tuple[str, str, str]]:
    with Store.opened(city.config.store_url) as store:
        known = Outbox(store).listing()
    return list(zip(known["kind"], known["to_email"], known["state"], strict=True))


# --- when ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "due"),
    [
        ("2023-04-03 07:00", "2023-04-03 07:05"),
        ("2023-04-03 07:28", "2023-04-03 07:30"),
        ("2023-04-03 07:30", "2023-04-03 07:35"),
        ("2023-03-31 17:00", "2023-03-31 17:05"),
    ],
)
def test_a_pass_is_due_by_the_rhythm_or_when_a_mail_is(last: str, due: str) -> None:
    last_at, due_at = (datetime.fromisoformat(text).replace(tzinfo=ZONE) for text in (last, due))
    assert next_pass(Schedule(), last_at, MONDAY) == due_at


def test_a_pass_a_day_still_meets_every_mail() -> None:
    daily = Schedule(sync_minutes=1440, city_summary="Monday 09:15")
    last, found = MONDAY.replace(hour=7, minute=0), []
    for _pass in range(4):
        last = next_pass(daily, last, last)
        found.append(f"{last:%d %H:%M}")
    assert found == ["03 07:30", "03 08:00", "03 09:15", "04 07:30"]


def test_a_pass_is_due_at_once_before_the_first_and_when_the_clock_was_set_back() -> None:
    assert next_pass(Schedule(), None, MONDAY) == MONDAY
    assert next_pass(Schedule(), MONDAY + timedelta(days=400), MONDAY) == MONDAY


def test_a_machine_that_was_off_at_eight_sends_at_twenty_past_and_once(
    city: City, clock: type[Clock]
) -> None:
    before = [mail for mail in mails(city) if mail[0] == "city"]
    Service(city.config).tick()
    clock.shown = MONDAY + timedelta(minutes=5)
    Service(city.config).tick()
    after = [mail for mail in mails(city) if mail[0] == "city"]
    assert after[len(before) :] == [("city", "an@vi-du.vn", "sent")]


def test_weeks_of_being_off_are_one_mail(city: City, clock: type[Clock]) -> None:
    before = [mail for mail in mails(city) if mail[0] == "city"]
    clock.shown = MONDAY + timedelta(days=30)
    Service(city.config).tick()
    assert len([mail for mail in mails(city) if mail[0] == "city"]) == len(before) + 1


def test_between_two_passes_nothing_is_read(
    city: City, clock: type[Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service(city.config)
    service.tick()
    monkeypatch.setattr(timetable, "one_run", lambda *_all, **_more: pytest.fail("not due"))
    for seconds in (10, 200, 299):
        clock.shown = MONDAY + timedelta(seconds=seconds)
        service.pass_over_city()


# --- trouble -------------------------------------------------------------------------------------


def test_a_pass_that_fails_is_recorded_and_told_once_a_day_and_waiting_mail_still_leaves(
    city: City, clock: type[Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_all: Any, **_more: Any) -> None:
        raise ValueError("Nguyễn Văn An 0912345678")

    monkeypatch.setattr(timetable, "one_run", fail)
    service, before = Service(city.config), len(mails(city))
    for minutes in (0, 5, 10, 24 * 60):
        clock.shown = MONDAY + timedelta(minutes=minutes)
        service.tick()
    alerts = [mail for mail in mails(city)[before:] if mail[0] == "ops"]
    assert alerts == [("ops", "ba@vi-du.vn", "sent")] * 2
    with Store.opened(city.config.store_url) as store:
        runs = last_runs(store, 4)
    assert list(runs["outcome"]) == ["failed"] * 4
    sent = "".join(
        p.read_text(encoding="utf-8") for p in city.config.outbox.glob("2023-04-0[34] ops*.html")
    )
    assert "ValueError test_serve.py" in sent + str(runs["detail"][0])
    assert "0912345678" not in sent and "Nguyễn Văn An" not in sent + str(list(runs["detail"]))


def test_what_a_person_can_mend_is_told_in_its_own_words(
    city: City, clock: type[Clock], caplog: pytest.LogCaptureFixture
) -> None:
    clock.shown = MONDAY
    city.wards.rename(city.home / "moved")
    Service(city.config).tick()
    assert "Không mở được thư mục" in caplog.text
    text = next(city.config.outbox.glob("2023-04-0[34] ops*.html")).read_text(encoding="utf-8")
    assert "Không mở được thư mục" in text


def test_trouble_that_cannot_even_be_written_down_ends_nothing(
    city: City, clock: type[Clock], caplog: pytest.LogCaptureFixture
) -> None:
    clock.shown = MONDAY
    store = city.home / "so-to.db"
    store.write_bytes(b"khong phai kho du lieu" * 100)
    Service(city.config).tick()
    assert "Không mở được kho dữ liệu" in caplog.text
    assert "Chưa báo được cho kỹ thuật" in caplog.text


def test_a_run_before_this_one_that_died_is_known_as_interrupted(city: City) -> None:
    with Store.opened(city.config.store_url) as store:
        store.begin_run(date(2023, 4, 3), MONDAY)
    city.run()
    with Store.opened(city.config.store_url) as store:
        assert list(last_runs(store, 2)["outcome"]) == ["done", "interrupted"]


# --- beginning and ending ------------------------------------------------------------------------


def test_ticks_go_on_after_the_clock_was_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, ticks, sleeps = Stop(), [], []

    class Jumping(datetime):
        shown = datetime(2023, 4, 3)

        @classmethod
        def now(cls, tz: Any = None) -> Any:  # noqa: ARG003
            return cls.shown

    def sleep(_seconds: float) -> None:
        sleeps.append(1)
        Jumping.shown += timedelta(days=-400) if len(sleeps) == 1 else timedelta(seconds=6)
        stop.asked = len(sleeps) > 20

    monkeypatch.setattr("schedule.datetime.datetime", Jumping)
    monkeypatch.setattr("time.sleep", sleep)
    run_until(stop, lambda: ticks.append(1))
    assert len(ticks) > 5


def served(city: City) -> subprocess.Popen[str]:
    command = [sys.executable, "jobs.py", "serve", "--config", str(city.home / "config.toml")]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if "bảng tính" in line:  # the first pass is over
            break
    return process


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_it_ends_when_asked_and_what_it_did_stands(city: City, name: str) -> None:
    process = served(city)
    process.send_signal(getattr(signal, name))
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out.split(" ", 2)[2]) == (0, "Đã dừng.\n")
    with Store.opened(city.config.store_url) as store:
        assert last_runs(store, 1)["outcome"][0] == "done"
    log = city.home / "logs" / "so-to.log"
    assert log.stat().st_mode & 0o777 == 0o600
    assert "Đã ghi lại" in log.read_text(encoding="utf-8")


BUSY = """
import sys, time
from pathlib import Path
import commands.serve, mailing
commands.serve.GRACE = 0.2

def hang(*_all):
    print("in a pass", flush=True)
    time.sleep(600)

mailing.report = hang
sys.argv = ["jobs.py", "serve", "--config", sys.argv[1]]
from commands import main
main()
"""


def test_a_pass_that_does_not_end_is_broken_off_and_the_next_one_is_clean(city: City) -> None:
    command = [sys.executable, "-c", BUSY, str(city.home / "config.toml")]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    while "in a pass" not in process.stdout.readline():
        pass
    process.terminate()
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0 and "Đã dừng giữa chừng" in out
    today = datetime.now(ZONE).date()
    assert city.run(today).mailed >= 1


def test_a_log_line_masks_contacts_and_hides_what_an_exception_says() -> None:
    import logging

    try:
        raise ValueError("Nguyễn Văn An")
    except ValueError:
        record = logging.LogRecord("x", 30, "", 0, "gọi 0912345678\nngay", (), sys.exc_info())
    line = Plain().format(record)
    assert "0912345678" not in line and "Nguyễn" not in line and "\n" not in line
    assert "(ValueError test_serve.py:" in line


# --- the watcher ---------------------------------------------------------------------------------


@contextmanager
def watcher(status: int = 200) -> Iterator[tuple[str, list[str]]]:
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_all: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/bi-mat", heard
    finally:
        server.shutdown()
        server.server_close()


def watched(city: City, url: str) -> None:
    with (city.home / "config.toml").open("a", encoding="utf-8") as config:
        config.write(f'[schedule]\nheartbeat = "{url}"\n')


def test_the_watcher_hears_start_and_success_of_each_pass(city: City) -> None:
    with watcher() as (url, heard):
        watched(city, url)
        city.run()
        city.run(dry_run=True)
    begin, end = heard
    assert begin.startswith("/bi-mat/start?rid=") and end.startswith("/bi-mat?rid=")
    assert begin.partition("?")[2] == end.partition("?")[2]


def test_the_watcher_hears_of_a_failure(city: City) -> None:
    with watcher() as (url, heard):
        watched(city, url)
        with pytest.raises(UserError):
            city.run(date(2023, 1, 1))
    assert [path.partition("?")[0] for path in heard] == ["/bi-mat/start", "/bi-mat/fail"]


@pytest.mark.parametrize("status", [404, 500])
def test_a_watcher_in_trouble_hurts_no_run_and_its_address_is_not_logged(
    city: City, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    with watcher(status) as (url, _heard):
        watched(city, url)
        city.run()
    assert "heartbeat" in caplog.text and "bi-mat" not in caplog.text


def test_a_watcher_that_does_not_answer_hurts_no_run(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    monkeypatch.setattr("heartbeat.TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        watched(city, f"http://127.0.0.1:{silent.getsockname()[1]}/x")
        city.run()
