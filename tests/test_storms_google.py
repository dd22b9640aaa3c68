"""Google at its worst, and runs that die at any moment: cells stay, mail comes once, the next run heals."""

import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from opening import google_backend
from shapes import Sheet, UserError
from store.state import last_runs
from store.store import Store
from sync.headers import data_sheets
from tests.backends import DAY, GoogleCity
from tests.faults import begin
from tests.folders import NAMES
from tests.google_city import hurried
from tests.mail_servers import Box, serving
from tests.sheets_server import SheetsServer
from tests.sheets_server.trouble import GARBAGE, HANG, RESET
from tests.test_faults import PEOPLE, received, sent_once_or_known_as_unsure

WARD = NAMES[0]
MAIL = """timeout_seconds = 1
[mail]
live = true
smtp_host = "127.0.0.1"
smtp_port = {port}
security = "none"
"""
ROLES = {
    "leaders": "Lãnh đạo UBND thành phố", "culture": "Phòng Văn hóa - Thông tin",
    "technician": "Kỹ thuật",
}  # fmt: skip
ALL = (429, 500, 503, RESET, GARBAGE, HANG)


class Marked(GoogleCity):
    """A city marked yesterday, in which people have worked since then; `box` gets its mail."""

    def __init__(self, home: Path, server: Any, port: int, box: Box) -> None:
        super().__init__(home, server)
        self.box = box
        with (home / "config.toml").open("a", encoding="utf-8") as config:
            config.write(MAIL.format(port=port))
        google_backend.cache_clear()
        for row, person in enumerate(PEOPLE, 2):
            for header, value in (
                ("Họ và tên", person.name), ("Email", person.email), ("Vai trò", ROLES[person.role])
            ):  # fmt: skip
                self.type_in("Điều phối", "Người nhận", row, header, value)
        self.run(DAY - timedelta(days=1))
        self.type_in(WARD, "Cần sửa", 3, "Đồng ý sửa", True)
        self.type_in(WARD, "Thành viên", 6, "Điện thoại", "912000006")
        self.type_in(NAMES[1], "Thành viên", 4, "Điện thoại", "091")
        self.type_in("Điều phối", "Theo dõi", 2, "Ý kiến của thành phố", "Sửa sớm giúp")
        box.received.clear()


@dataclass(frozen=True)
class Seen:
    """A city as people see it, and what was sent."""

    cells: dict[str, list[Sheet]]
    todo: dict[str, list[tuple[str, str]]]
    follow_up: list[tuple[str, ...]]
    flags: dict[str, str]
    received: Counter[tuple[str, str]]


def seen(city: Marked) -> Seen:
    wanted = ("unit", "rule", "status", "remark")
    return Seen(
        {name: list(data_sheets(city.sheets(name))) for name in NAMES},
        {name: [(line["place"], line["status"]) for line in city.todo(name)] for name in NAMES},
        sorted(tuple(line[field] for field in wanted) for line in city.follow_up() if _lasts(line)),
        _flags(city),
        received(city.box),
    )


def _flags(city: Marked) -> dict[str, str]:
    with Store.opened(city.config.store_url, read_only=True) as store:
        known = store.flags()
        assert "running" not in set(last_runs(store, 9)["outcome"])
    return {
        f"{one.rule} {one.id}": str(one.status)
        for one in known.itertuples()
        if (one.rule, one.status) != ("ST03", "closed")
    }


def _lasts(line: dict[str, str]) -> bool:
    """That Google did not answer for a while is known of a ward as long as it lasts."""
    return (line["rule"], line["status"]) != ("ST03", "Đã sửa")


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Marked]:
    box = Box()
    with serving(box) as port, SheetsServer() as server:
        yield Marked(tmp_path, server, port, box)
        server.release()
    google_backend.cache_clear()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    box = Box()
    with serving(box) as port, SheetsServer() as server:
        city = Marked(tmp_path_factory.mktemp("undisturbed"), server, port, box)
        city.run()
        found = seen(city)
    google_backend.cache_clear()
    assert set(found.received.values()) == {1} and len(found.received) == 4
    return found


