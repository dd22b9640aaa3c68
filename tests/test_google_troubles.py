"""What people read when Google, a key or one ward's spreadsheet is in trouble; nobody else suffers."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from opening import google_backend
from shapes import UserError
from store.store import Store
from sync.google_client import Clock
from tests.backends import GoogleCity
from tests.folders import NAMES, program
from tests.google_city import hurried
from tests.sheets_server import SheetsServer
from tests.sheets_server.cloud import XLSX_TYPE
from tests.sheets_server.trouble import GARBAGE, HANG, RESET

NEXT = date(2023, 4, 4)
WARD, OTHER = NAMES[0], NAMES[1]


@pytest.fixture
def city(tmp_path: Path) -> Iterator[GoogleCity]:
    google_backend.cache_clear()
    with SheetsServer() as server:
        yield GoogleCity(tmp_path, server)


def said_of(city: GoogleCity, rule: str) -> list[str]:
    """What the register says of the flags of a rule."""
    return [line["message"] for line in city.follow_up() if line["rule"] == rule]


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        ("unshared", "chưa được chia sẻ"),
        ("trashed", "thùng rác"),
        ("deleted", "không còn trên Google Drive"),
        ("excel", "tệp Excel đặt trên Google Drive"),
    ],
)
def test_a_ward_that_cannot_be_opened_is_a_flag_on_that_ward_alone(
    city: GoogleCity, harm: str, words: str
) -> None:
    city.run()
    file = city.server.file(city.ids[WARD])
    if harm == "unshared":
        city.server.unshare(file.id, city.ROBOT)
    elif harm == "deleted":
        del city.server.cloud.files[file.id]
    else:
        file.trashed, file.mime = harm == "trashed", XLSX_TYPE if harm == "excel" else file.mime
    city.type_in(OTHER, "Thành viên", 4, "Điện thoại", "091")
    outcome = city.run(NEXT)
    assert city.flags()["ST03"] == "new" and city.flags()["FM06"] == "open"
    assert words in said_of(city, "ST03")[0]
    assert {one.unit for one in outcome.pushed if one.outcome == "written"} >= {"phuong-cua-nam"}


def test_ward_shared_again_loses_the_flag_and_keeps_the_others(city: GoogleCity) -> None:
    city.run()
    city.server.unshare(city.ids[WARD], city.ROBOT)
    city.run(NEXT)
    city.server.share(city.ids[WARD], city.ROBOT)
    city.run(NEXT)
    assert city.flags() == {"FM06": "open", "ST03": "closed"}


def test_ward_shared_with_everybody_who_has_the_link_is_read(city: GoogleCity) -> None:
    file = city.server.file(city.ids[WARD])
    city.server.unshare(file.id, city.ROBOT)
    file.permissions.append(city.server.cloud.permission("anyone", "writer"))
    city.run()
    assert city.flags() == {"FM06": "new"}


@pytest.mark.parametrize("what", [429, 500, 503, RESET, GARBAGE])
def test_what_passes_is_waited_out(city: GoogleCity, what: int | str) -> None:
    hurried(google_backend(city.config))
    city.server.fail_next(what, 2, "spreadsheets.get")
    city.server.fail_next(what, 1, "spreadsheets.batchUpdate")
    city.server.fail_next(what, 1, "files.list")
    city.run()
    assert city.flags() == {"FM06": "new"} and len(city.todo()) == 1


def test_answer_that_is_lost_after_the_writing_is_not_written_twice(city: GoogleCity) -> None:
    hurried(google_backend(city.config))
    city.server.fail_next(RESET, 3, "spreadsheets.batchUpdate", after=True)
    city.run()
    assert len(city.todo()) == 1 and len(city.follow_up()) == 1
    lines = [tuple(line.values()) for line in city.log()]
    assert len(lines) == len(set(lines))


def test_silence_is_cut_short(city: GoogleCity) -> None:
    config = city.home / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text + "timeout_seconds = 0.3\n", encoding="utf-8")
    hurried(google_backend(city.config))
    city.server.fail_next(HANG, 2, "spreadsheets.get")
    city.run()
    assert city.flags() == {"FM06": "new"}


def test_quota_is_kept_before_google_refuses() -> None:
    from sync.google_client import Quota

    passed = [0.0]
    clock = Clock(lambda: passed[0], lambda seconds: passed.__setitem__(0, passed[0] + seconds))
    quota, sent = Quota(60, clock), []
    for _call in range(200):
        quota.wait()
        sent.append(passed[0])
    assert all(sent[n + 60] - sent[n] >= 60 for n in range(140))
    assert passed[0] < 200


def _run(city: GoogleCity) -> str:
    done = program("run", "--config", city.home / "config.toml", "--as-of", "2023-04-03")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "PRIVATE KEY" not in done.stdout + done.stderr
    return done.stderr


def test_revoked_key_says_what_to_do(city: GoogleCity) -> None:
    city.server.accounts.revoke(city.ROBOT)
    assert "Khóa có thể đã bị thu hồi" in _run(city)


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_clock_that_is_not_googles_is_refused_before_a_false_day_is_written(
    city: GoogleCity, minutes: int
) -> None:
    """Ahead or behind: with a token from before, and with one that Google will not give."""
    city.run()
    city.type_in(OTHER, "Thành viên", 4, "Điện thoại", "091")
    before = {name: city.sheets(name) for name in city.ids}
    city.server.clock.advance(minutes * 60)
    for _token in ("from before", "new"):
        with pytest.raises(UserError, match="Giờ của máy lệch nhiều"):
            city.run(NEXT)
        google_backend.cache_clear()
    city.server.clock.advance(-minutes * 60)
    assert {name: city.sheets(name) for name in city.ids} == before
    city.run()  # on the day of the first run: the false one was not counted
    assert city.flags()["FM06"] in ("new", "open") and len(city.todo(OTHER)) == 1


def test_key_revoked_in_the_middle_flags_no_ward(city: GoogleCity) -> None:
    city.server.on(
        "after", "spreadsheets.get", lambda _k, _c: city.server.accounts.revoke(city.ROBOT), 1
    )
    with pytest.raises(UserError, match="thu hồi"):
        city.run()
    city.server.accounts.restore(city.ROBOT)
    google_backend.cache_clear()
    city.run()
    assert city.flags() == {"FM06": "new"}


@pytest.mark.parametrize("api", ["sheets", "drive"])
def test_interface_that_is_off_says_so(city: GoogleCity, api: str) -> None:
    city.server.disable(api)
    assert "chưa bật Google Sheets API hoặc Google Drive API" in _run(city)


@pytest.mark.parametrize("key", ["gone", "broken", "other"])
def test_key_file_that_is_none(city: GoogleCity, key: str) -> None:
    path = next(city.home.glob("so-to.json"))
    if key == "gone":
        path.unlink()
    else:
        path.write_text("{" if key == "broken" else '{"type": "service_account"}')
    said = _run(city)
    assert "so-to.json" in said and ("Không tìm thấy khóa" in said or "không phải khóa" in said)


def test_no_register_yet_says_how_to_make_one(city: GoogleCity) -> None:
    config = city.home / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace(city.ids["Điều phối"], ""), encoding="utf-8")
    assert "jobs.py provision" in _run(city)


def test_register_in_trouble_stops_writing_but_not_checking(city: GoogleCity) -> None:
    city.run()
    city.server.file(city.ids["Điều phối"]).trashed = True
    outcome = city.run(NEXT)
    assert (outcome.pushed, outcome.mailed) == ((), 0)
    assert city.flags() == {"FM06": "open"}
    assert any("thùng rác" in said for said in city.said)


def test_run_from_the_command_line(city: GoogleCity) -> None:
    done = program("run", "--config", city.home / "config.toml", "--as-of", "2023-04-03")
    assert done.returncode == 0, done.stderr
    assert "912000005" not in done.stdout + done.stderr
    with Store.opened(city.config.store_url, read_only=True) as store:
        assert set(store.flags()["rule"]) == {"FM06"}
