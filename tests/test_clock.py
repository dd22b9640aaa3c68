"""Clocks that go wrong: nothing false is written where it can be known, and what was is mended."""

import os
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner, Result

import opening
from commands import app, timetable
from commands import redate as command
from commands.timetable import Service
from jobs import Outcome, one_run
from shapes import UserError
from store.outbox import Outbox
from store.state import last_runs
from store.store import Store
from tests.test_run import WARD, City, put

TRUE = datetime(2023, 4, 3, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
PEOPLE = [
    ("Lê An", "an@vi-du.vn", "Lãnh đạo UBND thành phố"),
    ("Hồ Ba", "ba@vi-du.vn", "Kỹ thuật"),
]


class Clock(datetime):
    """The machine's clock, set by a test."""

    shown = TRUE

    @classmethod
    def now(cls, tz: Any = None) -> Any:  # noqa: ARG003
        return cls.shown


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    for module in (opening, timetable, command):
        monkeypatch.setattr(module, "datetime", Clock)
    monkeypatch.setattr(Clock, "shown", TRUE)
    return Clock


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city that ran twice; a coordinator has decided and a ward has answered since."""
    city = City(tmp_path_factory.mktemp("clock"))
    city.run(date(2023, 3, 30))

    def add(book: Any) -> None:
        for row, person in enumerate(PEOPLE, 2):
            for column, value in enumerate(person, 1):
                book["Người nhận"].cell(row, column).value = value

    city.edit("Điều phối.xlsx", add, city.home)
    city.run(date(2023, 3, 31))
    decide = put("Theo dõi", 2, 1, "Ý kiến của thành phố", "Sửa sớm giúp")
    city.edit("Điều phối.xlsx", decide, city.home)
    city.edit(WARD, put("Cần sửa", 3, 2, "Ý kiến của phường, xã", "Đang hỏi lại"))
    return city.home


@pytest.fixture
def city(prepared: Path, tmp_path: Path) -> City:
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return City.there(tmp_path)


def run(city: City) -> Outcome:
    """A pass on the day that the clock shows."""
    return one_run(city.config, None, say=city.said.append)


def content(city: City) -> dict[Path, bytes]:
    kept = (*city.wards.glob("*"), *city.home.glob("*.xlsx"), *city.home.glob("outbox/*"))
    return {path: path.read_bytes() for path in kept}


def mails(city: City, kind: str) -> list[tuple[str, str]]:
    with Store.opened(city.config.store_url) as store:
        known = Outbox(store).listing()
    known = known[known["kind"] == kind]
    return list(zip(known["period"], known["state"], strict=True))


def flags(city: City) -> list[tuple[str, ...]]:
    with Store.opened(city.config.store_url) as store:
        known = store.flags()
    wanted = ["id", "status", "opened", "closed", "answer", "remark"]
    return [tuple(map(str, row)) for row in known[wanted].itertuples(index=False, name=None)]


def redate(city: City) -> Result:
    config = str(city.home / "config.toml")
    return CliRunner().invoke(app, ["redate", "--yes", "--config", config])


def saved(city: City, at: datetime) -> None:
    for path in city.wards.glob("*.xlsx"):
        os.utime(path, (at.timestamp(), at.timestamp()))


def test_a_clock_months_ahead_is_refused_before_anything_is_written(
    city: City, clock: type[Clock]
) -> None:
    before = content(city)
    clock.shown = TRUE + timedelta(days=60)
    saved(city, TRUE - timedelta(days=3))
    with pytest.raises(UserError, match="từ ngày 31/03/2023 chưa có lượt chạy nào"):
        run(city)
    assert content(city) == before
    clock.shown = TRUE
    assert run(city).mailed >= 1  # the true day was lost to nothing


def test_a_machine_that_was_off_for_months_goes_on_where_people_did(
    city: City, clock: type[Clock]
) -> None:
    clock.shown = TRUE + timedelta(days=100)
    saved(city, TRUE + timedelta(days=80))
    assert len(run(city).read.units) == 3


def test_a_person_may_say_that_the_day_is_right(city: City, clock: type[Clock]) -> None:
    clock.shown = TRUE + timedelta(days=100)
    saved(city, TRUE - timedelta(days=3))
    one_run(city.config, clock.shown.date(), say=city.said.append)
    assert len(run(city).read.units) == 3


@pytest.mark.parametrize("by", [-10, 60])
def test_serve_tells_the_technician_once_a_day_and_writes_nothing_else(
    city: City, clock: type[Clock], by: int
) -> None:
    before = content(city)
    saved(city, TRUE - timedelta(days=3))
    service = Service(city.config)
    for minutes in (0, 5, 10, 24 * 60):
        clock.shown = TRUE + timedelta(days=by, minutes=minutes)
        service.tick()
    days = [(TRUE + timedelta(days=by + later)).date().isoformat() for later in (0, 1)]
    assert mails(city, "ops")[-2:] == [(day, "sent") for day in days]
    now = content(city)
    assert {path: now[path] for path in before} == before
    new = [path.name for path in now.keys() - before.keys()]
    assert new and all(" ops" in name for name in new)
    clock.shown = TRUE + timedelta(minutes=30)
    service.tick()
    with Store.opened(city.config.store_url) as store:
        assert last_runs(store, 1)["outcome"][0] == "done"


def test_after_a_clock_was_ahead_one_command_mends_the_store(
    city: City, clock: type[Clock], tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = City.there(tmp_path_factory.mktemp("never ahead"))
    shutil.copytree(city.home, other.home, dirs_exist_ok=True)
    run(other)
    for days in (10, 11):
        clock.shown = TRUE + timedelta(days=days)
        run(city)
    clock.shown = TRUE
    with pytest.raises(UserError, match="chạy lệnh redate một lần"):
        run(city)
    done = redate(city)
    assert done.exit_code == 0, done.output
    assert run(city).reviewed.open["id"].tolist() == run(other).reviewed.open["id"].tolist()
    assert flags(city) == flags(other)
    assert mails(city, "city")[-1] == mails(other, "city")[-1] == ("2023-04-03", "sent")
    assert max(mails(city, "city")) == ("2023-04-03", "sent")
    (copy,) = (city.home / "backups").glob("so-to trước redate*.db")
    with Store.opened(f"sqlite:///{copy}") as store:
        assert store.last_day() == date(2023, 4, 14)
    assert "không cần chỉnh gì" in str(redate(city).exception)


def test_every_day_and_moment_of_the_store_is_known_to_redate() -> None:
    """A new column that holds a day must be brought back as well, or be named here."""
    from sqlalchemy import Date

    from store.redate import DAYS_OF, MOMENTS_OF
    from store.schema import METADATA, Moment

    there = {
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.columns
        if isinstance(column.type, Date | Moment)
    }
    known = {f"{table.name}.{name}" for table, names in (*DAYS_OF, *MOMENTS_OF) for name in names}
    assert there - known == {"days.day", "flags.until"}  # deleted; what people decided
