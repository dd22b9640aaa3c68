"""`doctor`, `status` and `backup` as somebody types them."""

import json
import re
import shutil
import sqlite3
import stat
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from commands import app
from commands.health import CHECKS, findings
from commands.outbox import ADVICE
from config import load_config
from store.outbox import Outbox
from store.store import Store
from tests.folders import NAMES, program
from tests.mail_servers import Box, serving
from tests.test_deliver import only_alice
from tests.test_run import WARD, City

SECRET = "mat-khau-bi-mat"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city that ran today."""
    city = City(tmp_path_factory.mktemp("doctor"))
    city.run(date.today() - timedelta(days=1))

    def add(book: Any) -> None:
        for column, value in enumerate(("Hồ Ba", "ba@vi-du.vn", "Kỹ thuật"), 1):
            book["Người nhận"].cell(2, column).value = value

    city.edit("Điều phối.xlsx", add, city.home)
    city.run(date.today())
    return city.home


@pytest.fixture
def city(prepared: Path, tmp_path: Path) -> City:
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return City.there(tmp_path)


def typed(command: str, city: City, *words: str) -> Result:
    """A command in this process, which has imported everything already."""
    return CliRunner().invoke(app, [command, "--config", str(city.home / "config.toml"), *words])


def doctor(city: City, *words: str) -> Result:
    return typed("doctor", city, *words)


def states(city: City) -> dict[str, str]:
    """The worst state of each name."""
    order = ("ok", "look", "broken")
    found: dict[str, str] = {}
    for one in findings(load_config(city.home / "config.toml")):
        found[one.name] = max(found.get(one.name, "ok"), one.state, key=order.index)
        assert (one.state == "ok") <= (not one.do)
    return found


def add_to_config(city: City, text: str) -> None:
    path = city.home / "config.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_a_city_in_order_is_said_line_by_line_with_0(city: City) -> None:
    done = doctor(city)
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Tốt      Cấu hình: ")
    assert "Tốt      Bảng Điều phối: 3 đơn vị" in lines
    assert "Tốt      Bảng tính: 3/3 đọc được, đúng mẫu" in lines
    assert not any(line.startswith("Hỏng") for line in lines)


def test_json_says_the_same(city: City) -> None:
    found = json.loads(doctor(city, "--format", "json").stdout)
    assert all(list(one) == ["name", "state", "found", "do"] for one in found)
    assert {one["state"] for one in found} <= {"ok", "look"}
    assert all(one["do"] for one in found if one["state"] != "ok")


def test_it_changes_nothing(city: City) -> None:
    before = {path: path.read_bytes() for path in city.home.rglob("*") if path.is_file()}
    doctor(city)
    assert {path: path.read_bytes() for path in city.home.rglob("*") if path.is_file()} == before


def test_before_the_first_run_it_says_what_will_be_made(tmp_path: Path) -> None:
    city = City(tmp_path)
    done = doctor(city)
    assert done.exit_code == 0
    assert "lần chạy đầu sẽ tạo" in done.stdout
    assert not (tmp_path / "so-to.db").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[mail]\nsmtp_hst = 'a'", "Có phải là «smtp_host»?"),
        ("[city]\ntimezone = 'Asia/Vinh'", "không có múi giờ"),
        ("[schedule]\nsync_minutes = 0", "sync_minutes"),
        ("[schedule]\nheartbeat = 'hc-ping.com/abc'", "https://"),
        ("[schedule]\ncity_monthly = '31 08:00'", "1 đến 28"),
        ("[source\n", ": viết chưa đúng"),
        ("[policy]\nfile = 'khong-co.toml'", "khong-co.toml"),
        ("[store]\nurl = 'kho.db'", "[store] url viết sai"),
        ("[store]\nurl = 'postgresql://a:mat-khau-bi-mat@127.0.0.1:1/x'", "Không mở được kho"),
        ("[source]\nfolder = 'khong-co'", "Không ghi được vào"),
        ("[mail]\nlive = true\nsmtp_host = 'khong-co.invalid'", "khong-co.invalid"),
    ],
)
def test_each_kind_of_mistake_in_the_config_is_named(tmp_path: Path, text: str, says: str) -> None:
    city = City(tmp_path)
    kept = "" if "[source" in text else (city.home / "config.toml").read_text(encoding="utf-8")
    (city.home / "config.toml").write_text(f"{kept}\n{text}\n", encoding="utf-8")
    done = doctor(city)
    assert done.exit_code == 1, done.exception
    assert says in done.output
    assert SECRET not in done.output


def test_a_missing_config_says_how_to_get_one(tmp_path: Path) -> None:
    done = program("doctor", cwd=tmp_path)
    assert done.returncode == 1 and "Chạy lệnh init" in done.stdout


def test_workbooks_in_trouble_are_named_each(city: City) -> None:
    (city.wards / WARD).write_bytes(b"PK\x03\x04 cut off")

    def rename(book: Any) -> None:
        book["Thành viên"].cell(1, 3).value = "Tên gọi khác"

    city.edit(f"{NAMES[1]}.xlsx", rename)
    found = states(city)
    assert (found[NAMES[0]], found[NAMES[1]], found["Bảng tính"]) == ("broken", "look", "look")


def test_register_in_trouble_is_broken(city: City) -> None:
    (city.home / "Điều phối.xlsx").unlink()
    assert states(city)["Bảng Điều phối"] == "broken"


def test_addresses_that_cannot_be_used_are_named(city: City) -> None:
    def spoil(book: Any) -> None:
        book["Người nhận"].cell(2, 2).value = "ba@gmail,com"

    city.edit("Điều phối.xlsx", spoil, city.home)
    assert states(city)["Người nhận"] == "broken"


def test_a_clock_behind_the_last_run_is_broken(city: City) -> None:
    city.run(date.today() + timedelta(days=400))
    assert states(city)["Đồng hồ"] == "broken"


def test_a_damaged_store_is_broken(city: City) -> None:
    path = city.home / "so-to.db"
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * 8192 + whole[16384:])
    found = states(city)
    assert found["Kho dữ liệu"] == "broken" and len(found) > 5


def test_secrets_that_others_can_read_are_warned_about(city: City) -> None:
    assert states(city)["Tệp riêng"] == "ok"
    credentials = city.home / "credentials.json"
    credentials.write_text(f'{{"private_key": "{SECRET}"}}', encoding="utf-8")
    credentials.chmod(0o640)
    done = doctor(city)
    assert "Người dùng khác của máy đọc được credentials.json" in done.stdout
    assert SECRET not in done.stdout
    credentials.chmod(0o600)
    assert states(city)["Tệp riêng"] == "ok"
    add_to_config(city, f"[mail]\nsmtp_password = '{SECRET}'\n")
    (city.home / "config.toml").chmod(0o644)
    assert states(city)["Tệp riêng"] == "look"


def test_things_of_the_program_in_the_shared_folder_are_warned_about(city: City) -> None:
    add_to_config(city, "[mail]\noutbox = 'wards/outbox'\n")
    assert states(city)["Thư mục"] == "look"


def test_runs_that_failed_and_mails_that_hang_are_told(city: City) -> None:
    from tests.test_store import MAIL

    with Store.opened(city.config.store_url) as store:
        run = store.begin_run(date.today(), _now(city))
        store.end_run(run, _now(city), "failed", "Không mở được thư mục wards.")
        outbox = Outbox(store)
        outbox.write([MAIL], _now(city))
        due = outbox.claim(_now(city))
        assert due is not None
        outbox.settle(due, "uncertain")
    found = states(city)
    assert (found["Lượt chạy"], found["Thư chờ"]) == ("broken", "look")
    said = typed("status", city).output
    assert "chưa hoàn thành – Không mở được thư mục wards." in said
    assert "1 chưa rõ đã đến hay chưa" in said and "xem outbox list" in said
    listed = CliRunner().invoke(app, ["outbox", "list", "--config", str(city.home / "config.toml")])
    assert ADVICE["uncertain"] in listed.output


def _now(city: City) -> Any:
    from datetime import datetime

    return datetime.now(city.config.zone)


def mail_config(port: int, password: str) -> str:
    return (
        f'[mail]\nlive = true\nsmtp_host = "127.0.0.1"\nsmtp_port = {port}\nsecurity = "none"\n'
        f'smtp_user = "alice"\nsmtp_password = "{password}"\n'
    )


@pytest.mark.parametrize("password", ["mat-khau-dung", SECRET])
def test_it_logs_in_to_the_mail_server_and_sends_only_when_asked(city: City, password: str) -> None:
    box = Box()
    options = {"authenticator": only_alice, "auth_require_tls": False, "auth_required": True}
    with serving(box, **options) as port:
        add_to_config(city, mail_config(port, password))
        looked = doctor(city)
        assert box.received == []
        sent = doctor(city, "--send-test")
    good = password == "mat-khau-dung"
    assert ("đăng nhập được máy chủ thư" in looked.stdout) == good
    assert [to for _, to, _ in box.received] == ([["ba@vi-du.vn"]] if good else [])
    assert ("đã gửi cho Hồ Ba" in sent.stdout) == good
    assert sent.exit_code == (0 if good else 1)
    assert password not in looked.output + sent.output


def test_a_check_that_fails_by_a_mistake_of_ours_hinders_no_other(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_config: Any) -> Any:
        """Đĩa."""
        raise ValueError(SECRET)

    monkeypatch.setattr("commands.health.CHECKS", (fail, *CHECKS))
    found = list(findings(city.config))
    assert (found[0].name, found[0].state) == ("Đĩa", "broken")
    assert SECRET not in found[0].found and len(found) > len(CHECKS)


# --- status and backup ---------------------------------------------------------------------------


def test_status_says_what_ran_when_next_and_what_is_open(city: City) -> None:
    said = typed("status", city).output.splitlines()
    assert [line.endswith("hoàn thành") for line in said[:2]] == [True, True]
    assert said[2].startswith("Lượt kế tiếp khi serve đang chạy: ")
    assert said[3] == "Thư: 1 đã gửi."  # to the technician, about the wards
    assert re.fullmatch(r"Nội dung cần sửa: 0 phải sửa, \d+ cần kiểm tra, 0 khuyến nghị\.", said[4])


def test_status_before_the_first_run(tmp_path: Path) -> None:
    city = City(tmp_path)
    assert "Chưa chạy lượt nào." in typed("status", city).output


def test_backup_is_a_whole_private_store_and_overwrites_nothing(city: City) -> None:
    assert typed("backup", city, str(city.home / "sao.db")).exit_code == 0
    copy = city.home / "sao.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with sqlite3.connect(copy) as known:
        assert known.execute("SELECT count(*) FROM runs").fetchone() == (2,)
        assert known.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    again = program("backup", copy, "--config", city.home / "config.toml")
    assert again.returncode == 2 and "Đã có tệp" in again.stderr


def test_backup_of_postgresql_says_what_to_use(city: City) -> None:
    add_to_config(city, "[store]\nurl = 'postgresql://a@127.0.0.1:1/x'\n")
    assert "pg_dump" in str(typed("backup", city, "x.db").exception)


def test_backup_without_a_store_makes_none(tmp_path: Path) -> None:
    city = City(tmp_path)
    done = typed("backup", city, str(tmp_path / "x.db"))
    assert "Chưa có kho dữ liệu" in str(done.exception) and not (tmp_path / "x.db").exists()
