"""How many calls a city of 25 wards costs, what failing calls change (nothing), and who is reached."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from gspread.exceptions import APIError
from typer.testing import CliRunner

from commands import app
from config import load_config
from demo import FIRST_DAY, build_city, units
from jobs import Outcome, one_run
from opening import google_backend
from store.store import Store
from sync.google_client import KeyRefused, _refused
from tests.folders import program
from tests.google_city import Person, account, hurried
from tests.sheets_server import SheetsServer
from tests.sheets_server.trouble import RESET

ROBOT = "so-to@vinh.iam.gserviceaccount.com"


class Vinh:
    """The demo's city on the local server."""

    def __init__(self, home: Path, server: Any) -> None:
        self.home, self.server = home, server
        self.person = Person(server, "hoa@vi-du.vn", home)
        build_city(home / "wards", home / "Điều phối.xlsx")
        self.ids = {path.stem: self._put(path) for path in sorted((home / "wards").glob("*.xlsx"))}
        register = self._put(home / "Điều phối.xlsx")
        lines = self.person.see(register).grid("Đơn vị").sheet.rows
        for row, line in enumerate(lines[1:], 2):
            if line[0] in self.ids:
                self.person.type_in(
                    register, "Đơn vị", row, "Liên kết bảng tính", self.ids[line[0]]
                )
        key = account(server, ROBOT, home)
        (home / "config.toml").write_text(
            f'[source]\nkind = "google"\nregister = "{register}"\n[google]\n'
            f'credentials = ["{key.name}"]\napi_root = "{server.url}"\n',
            encoding="utf-8",
        )

    def _put(self, path: Path) -> str:
        made = self.person.upload(path)
        self.person.share(made, ROBOT)
        return made

    def run(self, **more: Any) -> Outcome:
        self.server.reset_counts()
        config = load_config(self.home / "config.toml")
        return one_run(config, FIRST_DAY, say=lambda _said: None, **more)

    @property
    def counts(self) -> dict[str, int]:
        return {kind: self.server.counts[kind] for kind in ("read", "write", "files.list", "all")}

    def flags(self) -> set[tuple[str, ...]]:
        with Store.opened(load_config(self.home / "config.toml").store_url) as store:
            known = store.flags()
        wanted = known[known["closed"].isna()][["id", "unit", "rule", "tab", "value"]]
        return set(map(tuple, wanted.fillna("").astype(str).to_numpy().tolist()))


@pytest.fixture(scope="module")
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as server:
        server.limit()  # what Google allows a minute
        yield server


@pytest.fixture(scope="module")
def vinh(server: SheetsServer, tmp_path_factory: pytest.TempPathFactory) -> Vinh:
    server.limit(None, None)
    made = Vinh(tmp_path_factory.mktemp("vinh"), server)
    server.limit()
    made.run()
    return made


def test_first_run_costs_a_reading_and_a_writing_for_each_workbook(vinh: Vinh) -> None:
    assert vinh.counts["read"] <= 29
    assert vinh.counts["write"] <= 29
    assert vinh.counts["files.list"] == 2


def test_flags_are_those_of_the_same_rows_in_excel(vinh: Vinh) -> None:
    done = program(
        "check", vinh.home / "wards", "--as-of", FIRST_DAY.isoformat(), "--format", "json"
    )
    expected = {(flag["unit"], flag["rule"], flag["tab"] or "") for flag in json.loads(done.stdout)}
    names = {unit.code: unit.name for unit in units()}
    found = {(names[unit], rule, tab) for _id, unit, rule, tab, _value in vinh.flags()}
    assert len(vinh.flags()) == len(json.loads(done.stdout))
    assert found == expected


def test_unchanged_city_costs_the_listing_and_the_register(vinh: Vinh) -> None:
    vinh.run()
    assert vinh.counts == {"read": 0, "write": 0, "files.list": 1, "all": 1}
    google_backend.cache_clear()
    vinh.run()
    assert vinh.server.counts["all"] - vinh.server.counts["token"] <= 2


