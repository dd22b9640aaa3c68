"""Whatever happens to a run: people's cells unchanged, no mail twice, none lost, the next run clean."""

import functools
import os
import random
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shapes import Recipient, Sheet
from store.outbox import Outbox
from store.state import last_runs
from store.store import Store
from sync.headers import data_sheets
from sync.xlsx_make import make_register
from sync.xlsx_read import read_sheets
from tests.cases import Edits
from tests.faults import DAY, as_nobody, at, begin, impatient, killed_at, no_more_bytes, run
from tests.folders import BAD_PHONE, NAMES, make_folder
from tests.mail_servers import Box, serving
from tests.test_run import City, put

WARD = f"{NAMES[0]}.xlsx"
TECHNICIAN = "ky-thuat@vi-du.vn"
PEOPLE = [
    Recipient("Lê Lãnh Đạo", "lanh-dao@vi-du.vn", "leaders"),
    Recipient("Trần Văn Hóa", "vhtt@vi-du.vn", "culture"),
    Recipient("Hồ Kỹ Thuật", TECHNICIAN, "technician"),
]
CONFIG = """
[source]
folder = "wards"
register = "Điều phối.xlsx"
[mail]
live = true
smtp_host = "127.0.0.1"
smtp_port = {port}
security = "none"
"""
Content = dict[str, list[Sheet]]


@pytest.fixture(scope="module")
def box() -> Box:
    return Box()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, box: Box) -> Iterator[Path]:
    """A city in the middle of its life: marked yesterday, and people have worked since then."""
    with serving(box) as port:
        home = tmp_path_factory.mktemp("faults") / "city"
        city = City(home)
        bad = Edits(set=[BAD_PHONE, ("Thành viên", 6, "Điện thoại", "912000006")])
        make_folder(city.wards, bad)
        make_register(home / "Điều phối.xlsx", city.run(dry_run=True).read.register.units, PEOPLE)
        (home / "config.toml").write_text(CONFIG.format(port=port), encoding="utf-8")
        assert run(home, day=DAY - timedelta(days=1)) == 0
        city.edit(WARD, put("Cần sửa", 3, 2, "Đồng ý sửa", "x"))
        city.edit(WARD, put("Cần sửa", 4, 2, "Ý kiến của phường, xã", "Đang hỏi lại"))
        city.edit(f"{NAMES[1]}.xlsx", put("Thành viên", 4, 1, "Điện thoại", "091"))
        decide = put("Theo dõi", 2, 1, "Ý kiến của thành phố", "Sửa sớm giúp")
        city.edit("Điều phối.xlsx", decide, home)
        yield home


@dataclass(frozen=True)
class Seen:
    """A city as people see it, and what was sent."""

    books: Content
    flags: set[tuple[str, ...]]
    received: Counter[tuple[str, str]]


