"""Every error that a person can cause: how, and what is said of it.

A message says what happened, where, and what to do. Each place of the source that makes one stands
here, or is named with the test that tries it; a new one without a line here fails.
"""

import ast
import io
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from sqlalchemy import create_engine

from commands import app, main
from config import load_config
from config_edit import set_register
from jobs import one_run
from reading import _refuse_nothing
from shapes import Register, UserError
from store.engine import _current
from store.lock import alone
from sync.google import Google
from sync.google_client import Refused
from sync.google_login import login
from sync.google_provision import GoogleCity
from sync.google_share import create_spreadsheet
from tests.cases import Edits
from tests.folders import BAD_PHONE, NAMES, ROOT, make_folder
from tests.sites import site_of, sites

WARD = f'"{NAMES[0]}"'
CSV = "Đơn vị,Loại\nPhường Bến Thủy,Phường\n"
Given = Callable[[], object]


class Case(NamedTuple):
    """What is typed, or done, where; from which site the error comes, and what it must say."""

    site: str
    cause: str | Callable[[], object]
    says: Sequence[str]
    given: Given = lambda: None
    in_city: bool = False


def file(name: str, text: str | bytes = "") -> Given:
    """A file of this name in the folder where the command is typed."""
    raw = text if isinstance(text, bytes) else text.encode()
    return lambda: Path(name).write_bytes(raw)


def setting(section: str, line: str) -> Given:
    """The config has this line in this section."""
    return file("config.toml", f"[{section}]\n{line}\n")


def in_store(statement: str) -> Given:
    """Somebody has changed the store."""

    def change() -> None:
        with sqlite3.connect("so-to.db") as store:
            store.execute(statement)
        store.close()

    return change


def while_another_runs() -> None:
    """A pass while this process has the store."""
    config = load_config(Path("config.toml"))
    with alone(config.store_url, datetime.now(UTC)):
        typed("run")


def untouched_since() -> None:
    """Nobody has saved a workbook since the first pass."""
    for path in Path("wards").iterdir():
        os.utime(path, (1_680_000_000, 1_680_000_000))


def nobody_followed_on_google() -> None:
    """A register on Google without a unit."""
    job: Any = SimpleNamespace(config=load_config(Path("config.toml")))
    _refuse_nothing(job, Register())


def typed(words: str) -> None:
    """The command line in this process; raises what it raises."""
    app(shlex.split(words), prog_name="python jobs.py", standalone_mode=False)


class InVain:
    """An account that Google refuses everything, for this reason."""

    email = "so-to@vi-du.vn"

    def __init__(self, status: int, reason: str) -> None:
        self.why = Refused(status, reason)

    def __getattr__(self, name: str) -> Callable[..., object]:
        def call(*_: object, **__: object) -> object:
            raise self.why

        return call


def register_out_of_reach() -> None:
    """Completing a register that nobody shared with us."""
    city: Any = object.__new__(GoogleCity)
    city._ref, city._seen_by, city._maker = "abc", {}, InVain(403, "forbidden")
    city.register()


