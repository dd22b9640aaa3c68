"""SQLite and PostgreSQL: the same store on both, brought up to date, copied, held by one run."""

import os
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from jobs import one_run
from store.engine import StoreError
from store.lock import BusyError, alone
from store.migrate import HEAD, STEPS
from store.outbox import Outbox
from store.schema import METADATA
from store.store import Store
from tests.folders import ROOT
from tests.postgres import server
from tests.test_run import DAY, WARD, City
from tests.test_store import MAIL, SHEETS

NOW = datetime(2023, 4, 3, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'kho.db'}"
    empty: str = request.getfixturevalue("postgres")
    engine = create_engine(empty, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return empty


# --- the same on both ----------------------------------------------------------------------------


def test_what_goes_in_comes_out(url: str) -> None:
    with Store.opened(url) as store:
        store.keep_ward("a", SHEETS, date(2023, 4, 3))
        store.log(NOW, [("Việc", "Phường A", "Nội dung")])
        run = store.begin_run(date(2023, 4, 3), NOW)
        store.end_run(run, NOW, "done")
        outbox = Outbox(store)
        outbox.write([MAIL, MAIL], NOW)
        due = outbox.claim(NOW)
        assert due is not None and due.written == datetime(2023, 4, 3, 8, 0)
        assert store.sheets(["a"]) == {"a": SHEETS}
        assert list(store.unshown_events()["at"]) == [datetime(2023, 4, 3, 8, 0)]
        assert store.last_day() == date(2023, 4, 3)


def test_a_city_runs_on_either(url: str, tmp_path: Path) -> None:
    city = City(tmp_path)
    with (tmp_path / "config.toml").open("a", encoding="utf-8") as config:
        config.write(f'[store]\nurl = "{url}"\n')
    city.run()
    city.run(date(2023, 4, 4))
    assert city.flags() == {"FM06": "open"}
    assert [line["Trạng thái"] for line in city.todo(WARD)] == ["Chưa sửa"]
    assert one_run(city.config, date(2023, 4, 4)).pushed[0].outcome == "unchanged"


# --- the schema ----------------------------------------------------------------------------------


def test_the_steps_lead_to_the_schema(url: str) -> None:
    with Store.opened(url) as store, store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        if compare_metadata(context, METADATA):
            ops = produce_migrations(context, METADATA).upgrade_ops
            assert ops is not None
            pytest.fail(
                f"store/schema.py has changed; add store/migrations/versions/<next>.py with\n"
                f"{render_python_code(ops)}"
            )


def test_every_step_is_named_as_its_file_and_follows_the_one_before() -> None:
    before = None
    for path in sorted((STEPS / "versions").glob("[0-9]*.py")):
        step = path.read_text(encoding="utf-8")
        assert f'revision = "{path.stem}"' in step
        assert (
            f"down_revision = {repr(before) if before is None else f'{chr(34)}{before}{chr(34)}'}"
            in step
        )
        before = path.stem
    assert before == HEAD


def made_before_there_were_steps(url: str) -> None:
    """A database as the first version left it."""
    engine = create_engine(url)
    METADATA.create_all(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO facts (name, value) VALUES ('x', '1')"))
    engine.dispose()


def test_a_database_of_the_first_version_is_taken_over(url: str) -> None:
    made_before_there_were_steps(url)
    with Store.opened(url) as store:
        assert store.fact("x") == 1
        with store.engine.connect() as connection:
            assert connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD


def test_a_copy_is_made_before_the_first_step_and_only_then(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kho.db'}"
    made_before_there_were_steps(url)
    for _opening in range(2):
        Store(url).engine.dispose()
    copies = list((tmp_path / "backups").iterdir())
    assert [copy.name for copy in copies] == [f"kho trước {HEAD}.db"]
    assert stat.S_IMODE(copies[0].stat().st_mode) == 0o600
    with sqlite3.connect(copies[0]) as copy:
        assert copy.execute("SELECT name FROM facts").fetchall() == [("x",)]
        assert not copy.execute(
            "SELECT * FROM sqlite_master WHERE name = 'alembic_version'"
        ).fetchall()


def test_looking_changes_no_older_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kho.db'}"
    made_before_there_were_steps(url)
    before = (tmp_path / "kho.db").read_bytes()
    with Store.opened(url, read_only=True) as store:
        assert store.fact("x") == 1
        assert list(store.flags()["id"]) == []
    assert (tmp_path / "kho.db").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["kho.db"]


def test_a_newer_database_is_refused(url: str) -> None:
    with Store.opened(url) as store, store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_later'"))
    with pytest.raises(StoreError, match="mới hơn"):
        Store(url)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("kho.db", "viết sai"),
        ("postgres://a:bi-mat@localhost/kho", "viết sai"),
        ("postgresql://a:bi-mat@127.0.0.1:1/kho", "Không mở được"),
    ],
)
def test_a_url_that_cannot_be_used_is_said_without_its_password(wrong: str, says: str) -> None:
    with pytest.raises(StoreError, match=says) as caught:
        Store(wrong)
    assert "bi-mat" not in str(caught.value)
    if "127.0.0.1" in wrong:
        with pytest.raises(StoreError, match="Không mở được"), alone(wrong, NOW):
            pass


def test_a_missing_driver_is_named_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"pip install \"psycopg\[binary\]\""):
        Store("postgresql://a:bi-mat@127.0.0.1:1/kho")


# --- one run at a time ---------------------------------------------------------------------------

HOLDER = """
import sys, time
from datetime import datetime
from store.lock import alone
with alone(sys.argv[1], datetime(2023, 4, 3, 8, 5)):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(url: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, url], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    return process


def test_the_second_run_is_told_who_runs_and_since_when(url: str) -> None:
    with holder(url) as first, pytest.raises(BusyError) as caught, alone(url, NOW):
        pass
    assert f"tiến trình {first.pid}, máy {socket.gethostname()[:30]}" in str(caught.value)
    assert "từ 08:05 ngày 03/04/2023" in str(caught.value)
    with alone(url, NOW):
        pass


def test_the_lock_dies_with_its_process(url: str) -> None:
    first = holder(url)
    first.kill()
    first.communicate()
    for _attempt in range(50):  # PostgreSQL notices a lost connection a moment later
        try:
            with alone(url, NOW):
                return
        except BusyError:
            assert url.startswith("postgresql")
    pytest.fail("the lock outlived its process")


def test_run_ends_with_2_while_another_runs_and_looking_goes_on(tmp_path: Path) -> None:
    city = City(tmp_path)
    city.run()
    with alone(city.config.store_url, NOW):
        command = [sys.executable, "jobs.py", "run", "--config", str(tmp_path / "config.toml")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert f"tiến trình {os.getpid()}" in done.stderr
        city.run(DAY, dry_run=True)