@pytest.fixture(scope="module")
def undisturbed(prepared: Path, box: Box, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    home = tmp_path_factory.mktemp("undisturbed") / "city"
    shutil.copytree(prepared, home)
    box.received.clear()
    assert run(home) == 0
    found = seen(home, box)
    assert set(found.received.values()) == {1} and len(found.received) == 2
    assert found.books[WARD] != seen(prepared, box).books[WARD]  # the tick was carried out
    return found


@pytest.fixture
def home(prepared: Path, tmp_path: Path, box: Box) -> Path:
    shutil.copytree(prepared, tmp_path / "city")
    box.received.clear()
    return tmp_path / "city"


def seen(home: Path, box: Box) -> Seen:
    paths = [*sorted((home / "wards").glob("*.xlsx")), home / "Điều phối.xlsx"]
    books = {p.name: [s for s in read_sheets(p) if s.title != "Nhật ký"] for p in paths}
    with Store.opened(f"sqlite:///{home / 'so-to.db'}") as store:
        known = store.flags()
    columns = ["id", "status", "answer", "remark"]
    flags = {tuple(map(str, row)) for row in known[columns].itertuples(index=False, name=None)}
    return Seen(books, flags, received(box))


def received(box: Box) -> Counter[tuple[str, str]]:
    """Recipients and subjects; not of the technician, who is told what happened."""
    mails = [message_from_bytes(content, policy=default) for _, _, content in box.received]
    heads = Counter((mail["To"].addresses[0].addr_spec, str(mail["Subject"])) for mail in mails)
    assert set(heads.values()) <= {1}
    return Counter({head: count for head, count in heads.items() if head[0] != TECHNICIAN})


def sent_once_or_known_as_unsure(home: Path, box: Box, expected: Seen) -> None:
    """No mail twice, and each that did not arrive is one that a person is shown, or waits."""
    arrived = received(box)
    assert set(arrived) <= set(expected.received)
    with Store.opened(f"sqlite:///{home / 'so-to.db'}") as store:
        known = Outbox(store).listing()
    known = known[(known["period"] >= DAY.isoformat()) & (known["to_email"] != TECHNICIAN)]
    mails = set(zip(known["to_email"], known["subject"], strict=True))
    sent, unsure = (
        set(zip(known.loc[of, "to_email"], known.loc[of, "subject"], strict=True))
        for of in (known["state"] == "sent", known["state"].isin(["sending", "uncertain"]))
    )
    assert sent <= set(arrived) <= sent | unsure
    assert mails == set(expected.received)


def healed(home: Path, box: Box, expected: Seen) -> None:
    """The next run leaves everything as if nothing had happened, and the one after does nothing."""
    again = begin(home)
    assert again.ended() == 0, again.told["said"]
    found = seen(home, box)
    assert found.books == expected.books
    assert found.flags == expected.flags
    sent_once_or_known_as_unsure(home, box, expected)
    left = [path.name for path in home.rglob("~so-to-*")]
    assert left == []
    with Store.opened(f"sqlite:///{home / 'so-to.db'}") as store:
        assert "running" not in set(last_runs(store, 9)["outcome"])


def unharmed(before: Content, home: Path, ticked: bool = True) -> None:
    """Every cell of people's own tabs is what it was; a ticked one may hold its proposal."""
    for name, sheets in before.items():
        if name == "Điều phối.xlsx":
            continue
        now = data_sheets(read_sheets(home / "wards" / name))
        if ticked and name == WARD:
            now = [_without(sheet, "0912000005") for sheet in now]
        assert now == [_without(s, "0912000005") for s in data_sheets(sheets)]


def _without(sheet: Sheet, repaired: str) -> Sheet:
    rows = tuple(tuple(repaired[1:] if c == repaired else c for c in row) for row in sheet.rows)
    return Sheet(sheet.title, rows)


# --- killed --------------------------------------------------------------------------------------

STEPS = [
    "jobs:read_city", "jobs:check_city", "jobs:review_city", "jobs:carry_out_ticks",
    "jobs:keep_books", "jobs:wards_of", "jobs:remember", "jobs:mark", "mailing:report",
]  # fmt: skip
INSIDE = [
    "store.store:Store.begin_run", "store.store:Store.keep_ward", "store.store:Store.keep_flags",
    "store.store:Store.keep_day", "store.store:Store.keep_fact", "store.store:Store.log",
    "store.store:Store.keep_version", "store.store:Store.show_events", "store.store:Store.end_run",
    "sync.folder:Folder.repair", "sync.folder:Folder._push", "sync.board:write_board",
    "pathlib:Path.replace", "store.outbox:Outbox.write", "store.outbox:Outbox.claim",
    "store.outbox:Outbox.settle", "report.deliver:Smtp.deliver",
]  # fmt: skip


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("place", [*STEPS, *INSIDE])
def test_killed_around_and_inside_every_step(
    home: Path, box: Box, undisturbed: Seen, place: str, moment: str
) -> None:
    before = seen(home, box).books
    assert run(home, killed_at(place, moment)) == -9
    unharmed(before, home)
    healed(home, box, undisturbed)


@pytest.mark.parametrize("seed", range(20))
def test_killed_at_any_moment(home: Path, box: Box, undisturbed: Seen, seed: int) -> None:
    before = seen(home, box).books
    one = begin(home)
    time.sleep(random.Random(seed).uniform(0, 0.5))
    one.process.kill()
    assert one.ended() in (-9, 0)
    unharmed(before, home)
    healed(home, box, undisturbed)


def test_killed_again_and_again(home: Path, box: Box, undisturbed: Seen) -> None:
    for place in ("jobs:keep_books", "store.store:Store.keep_flags", "sync.board:write_board"):
        assert run(home, killed_at(place, "after")) == -9
    healed(home, box, undisturbed)


def test_two_runs_at_once(home: Path, box: Box, undisturbed: Seen) -> None:
    both = [begin(home), begin(home)]
    codes = [one.ended() for one in both]
    assert 0 in codes and set(codes) <= {0, 2}
    healed(home, box, undisturbed)


# --- the disk ------------------------------------------------------------------------------------

PLACES = {
    "workbook": "jobs:mark", "store": "jobs:remember", "outbox": "mailing:report",
    "from the start": "jobs:read_city",
}  # fmt: skip


@pytest.mark.parametrize("limit", [0, 4_096, 30_000, 100_000])
@pytest.mark.parametrize("place", PLACES)
def test_files_that_cannot_grow(
    home: Path, box: Box, undisturbed: Seen, place: str, limit: int
) -> None:
    before = seen(home, box).books
    full = functools.partial(no_more_bytes, limit)
    assert run(home, functools.partial(at, PLACES[place], "before", full)) in (0, 2)
    unharmed(before, home)
    healed(home, box, undisturbed)


@pytest.fixture
def small_disk(prepared: Path, tmp_path: Path, box: Box) -> Iterator[Path]:
    """The city on a disk of its own, 2 MB; only root can make one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk can be mounted here")
    try:
        shutil.copytree(prepared, place / "city")
        box.received.clear()
        yield place / "city"
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill(home: Path, left: int) -> None:
    """Fills the disk but for `left` bytes."""
    with (home / "filler").open("wb") as filler:
        os.posix_fallocate(filler.fileno(), 0, max(shutil.disk_usage(home).free - left, 1))


@pytest.mark.parametrize("left", [0, 60_000, 200_000])
@pytest.mark.parametrize("place", PLACES)
def test_a_full_disk(small_disk: Path, box: Box, undisturbed: Seen, place: str, left: int) -> None:
    before = seen(small_disk, box).books
    full = functools.partial(fill, small_disk, left)
    assert run(small_disk, functools.partial(at, PLACES[place], "before", full)) in (0, 2)
    (small_disk / "filler").unlink()
    unharmed(before, small_disk)
    healed(small_disk, box, undisturbed)


def test_a_folder_that_nobody_may_write(prepared: Path, box: Box, undisturbed: Seen) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        Path(place).chmod(0o755)
        home = Path(place) / "city"
        shutil.copytree(prepared, home)
        if os.geteuid() == 0:
            for path in (home, *home.rglob("*")):
                os.chown(path, 65534, 65534)
        box.received.clear()
        before = {path: path.read_bytes() for path in (home / "wards").iterdir()}
        (home / "wards").chmod(0o555)
        closed = begin(home, as_nobody)
        assert closed.ended() == 0
        assert {path: path.read_bytes() for path in (home / "wards").iterdir()} == before
        assert any("không cho phép ghi" in said for said in closed.told["said"])
        (home / "wards").chmod(0o755)
        healed(home, box, undisturbed)


# --- people at work while it runs ----------------------------------------------------------------


def rename_tab(book: Any) -> None:
    book["Thành viên"].title = "Danh sách người"


def delete_tab(book: Any) -> None:
    del book["Thành viên"]


def merge_cells(book: Any) -> None:
    book["Thành viên"].merge_cells("A3:A6")


def sort_rows(book: Any) -> None:
    sheet = book["Thành viên"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for number, row in enumerate(sorted(rows, key=lambda row: str(row[2]), reverse=True), 2):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value


def insert_column(book: Any) -> None:
    book["Thành viên"].insert_cols(2)


def paste_many(book: Any) -> None:
    for number in range(50_000):
        book["Thành viên"].append(["Khối 1", "", f"Nguyễn Văn {number}", "Giáo viên", "Tổ viên"])


def edit(path: Path, change: Callable[[Any], None]) -> None:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    shutil.copyfile(path, path.parent.parent / "as edited.xlsx")


@pytest.mark.parametrize("place", ["jobs:check_city", "jobs:mark"])
@pytest.mark.parametrize("change", [rename_tab, delete_tab, merge_cells, sort_rows, insert_column])
def test_what_a_ward_does_while_it_runs_stays(
    home: Path, change: Callable[[Any], None], place: str
) -> None:
    act = functools.partial(edit, home / "wards" / WARD, change)
    assert run(home, functools.partial(at, place, "before", act)) == 0
    edited = data_sheets(read_sheets(home / "as edited.xlsx"))
    assert data_sheets(read_sheets(home / "wards" / WARD)) == edited
    assert run(home) == 0
    now = data_sheets(read_sheets(home / "wards" / WARD))
    assert [_without(s, "0912000005") for s in now] == [_without(s, "0912000005") for s in edited]


def test_fifty_thousand_rows_pasted_while_it_runs(home: Path) -> None:
    act = functools.partial(edit, home / "wards" / WARD, paste_many)
    assert run(home, functools.partial(at, "jobs:mark", "before", act)) == 0
    edited = (home / "as edited.xlsx").read_bytes()
    assert (home / "wards" / WARD).read_bytes() == edited
    others = home / "wards" / f"{NAMES[1]}.xlsx"
    assert "091" in str(read_sheets(others))


# --- mail servers and clocks ---------------------------------------------------------------------


class Losing(Box):
    """Takes the message over and breaks the line before it says so."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        await super().handle_DATA(server, session, envelope)
        server.transport.abort()
        return "250 OK"


@pytest.mark.parametrize("trouble", ["refused", "later", "hangs", "lost"])
def test_mail_servers_in_trouble(home: Path, undisturbed: Seen, trouble: str) -> None:
    bad = {
        "refused": Box(rcpt="550 no such user"),
        "later": Box(rcpt="451 later"),
        "hangs": Box(delay=2.0),
        "lost": Losing(),
    }[trouble]
    with serving(bad) as port:
        (home / "config.toml").write_text(CONFIG.format(port=port), encoding="utf-8")
        assert run(home, impatient) == 0
    good = Box()
    with serving(good) as port:
        (home / "config.toml").write_text(CONFIG.format(port=port), encoding="utf-8")
        assert run(home, day=DAY + timedelta(days=1)) == 0
    good.received += bad.received
    sent_once_or_known_as_unsure(home, good, undisturbed)
    assert received(good).total() == {"refused": 0, "later": 2, "hangs": 2, "lost": 2}[trouble]


def test_a_clock_that_jumps_ahead_and_back(home: Path, box: Box, undisturbed: Seen) -> None:
    assert run(home) == 0
    ahead = DAY + timedelta(days=3)
    assert run(home, day=ahead) == 0
    before = seen(home, box)
    back = begin(home, day=DAY)
    assert back.ended() == 2
    assert "chọn ngày đó hoặc ngày sau" in back.told["said"][-1]
    assert seen(home, box) == before
    assert run(home, day=ahead) == 0
    assert before.received == undisturbed.received
