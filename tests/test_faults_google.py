"""Runs killed while they work on Google, and what `doctor` sees there."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from commands import google_health
from commands.health import findings
from sync.google_client import Client
from tests.backends import DAY, GoogleCity
from tests.faults import begin, killed_at, run
from tests.folders import NAMES
from tests.sheets_server import SheetsServer

WARD = NAMES[0]
NEXT = DAY + timedelta(days=1)
BAD = (WARD, "Thành viên", 5, "Điện thoại")
POINTS = [
    ("jobs:check_city", "after"), ("jobs:carry_out_ticks", "after"), ("jobs:remember", "after"),
    ("jobs:mark", "before"), ("jobs:mark", "after"), ("sync.google:Google.repair", "after"),
    ("sync.google:push_ward", "before"), ("sync.google:push_ward", "after"),
    ("sync.google:push_board", "before"), ("sync.google:push_board", "after"),
    ("store.store:Store.keep_version", "after"),
]  # fmt: skip


@pytest.fixture
def city(tmp_path: Path) -> Iterator[GoogleCity]:
    with SheetsServer() as server:
        yield GoogleCity(tmp_path, server)


@pytest.mark.parametrize(("place", "moment"), POINTS)
def test_killed_on_google_and_repaired_by_the_next_run(
    city: GoogleCity, place: str, moment: str
) -> None:
    city.run()
    city.type_in(WARD, "Cần sửa", 3, "Đồng ý sửa", True)
    city.type_in(WARD, "Thành viên", 6, "Điện thoại", "912000006")
    assert run(city.home, killed_at(place, moment), NEXT) == -9
    again = begin(city.home, day=NEXT)
    assert again.ended() == 0, again.told["said"]
    assert (city.see(*BAD).text, city.see(*BAD).note) == ("0912000005", "")
    assert city.see(WARD, "Thành viên", 6, "Điện thoại").text == "912000006"
    assert [line["place"] for line in city.todo()] == ["Thành viên, dòng 6, cột Điện thoại"]
    assert [line["unit"] for line in city.follow_up() if line["status"] != "Đã sửa"] == [WARD]


# --- doctor --------------------------------------------------------------------------------------


def states(city: GoogleCity) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in findings(city.config):
        if found.get(one.name) != "broken":
            found[one.name] = one.state
    return found


def test_doctor_finds_google_in_order(city: GoogleCity) -> None:
    city.run()
    found = states(city)
    assert [found[name] for name in ("Google", "Giờ Google", "Bảng tính")] == ["ok"] * 3
    assert found["Chia sẻ"] == "ok"


def test_doctor_tells_of_a_spreadsheet_open_to_all(city: GoogleCity) -> None:
    url = f"https://www.googleapis.com/drive/v3/files/{city.ids[WARD]}/permissions"
    body = {"type": "anyone", "role": "reader"}
    city.person.client.request("post", url, json=body)
    found = [one for one in google_health.google_access(city.config) if one.name == "Chia sẻ"]
    assert (found[0].state, WARD in found[0].found) == ("look", True)


def test_doctor_tells_of_a_clock_that_is_off(
    city: GoogleCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Client, "_off", lambda *_: timedelta(minutes=10))
    assert "lệch 10 phút" in " ".join(one.found for one in google_health.google_access(city.config))


def test_doctor_tells_of_a_key_that_is_none_and_of_one_that_nobody_let_in(
    city: GoogleCity,
) -> None:
    key = next(city.home / path.name for path in city.config.credentials)
    key.write_text('{"private_key": "bi-mat"}', encoding="utf-8")
    said = [one for one in findings(city.config) if one.name == "Google"]
    assert [one.state for one in said] == ["broken"] and "bi-mat" not in said[0].found
    stranger = city.server.credentials("khac@vinh.iam.gserviceaccount.com")
    key.write_text(json.dumps(stranger), encoding="utf-8")
    assert next(google_health.google_access(city.config)).state == "look"


def test_google_that_does_not_answer_is_one_line(city: GoogleCity) -> None:
    city.server.fail_next(404, match="files.list")
    found = list(google_health.google_access(city.config))
    assert [one.state for one in found] == ["broken"]