CASES = [
    # --- what is typed
    Case("commands/program.py:resolve_command#1", "chek", ["«chek»", "Có phải là «check»?", "--help"]),
    Case("commands/common.py:settings#1", "run --config a.toml --folder .", ["--config và --folder", "Chỉ chọn một"]),
    Case("commands/common.py:given_day#1", "check . --as-of 3/4", ["«3/4»", "ghi dạng 2023-04-03"]),
    Case("commands/common.py:known_rule#1", "rules TV91", ["TV91", "Có phải là «TV", "lệnh rules"]),
    Case("commands/check.py:check#1", "check khong-co", ["Không tìm thấy khong-co", "Kiểm tra lại đường dẫn"]),
    Case("commands/check.py:check#2", "check .", ["Không có bảng tính nào", "Chép các tệp .xlsx vào"]),
    Case("commands/template.py:template#1", "template a.xlsx", ["Đã có tệp a.xlsx", "chọn tên khác"], file("a.xlsx")),
    Case("commands/demo.py:demo#1", "demo --out .", ["đã có tệp", "--out"], file("a")),
    Case("commands/init.py:init#1", "init", ["Đã có tệp config.toml", "--config"], file("config.toml")),
    Case("commands/init.py:_person#1", 'init --recipient "Lê Nam"', ["«Lê Nam»", "địa chỉ thư trong dấu < >"]),
    Case("commands/init.py:_person#2", 'init --recipient "Lê Nam <a@vi-du.vn>, Kĩ thuật viên"', ["«Kĩ thuật viên»", "Có phải là «Kỹ thuật»?", "Chọn một trong"]),
    Case("commands/init.py:_source#1", "init --source gogle", ["«gogle»", "Có phải là «google»?"]),
    Case("commands/init.py:_mail#1", 'init --smtp "mail vi-du"', ["«mail vi-du»", "ví dụ mail.vi-du.vn:587"]),
    Case("commands/report.py:report#1", "report city --to a.html --send", ["--to và --send", "Chỉ chọn một"]),
    Case("commands/report.py:report#2", "report city --to a.pdf", ["a.pdf", "đuôi .html"]),
    Case("commands/decision.py:decision#1", f"decision {WARD} --to a.docx", ["Đã có tệp a.docx", "--force"], file("a.docx")),
    Case("commands/forget.py:forget#1", f"forget {WARD} An", ["«An» chưa đủ", 'ví dụ "Nguyễn Văn An"'], setting("city", ""), in_city=True),
    Case("commands/forget.py:forget#2", f'forget {WARD} "Đỗ Lạ Hoắc" --yes', ["«Đỗ Lạ Hoắc»", NAMES[0], "như trong bảng tính"], in_city=True),
    # --- the config
    Case("config.py:_text#1", "run", ["Không tìm thấy tệp cấu hình config.toml", "lệnh init", "--config"]),
    Case("config.py:_text#2", "run", ["config.toml không ở mã UTF-8", "lưu lại"], file("config.toml", b"\xff\xfea")),
    Case("config.py:_text#3", "run --config .", ["Không đọc được tệp cấu hình", "đây là thư mục"]),
    Case("config.py:load_config#1", "run", ["config.toml, dòng 2, cột", "dấu \\ trong đường dẫn", "C:/so-to"], setting("source", 'folder = "C:\\Users"')),
    Case("config.py:load_config#2", "run", ["[source] kind: ghi một trong: folder, google."], setting("source", 'kind = "gogle"')),
    Case("config_edit.py:set_register#1", lambda: set_register(Path("config.toml"), "abc"), ["config.toml", "ghi tay vào mục [source]", 'register = "abc"']),
    Case("rules/policy_file.py:own_policy#1", "run", ["khong-co.toml", "Kiểm tra lại đường dẫn"], setting("policy", "file = 'khong-co.toml'")),
    Case("rules/policy_file.py:own_policy#2", "run", ["Tệp chính sách", "không ở mã UTF-8", "lưu lại"], lambda: (setting("policy", "file = 'p.toml'")(), file("p.toml", b"\xff")())),
    Case("rules/policy_file.py:own_policy#3", "run", ["p.toml, dòng 1", "viết chưa đúng"], lambda: (setting("policy", "file = 'p.toml'")(), file("p.toml", "[a\n")())),
    Case("rules/policy_file.py:own_policy#4", "run", ["p.toml, dòng 1", "còn thiếu mục này"], lambda: (setting("policy", "file = 'p.toml'")(), file("p.toml", "[forms]\n")())),
    # --- units and workbooks
    Case("reading.py:unit_named#1", 'report ward --unit "ben thuy phuong"', ["«ben thuy phuong»", "Ghi tên như ở trang Đơn vị"], in_city=True),
    Case("reading.py:_refuse_nothing#1", "run", ["Không mở được thư mục", "Kiểm tra lại đường dẫn"], setting("source", "folder = 'khong-co'")),
    Case("reading.py:_refuse_nothing#3", "run --folder .", ["Chưa có bảng tính nào", "Chép các tệp .xlsx"]),
    Case("reading.py:_refuse_nothing#2", nobody_followed_on_google, ["chưa có đơn vị nào", "Ghi các đơn vị rồi chạy lại"], setting("source", "kind = 'google'")),
    Case("commands/decision.py:_draft#1", f"decision {WARD} --to a.docx", [NAMES[0], "không"], lambda: Path("wards", f"{NAMES[0]}.xlsx").write_bytes(b"a"), True),
    Case("commands/provision.py:provision_city#1", "provision", ["Chưa có đơn vị nào", "--units TỆP.csv"], setting("city", "")),
    Case("commands/provision.py:_refuse_second_register#1", "provision", ["không còn ở", 'lệnh restore "Điều phối"'], lambda: Path("Điều phối.xlsx").unlink(), True),
    Case("sync/folder_provision.py:register#1", "provision", ["Bảng Điều phối", "Kiểm tra tệp"], file("Điều phối.xlsx", "a"), True),
    Case("sync/units_csv.py:read_units#1", "init --units a.csv", ["a.csv thiếu cột Loại", "Dòng đầu tiên"], file("a.csv", "Đơn vị,Email\nXã A,\n")),
    Case("sync/units_csv.py:read_units#2", "init --units a.csv", ["a.csv không có đơn vị nào"], file("a.csv", "Đơn vị,Loại\n")),
    Case("sync/units_csv.py:read_units#3", "init --units a.csv", ["a.csv đã mất dấu", "CSV UTF-8"], file("a.csv", "Đơn vị,Loại\nPh??ng B,Phường\n")),
    Case("sync/units_csv.py:read_units#4", "init --units a.csv", ["a.csv, dòng 3: đơn vị «Phường Bến Thủy» đã có ở dòng 2."], file("a.csv", f"{CSV}Phường Bến Thủy,Phường\n")),
    Case("sync/units_csv.py:_text#1", "init --units a.csv", ["a.csv là bảng tính Excel", "CSV UTF-8"], file("a.csv", b"PK\3\4")),
    # --- mails
    Case("mailing/on_demand.py:_to_ward#1", "report ward", ["một phường, xã", "--unit"], in_city=True),
    Case("mailing/on_demand.py:_deadlines#1", "report deadline", ["Không có phường, xã nào còn thiếu tổ", "thư nhắc hạn"], in_city=True),
    Case("commands/report.py:_mails#1", "report coordinator --folder wards --as-of 2023-04-03", ["không có nội dung nào để báo"], lambda: make_folder(Path("wards"))),
    Case("commands/report.py:_send#1", "report city --send", ["Chưa đọc được bảng Điều phối", 'lệnh restore "Điều phối"'], file("Điều phối.xlsx", "a"), True),
    Case("commands/report.py:_send#2", "report city --send", ["Chưa có địa chỉ nào", "trang Người nhận"], in_city=True),
    Case("commands/outbox.py:_each#1", "outbox drop 999", ["thư số 999", "lệnh outbox list --all"], in_city=True),
    # --- the store, and going back
    Case("commands/units.py:units_of#1", "flags", ["Chưa có lần chạy nào", "lệnh run trước"], setting("city", "")),
    Case("commands/units.py:given_moment#1", f"restore {WARD} --at hôm-qua", ["«hôm-qua»", '"2023-04-03 14:30"'], in_city=True),
    Case("commands/restore.py:_restore_ward#1", f"restore {WARD}", ["--at 2023-04-03", "--list"], in_city=True),
    Case("commands/restore.py:_restore_ward#2", f"restore {WARD} --at 2020-01-01", ["01/01/2020", NAMES[0], "--list"], in_city=True),
    Case("commands/restore.py:_restore_ward#3", f"restore {WARD} --at 2099-01-01 --to a.xlsx", ["Đã có tệp a.xlsx", "--to"], file("a.xlsx"), True),
    Case("commands/restore.py:_restore_register#1", 'restore "Điều phối"', ["Đã có tệp", "--to"], in_city=True),
    Case("commands/restore.py:_restore_register#2", 'restore "Điều phối" --to a.xlsx', ["Chưa ghi được a.xlsx", "đang mở trong Excel", "rồi chạy lại"], file("~$a.xlsx"), True),
    Case("commands/backup.py:backup#1", "backup a.db", ["PostgreSQL", "pg_dump"], setting("store", "url = 'postgresql://a@127.0.0.1/b'")),
    Case("commands/backup.py:backup#2", "backup a.db", ["Chưa có kho dữ liệu", "lệnh run trước"], setting("city", "")),
    Case("commands/backup.py:backup#3", "backup a.db", ["Đã có tệp a.db", "chọn tên khác"], file("a.db"), True),
    Case("commands/backup.py:backup#4", "backup a.db", ["Không sao được kho", "lệnh doctor"], file("so-to.db", "hỏng" * 999), True),
    Case("clock.py:refuse_false_day#1", "run --as-of 2023-01-01", ["Lần chạy trước", "ngày sau cho --as-of"], in_city=True),
    Case("clock.py:refuse_false_day#2", "run", ["Giờ máy là", "chưa ghi gì", "run --as-of"], untouched_since, True),
    Case("commands/redate.py:redate#1", "redate", ["không có ngày nào sau hôm nay", "không cần chỉnh"], in_city=True),
    Case("store/engine.py:store_url#1", "status", ["[store] url viết sai", "ví dụ: sqlite:///"], setting("store", "url = 'kho.db'")),
    Case("store/engine.py:store_url#2", "status", ["«oracle»", "Chưa cài gói", "pip install"], setting("store", "url = 'oracle://a@b/c'")),
    Case("store/engine.py:open_engine#1", "status", ["Không mở được kho dữ liệu", "Kiểm tra mục [store] url"], file("so-to.db", "hỏng" * 999), True),
    Case("store/engine.py:_current#1", "run", ["bản Sổ Tổ mới hơn", "Cập nhật chương trình"], in_store("UPDATE alembic_version SET version_num = '9999'"), True),
    Case("store/engine.py:_current#2", lambda: _current(create_engine("sqlite://"), None, True), ["bản cũ hơn", "lệnh run"]),
    Case("store/store.py:opened#1", "status", ["không đọc, ghi được", "Kiểm tra dung lượng"], in_store("DROP TABLE outbox"), True),
    Case("store/lock.py:_alone_beside#1", while_another_runs, ["một lượt khác", "tiến trình", "Chờ lượt đó xong"], in_city=True),
    Case("store/lock.py:_alone_in_server#1", "run", ["Không mở được kho", "máy chủ PostgreSQL"], setting("store", "url = 'postgresql://a@127.0.0.1:1/b'")),
    # --- Google
    Case("sync/google.py:units#1", lambda: Google((), "").units(), ["Chưa có bảng Điều phối trên Google", "provision --units"]),
    Case("sync/google_client.py:load_credentials#1", "run", ["Không tìm thấy khóa", "credentials.json", "docs/google.md"], setting("source", "kind = 'google'")),
    Case("sync/google_client.py:load_credentials#2", "run", ["credentials.json không phải khóa", "Tải lại"], lambda: (setting("source", "kind = 'google'")(), file("credentials.json", "{}")())),
    Case("sync/google_login.py:login#1", lambda: login(Path("a.json"), Path("b.json")), ["a.json không phải mã khách OAuth", "Tải lại", "docs/google.md"]),
    Case("sync/google_provision.py:register#1", register_out_of_reach, ["Bảng Điều phối", "[source] register", "chia sẻ bảng đó"]),
    Case("sync/google_share.py:create_spreadsheet#1", lambda: create_spreadsheet(InVain(403, "storageQuotaExceeded"), "A", ""), ["không có dung lượng riêng"]),  # type: ignore[arg-type]
]  # fmt: skip
# What needs a server that answers so.
ELSEWHERE = {
    "store/lock.py:_alone_in_server#2": "tests/test_databases.py::test_the_second_run_is_told_who_runs_and_since_when",
    "sync/google_client.py:_refused#1": "tests/test_google_calls.py::test_what_google_says_of_an_account_is_told_with_the_repair",
    "sync/google_client.py:_refused#2": "tests/test_google_calls.py::test_what_google_says_of_an_account_is_told_with_the_repair",
    "sync/google_client.py:_refused#3": "tests/test_google_calls.py::test_what_google_says_of_an_account_is_told_with_the_repair",
    "sync/google.py:units#2": "tests/test_google_troubles.py::test_a_clock_that_is_not_googles_is_refused_before_a_false_day_is_written",
    "sync/google_client.py:_about_key#2": "tests/test_google_troubles.py::test_a_clock_that_is_not_googles_is_refused_before_a_false_day_is_written",
    "sync/google_client.py:_about_key#1": "tests/test_google_troubles.py::test_key_revoked_in_the_middle_flags_no_ward",
    "sync/google_provision.py:_register_step#1": "tests/test_google_provision.py::test_stopped_half_way_it_goes_on_with_what_there_is",
}


