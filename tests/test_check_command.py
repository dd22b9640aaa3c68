"""`jobs.py check` as somebody types it: output, exit codes, and that it never writes."""

import csv
import io
import json
from pathlib import Path

import pytest

from sync.xlsx_make import make_register
from tests.cases import Edits
from tests.folders import BAD_PHONE, NAMES, make_folder, program

KEYS = ["id", "unit", "rule", "severity", "tab", "row", "column", "value", "message", "fix", "clause", "suggestion"]  # fmt: skip
DAY = ("--as-of", "2023-04-03")
LEADER_GONE = ("Thành viên", 7, "Chức danh trong Tổ", "Tổ viên")


@pytest.fixture(scope="module")
def wards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    bad = Edits(set=[BAD_PHONE, LEADER_GONE, ("Thành viên", 6, "Họ và tên", "=1+1")])
    return make_folder(tmp_path_factory.mktemp("kiểm tra") / "wards", bad)


def test_json_has_the_keys_of_the_contract_and_true_places(wards: Path) -> None:
    done = program("check", wards, *DAY, "--format", "json")
    flags = json.loads(done.stdout)
    assert done.returncode == 1
    assert all(list(flag) == KEYS for flag in flags)
    places = {(f["rule"], f["unit"], f["tab"], f["row"], f["column"]) for f in flags}
    assert ("FM06", NAMES[0], "Thành viên", 5, "Điện thoại") in places
    assert ("LD01", NAMES[0], "Danh sách tổ", 3, "Cấp") in places
    assert {f["unit"] for f in flags} == {NAMES[0]}


def test_json_of_a_whole_tab_has_no_row_and_no_column(tmp_path: Path) -> None:
    make_folder(tmp_path)
    (tmp_path / f"{NAMES[1]}.xlsx").write_bytes(b"PK\x03\x04 cut off")
    flags = json.loads(program("check", tmp_path, *DAY, "--format", "json").stdout)
    assert [(f["rule"], f["unit"], f["tab"], f["row"], f["column"]) for f in flags] == [
        ("ST03", NAMES[1], None, None, None)
    ]


def test_clean_folder_ends_with_0(tmp_path: Path) -> None:
    done = program("check", make_folder(tmp_path / "wards"), *DAY)
    assert (done.returncode, done.stdout) == (0, "Không có nội dung nào cần sửa.\n")


def test_csv_guards_what_a_spreadsheet_would_run(wards: Path) -> None:
    done = program("check", wards / f"{NAMES[0]}.xlsx", *DAY, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert list(rows[0]) == KEYS
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())


def test_github_lines_mask_phones(wards: Path) -> None:
    done = program("check", wards, *DAY, "--format", "github")
    assert "::warning file=" in done.stdout and "::error file=" in done.stdout
    assert "912000005" not in done.stdout and "912200005" not in done.stdout


def test_one_rule_alone(wards: Path) -> None:
    done = program("check", wards, *DAY, "--format", "json", "--rule", "ld1")
    assert {flag["rule"] for flag in json.loads(done.stdout)} == {"LD01"}


def test_register_in_the_parent_knows_a_ward_without_workbook(tmp_path: Path) -> None:
    from shapes import Unit

    make_folder(tmp_path / "wards")
    units = [
        Unit("", name, "commune" if name.startswith("Xã") else "ward", hamlets=2)
        for name in (*NAMES, "Phường Lê Lợi")
    ]
    make_register(tmp_path / "Điều phối.xlsx", units, ())
    flags = json.loads(program("check", tmp_path / "wards", *DAY, "--format", "json").stdout)
    assert [(f["rule"], f["unit"]) for f in flags] == [("ST03", "Phường Lê Lợi")]


def test_check_writes_nothing(wards: Path) -> None:
    before = {
        path: (path.stat().st_mtime_ns, path.read_bytes())
        for path in wards.parent.rglob("*")
        if path.is_file()
    }
    program("check", wards, *DAY, cwd=wards.parent)
    after = {
        path: (path.stat().st_mtime_ns, path.read_bytes())
        for path in wards.parent.rglob("*")
        if path.is_file()
    }
    assert before == after


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "hỏng"),
        (b"Day la mot tep van ban", "không phải là bảng tính"),
        (b"PK\x03\x04" + b"\0" * 40, "hỏng"),
    ],
    ids=["zero bytes", "text", "cut off"],
)
def test_file_that_is_no_workbook_is_that_wards_flag_alone(
    tmp_path: Path, content: bytes, says: str
) -> None:
    make_folder(tmp_path)
    (tmp_path / f"{NAMES[0]}.xlsx").write_bytes(content)
    done = program("check", tmp_path, *DAY, "--format", "json")
    flags = json.loads(done.stdout)
    assert [(f["rule"], f["unit"]) for f in flags] == [("ST03", NAMES[0])]
    assert says in flags[0]["message"]
    assert "Traceback" not in done.stderr


def test_workbook_of_something_else_is_said_once(tmp_path: Path) -> None:
    import openpyxl

    make_folder(tmp_path)
    openpyxl.Workbook().save(tmp_path / f"{NAMES[0]}.xlsx")
    flags = json.loads(program("check", tmp_path, *DAY, "--format", "json").stdout)
    assert [(f["rule"], f["unit"]) for f in flags] == [("ST03", NAMES[0])]
    assert "không có trang nào theo mẫu" in flags[0]["message"]


def test_template_and_rules_commands(tmp_path: Path) -> None:
    assert program("template", "Mẫu.xlsx", cwd=tmp_path).returncode == 0
    assert (tmp_path / "Mẫu.xlsx").stat().st_size > 5000
    assert "Đã có tệp" in program("template", "Mẫu.xlsx", cwd=tmp_path).stderr
    assert "TV01" in program("rules").stdout
    assert "Phụ lục 1, điểm a mục 3.1" in program("rules", "TV01").stdout
