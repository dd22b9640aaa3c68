"""`flags`: what the store knows of flags, with nothing that only the ward may see."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.folders import NAMES, program
from tests.test_run import WARD, City, put


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    made = City(tmp_path_factory.mktemp("city"))
    made.run()
    made.edit(WARD, put("Thành viên", 6, 1, "Điện thoại", "@không rõ"))
    made.edit(WARD, put("Cần sửa", 3, 2, "Ý kiến của phường, xã", "Đang hỏi lại số"))
    made.run(date(2023, 4, 4))

    def decide(book: Any) -> None:
        rules = [cell.value for cell in book["Theo dõi"]["R"]]
        row = rules.index("FM06") + 1
        put("Theo dõi", row, 1, "Hướng xử lý", "Đề nghị sửa")(book)
        put("Theo dõi", row, 1, "Thời hạn", "10/04/2023")(book)

    made.edit("Điều phối.xlsx", decide, made.home)
    made.run(date(2023, 4, 11))
    return made


def listed(city: City, *words: str) -> list[dict[str, Any]]:
    done = program("flags", "--format", "json", *words, cwd=city.home)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_flag_says_since_when_it_stands_and_what_was_said(city: City) -> None:
    (flag,) = (one for one in listed(city, "--unit", NAMES[0]) if one["rule"] == "FM06")
    assert (flag["opened"], flag["days"], flag["overdue"]) == ("2023-04-03", 8, True)
    assert (flag["answer"], flag["handling"], flag["until"]) == (
        "Đang hỏi lại số",
        "repair",
        "2023-04-10",
    )
    assert flag["value"] == "•••••••05" and "912000005" not in json.dumps(flag)


@pytest.mark.parametrize("status, rules", [("overdue", {"FM06", "FM05"}), ("excepted", set())])
def test_status_chooses(city: City, status: str, rules: set[str]) -> None:
    assert {one["rule"] for one in listed(city, "--status", status)} == rules


def test_unit_without_flags_has_none(city: City) -> None:
    done = program("flags", "--unit", NAMES[1], cwd=city.home)
    assert done.stdout == "0 nội dung.\n"


def test_table_is_one_line_each_and_csv_holds_no_formula(city: City) -> None:
    table = program("flags", cwd=city.home).stdout
    assert "Chưa sửa, 8 ngày; quá hạn; Đề nghị sửa đến 10/04/2023: «•••••••05» thiếu số 0" in table
    text = program("flags", "--format", "csv", cwd=city.home).stdout
    values = [row["value"] for row in csv.DictReader(io.StringIO(text))]
    assert len(values) == 2 and not any(value.startswith("@") for value in values)


def test_flag_whose_values_were_forgotten_is_still_listed(city: City) -> None:
    city.edit(WARD, put("Thành viên", 5, 1, "Điện thoại", "0912000005"))
    city.run(date(2023, 4, 12))
    city.run(date(2023, 6, 1))
    (flag,) = (one for one in listed(city, "--status", "closed") if one["rule"] == "FM06")
    assert flag["message"].startswith("«…»") and flag["closed"] == "2023-04-12"


def test_before_the_first_run_there_is_nothing_and_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("", encoding="utf-8")
    done = program("flags", cwd=tmp_path)
    assert done.returncode == 2 and "Chưa có lần chạy nào" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]