def unharmed(city: Marked, before: Seen, expected: Seen) -> None:
    """Every cell of people's is what it was, or what they had agreed to."""
    for name, sheets in seen_cells(city).items():
        assert sheets in (before.cells[name], expected.cells[name])


def seen_cells(city: Marked) -> dict[str, list[Sheet]]:
    return {name: list(data_sheets(city.sheets(name))) for name in NAMES}


def healed(city: Marked, expected: Seen) -> None:
    """The next run leaves everything as if nothing had happened."""
    google_backend.cache_clear()
    again = begin(city.home)
    assert again.ended() == 0, again.told["said"]
    found = seen(city)
    assert found.cells == expected.cells
    assert (found.todo, found.follow_up) == (expected.todo, expected.follow_up)
    assert found.flags == expected.flags
    sent_once_or_known_as_unsure(city.home, city.box, expected)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(20))
def test_killed_at_any_moment(city: Marked, undisturbed: Seen, seed: int) -> None:
    before = seen(city)
    one = begin(city.home)
    time.sleep(random.Random(seed).uniform(0, 0.6))
    one.process.kill()
    assert one.ended() in (-9, 0)
    unharmed(city, before, undisturbed)
    healed(city, undisturbed)


def fails(seed: int, rate: float, *kinds: int | str) -> Any:
    return lambda city: city.server.fail_rate(rate, kinds, seed)


def hangs(city: Marked) -> None:
    for call in ("files.list", "spreadsheets.get", "spreadsheets.batchUpdate"):
        city.server.fail_next(HANG, 2, call, after=call.endswith("Update"))


def revoked(call: str) -> Any:
    def storm(city: Marked) -> None:
        city.server.on("after", call, lambda *_: city.server.accounts.revoke(city.ROBOT), 1)

    return storm


def quota(city: Marked) -> None:
    """Refused for minutes: longer than a run has patience for."""
    city.server.fail_next(429, 200, "spreadsheets.", retry_after=90)


def everything(seed: int) -> Any:
    def storm(city: Marked) -> None:
        hangs(city)
        city.server.fail_rate(0.3, ALL, seed)
        revoked(("spreadsheets.get", "spreadsheets.batchUpdate")[seed % 2])(city)

    return storm


STORMS = {
    **{f"a third fails {seed}": fails(seed, 0.3, 429, 500, 503, RESET, GARBAGE) for seed in range(6)},
    "a third is nonsense": fails(1, 0.3, GARBAGE),
    "hangs": hangs,
    "key revoked while reading": revoked("spreadsheets.get"),
    "key revoked while writing": revoked("spreadsheets.batchUpdate"),
    "no quota for minutes": quota,
    **{f"everything {seed}": everything(seed) for seed in range(6)},
}  # fmt: skip


@pytest.mark.parametrize("name", STORMS)
def test_storms(city: Marked, undisturbed: Seen, name: str) -> None:
    before = seen(city)
    STORMS[name](city)
    hurried(google_backend(city.config))
    with suppress(UserError):
        city.run()
    city.server.calm()
    city.server.accounts.restore(city.ROBOT)
    unharmed(city, before, undisturbed)
    healed(city, undisturbed)


def test_a_copy_of_the_store_taken_at_any_time_goes_on(city: Marked, undisturbed: Seen) -> None:
    """Restored after the run it did not see, as a technician would: cells stay, nothing is ticked twice."""
    shutil.copy(city.home / "so-to.db", city.home / "before.db")
    city.run()
    for name in ("so-to.db-wal", "so-to.db-shm"):
        (city.home / name).unlink(missing_ok=True)
    shutil.move(city.home / "before.db", city.home / "so-to.db")
    google_backend.cache_clear()
    city.run()
    assert seen_cells(city) == undisturbed.cells