def test_one_edited_ward_costs_one_reading_and_one_writing(vinh: Vinh) -> None:
    ward = units()[0].name
    vinh.person.type_in(vinh.ids[ward], "Thành viên", 3, "Điện thoại", "0912 34")
    vinh.run()
    assert vinh.counts["all"] <= 7
    assert (vinh.counts["read"], vinh.counts["write"]) == (1, 2)
    vinh.run()
    assert vinh.counts["all"] == 1


def test_status_says_what_the_last_run_cost_of_the_quotas(vinh: Vinh) -> None:
    def said() -> list[str]:
        done = CliRunner().invoke(app, ["status", "--config", str(vinh.home / "config.toml")])
        assert done.exit_code == 0, done.output
        return [line for line in done.output.splitlines() if "Google" in line or "Giới hạn" in line]

    vinh.person.type_in(vinh.ids[units()[1].name], "Thành viên", 3, "Điện thoại", "0912 34")
    vinh.run()
    spent, allowed = said()
    counts = vinh.counts
    assert spent.startswith(f"Google, lượt gần nhất, {ROBOT}: {counts['read']} lượt đọc (")
    assert f" {counts['write']} lượt ghi (" in spent
    assert f" {counts['files.list']} lượt liệt kê." in spent
    assert "60 lượt một tài khoản, 300 lượt cả dự án" in allowed
    vinh.run()
    assert ": 0 lượt đọc (" in said()[0] and ", 0 lượt ghi (" in said()[0]


@pytest.mark.parametrize("seed", [1, 2])
def test_fifth_of_all_calls_failing_changes_no_flag(vinh: Vinh, seed: int) -> None:
    before = vinh.flags()
    google_backend.cache_clear()
    hurried(google_backend(load_config(vinh.home / "config.toml")))
    for ward in list(vinh.ids)[:8]:
        vinh.person.type_in(vinh.ids[ward], "Thành viên", 2, "Ghi chú", f"lần {seed}")
    vinh.server.fail_rate(0.2, (429, 500, 503, RESET), seed)
    try:
        outcome = vinh.run()
    finally:
        vinh.server.calm()
    assert vinh.flags() == before
    assert len(outcome.read.fresh) == 8
    assert {one.outcome for one in vinh.run().pushed} <= {"unchanged", "written"}
    assert vinh.flags() == before


def test_nobody_but_the_server_is_reached(vinh: Vinh, monkeypatch: pytest.MonkeyPatch) -> None:
    reached: set[Any] = set()
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: Any) -> None:
        reached.add(address[0] if isinstance(address, tuple) else address)
        assert not isinstance(address, tuple) or address[0] == "127.0.0.1"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)
    monkeypatch.setenv(
        "GOOGLE_SDK_EXPERIMENTAL_PYTHON_REGIONAL_ACCESS_BOUNDARY_LOOKUP_ENABLED", "1"
    )
    monkeypatch.setenv("HTTPS_PROXY", "http://192.0.2.1:3128")
    monkeypatch.setenv("HTTP_PROXY", "http://192.0.2.1:3128")
    google_backend.cache_clear()
    vinh.run()
    assert reached == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("status", "reason", "says"),
    [
        (401, "UNAUTHENTICATED", "tạo khóa mới"),
        (403, "SERVICE_DISABLED", "Bật cả hai"),
        (403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "Tạo lại khóa"),
    ],
)
def test_what_google_says_of_an_account_is_told_with_the_repair(
    status: int, reason: str, says: str
) -> None:
    answer = requests.Response()
    answer.status_code = status
    body = {"error": {"code": status, "message": "", "details": [{"reason": reason}]}}
    answer._content = json.dumps(body).encode()
    why = _refused(APIError(answer), "read")
    assert isinstance(why, KeyRefused) and says in str(why)