@pytest.fixture(scope="module")
def made_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three wards after its first pass."""
    home = tmp_path_factory.mktemp("city")
    make_folder(home / "wards", Edits(set=[BAD_PHONE]))
    (home / "config.toml").touch()
    one_run(load_config(home / "config.toml"), date(2023, 4, 3), say=lambda _: None)
    return home


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.site)
def test_error_says_what_happened_and_what_to_do(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    home = tmp_path / "home"
    if case.in_city:
        shutil.copytree(request.getfixturevalue("made_city"), home)
    home.mkdir(exist_ok=True)
    monkeypatch.chdir(home)
    case.given()
    with pytest.raises(UserError) as caught:
        typed(case.cause) if isinstance(case.cause, str) else case.cause()
    assert site_of(caught.tb) == case.site
    said = str(caught.value)
    assert [words for words in case.says if words not in said] == [], said
    assert said.rstrip('"')[-1] in ".?" or "\n" in said, said


def test_every_place_that_makes_an_error_is_tried() -> None:
    tried = {case.site for case in CASES} | set(ELSEWHERE)
    assert sorted(set(sites()) - tried) == []
    assert sorted(tried - set(sites())) == []


@pytest.mark.parametrize("test", sorted(set(ELSEWHERE.values())))
def test_tests_elsewhere_are_there(test: str) -> None:
    path, _, name = test.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


# --- what Typer itself would say, in English ---------------------------------------------------


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("check --formt json .", "Không có tùy chọn --formt. Có phải là «--format»?"),
        ("check . --format xls", "--format: không có «xls». Chọn một trong: table, json, csv, github."),
        ("report citi", "LOẠI: không có «citi». Có phải là «city»?"),
        ("flags --status opne", "--status: không có «opne». Có phải là «open»?"),
        ("outbox retry một", "SỐ…: «một» không phải là số."),
        ("outbox lst", "Không có lệnh «lst». Có phải là «list»?"),
        ("check", "Chưa ghi ĐƯỜNG_DẪN…."),
        ('decision "Xã A"', "Chưa ghi --to."),
        ("run --config", "Sau --config chưa ghi gì."),
        ("run --dry-run=x", "Sau --dry-run không ghi gì."),
        ("restore Phường Bến Thủy", 'Thừa «Bến Thủy». Tên có dấu cách thì đặt trong dấu nháy'),
        ("", "Cách dùng: python jobs.py LỆNH"),
        ("backup khong/co/a.db --folder .", "Chưa có kho dữ liệu"),
        ("init --units khong-co.csv", "«khong-co.csv»: không có tệp hoặc thư mục này. Kiểm tra lại đường dẫn."),
        ("init --units .", "«.»: đây là thư mục, không phải tệp."),
    ],
)  # fmt: skip
def test_program_ends_with_2_and_a_sentence(
    words: str, says: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["jobs.py", *shlex.split(words)])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 2 and says in said and "Traceback" not in said
    english = re.search(r"\b(Error|Usage|Try|Invalid|option|argument)\b", said)
    assert english is None, said


def test_who_thinks_again_has_done_nothing(
    made_city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(made_city)
    monkeypatch.setattr(sys, "argv", ["jobs.py", "forget", NAMES[0], "Phạm Thị Dung"])
    monkeypatch.setattr(sys, "stdin", io.StringIO("không\n"))
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1 and "Đã thôi" in capsys.readouterr().err


def test_python_without_the_packages_is_told_which_one_to_use() -> None:
    done = subprocess.run(
        [sys.executable, "-S", ROOT / "jobs.py", "status"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1 and done.stderr.startswith("Python này")
    assert ".venv/bin/python" in done.stderr and "Traceback" not in done.stderr
