"""A pass over a folder: what it marks, keeps, mails – and what it leaves alone."""

import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from config import Config, load_config
from jobs import Outcome, one_run
from shapes import UserError
from store.store import Store
from tests.cases import Edits
from tests.folders import BAD_PHONE, NAMES, make_folder, program

DAY = date(2023, 4, 3)
WARD = f"{NAMES[0]}.xlsx"
CONFIG = '[source]\nfolder = "wards"\nregister = "Điều phối.xlsx"\n'


class City:
    """A small city in a folder: three wards, the first with a phone that lost its 0."""

    def __init__(self, home: Path) -> None:
        self.home, self.wards = home, home / "wards"
        make_folder(self.wards, Edits(set=[BAD_PHONE]))
        (home / "config.toml").write_text(CONFIG, encoding="utf-8")
        self.said: list[str] = []

    @classmethod
    def there(cls, home: Path) -> "City":
        """The city that is in `home` already."""
        city = cls.__new__(cls)
        city.home, city.wards, city.said = home, home / "wards", []
        return city

    @property
    def config(self) -> Config:
        return load_config(self.home / "config.toml")

    def run(self, day: date = DAY, only: tuple[str, ...] = (), dry_run: bool = False) -> Outcome:
        return one_run(self.config, day, only, dry_run, self.said.append)

    def written(self, outcome: Outcome) -> set[str]:
        return {Path(pushed.path).name for pushed in outcome.pushed if pushed.outcome == "written"}

    def edit(self, name: str, change: Callable[[Any], None], folder: Path | None = None) -> None:
        path = (folder or self.wards) / name
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)

    def todo(self, name: str = WARD) -> list[dict[str, Any]]:
        return rows(self.wards / name, "Cần sửa", 2)

    def follow_up(self) -> list[dict[str, Any]]:
        return rows(self.home / "Điều phối.xlsx", "Theo dõi", 1)

    def flags(self) -> dict[str, str]:
        with Store.opened(self.config.store_url) as store:
            flags = store.flags()
        return dict(zip(flags["rule"], flags["status"], strict=True))


def rows(path: Path, tab: str, header: int) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(path)[tab]
    titles = [str(cell.value) for cell in sheet[header]]
    lines = sheet.iter_rows(min_row=header + 1, values_only=True)
    return [dict(zip(titles, line, strict=False)) for line in lines if any(line)]


def put(tab: str, row: int, header_row: int, header: str, value: Any) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        sheet = book[tab]
        titles = [str(cell.value or "").rstrip(" *") for cell in sheet[header_row]]
        sheet.cell(row, titles.index(header) + 1).value = value

    return change


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(tmp_path)


def test_first_run_marks_the_cell_and_makes_the_register(city: City) -> None:
    outcome = city.run()
    sheet = openpyxl.load_workbook(city.wards / WARD)["Thành viên"]
    cell = sheet["F5"]
    assert cell.value == "912000005"
    assert cell.comment.text.startswith("FM06. «912000005» thiếu số 0 ở đầu.")
    assert city.written(outcome) >= {WARD, "Điều phối.xlsx"}
    assert [line["Sửa thành"] for line in city.todo()] == ["0912000005"]
    assert {line["Đơn vị *"] for line in rows(city.home / "Điều phối.xlsx", "Đơn vị", 1)} == set(
        NAMES
    )


def test_second_run_rewrites_nothing(city: City) -> None:
    city.run()
    before = {path: path.stat().st_mtime_ns for path in city.home.rglob("*.xlsx")}
    outcome = city.run()
    assert {path: path.stat().st_mtime_ns for path in city.home.rglob("*.xlsx")} == before
    assert city.written(outcome) == set()


def test_next_day_changes_only_the_status(city: City) -> None:
    city.run()
    assert [line["Trạng thái"] for line in city.todo()] == ["Mới"]
    outcome = city.run(date(2023, 4, 4))
    assert city.written(outcome) == {WARD, "Điều phối.xlsx"}
    assert [line["Trạng thái"] for line in city.todo()] == ["Chưa sửa"]


def test_only_the_edited_ward_is_read_and_written(city: City) -> None:
    city.run()
    city.edit(f"{NAMES[1]}.xlsx", put("Thành viên", 4, 1, "Điện thoại", "091"))
    outcome = city.run()
    assert outcome.read.fresh == {"phuong-cua-nam"}
    assert city.written(outcome) == {f"{NAMES[1]}.xlsx", "Điều phối.xlsx"}


def test_blank_in_a_row_still_being_typed_is_asked_for_one_run_later(city: City) -> None:
    city.run()

    def begin(book: Any) -> None:
        sheet = book["Thành viên"]
        last = next(row for row in range(2, 200) if not sheet.cell(row, 3).value)
        sheet.cell(last, 1).value, sheet.cell(last, 3).value = "Khối 1", "Hồ Thị Mới"

    city.edit(f"{NAMES[1]}.xlsx", begin)
    city.run()
    assert "FM01" not in city.flags()
    city.run()
    assert city.flags()["FM01"] == "new"
    city.edit(f"{NAMES[1]}.xlsx", put("Thành viên", 4, 1, "Ghi chú", "ghi thêm ở dòng khác"))
    city.run()
    assert city.flags()["FM01"] == "new"


def test_blank_at_the_first_reading_is_asked_for_at_once(tmp_path: Path) -> None:
    city = City(tmp_path)
    city.edit(WARD, put("Thành viên", 5, 1, "Điện thoại", None))
    city.run()
    assert city.flags() == {"FM01": "new"}


def test_unit_limits_what_is_read(city: City) -> None:
    outcome = city.run(only=(NAMES[1],))
    assert outcome.read.fresh == {"phuong-cua-nam"}


def test_wards_that_nobody_has_looked_at_yet_have_no_flags(city: City) -> None:
    outcome = city.run(only=(NAMES[1],))
    assert outcome.reviewed.flags.empty
    assert [unit.name for unit in outcome.read.units] == [NAMES[1]]
    city.run()
    assert city.flags() == {"FM06": "new"}


def test_misspelt_unit_names_the_nearest(city: City) -> None:
    with pytest.raises(UserError, match="Có phải là «Phường Cửa Nam»"):
        city.run(only=("Phường Cửa Nan",))


def test_dry_run_leaves_no_trace(city: City) -> None:
    before = sorted(city.home.rglob("*"))
    outcome = city.run(dry_run=True)
    assert len(outcome.reviewed.open) == 1
    assert sorted(city.home.rglob("*")) == before


def test_earlier_day_is_refused(city: City) -> None:
    city.run()
    with pytest.raises(UserError, match="03/04/2023"):
        city.run(date(2023, 4, 2))


def test_ticked_proposal_is_written_logged_and_closed(city: City) -> None:
    city.run()
    city.edit(WARD, put("Cần sửa", 3, 2, "Đồng ý sửa", "x"))
    city.run(date(2023, 4, 4))
    assert openpyxl.load_workbook(city.wards / WARD)["Thành viên"]["F5"].value == "0912000005"
    assert city.flags() == {"FM06": "closed"}
    assert city.todo() == []
    log = rows(city.home / "Điều phối.xlsx", "Nhật ký", 1)
    assert [line["Đơn vị"] for line in log if line["Việc"] == "Sửa theo đồng ý của đơn vị"] == [
        NAMES[0]
    ]
    assert not any("912000005" in str(line["Nội dung"]) for line in log)


def test_tick_says_nothing_of_a_cell_that_changed_since(city: City) -> None:
    city.run()

    def tick_and_retype(book: Any) -> None:
        put("Cần sửa", 3, 2, "Đồng ý sửa", "x")(book)
        put("Thành viên", 5, 1, "Điện thoại", "912000777")(book)

    city.edit(WARD, tick_and_retype)
    city.run(date(2023, 4, 4))
    assert openpyxl.load_workbook(city.wards / WARD)["Thành viên"]["F5"].value == "912000777"
    assert [(line["Sửa thành"], line["Đồng ý sửa"]) for line in city.todo()] == [
        ("0912000777", None)
    ]
    city.run(date(2023, 4, 5))
    assert openpyxl.load_workbook(city.wards / WARD)["Thành viên"]["F5"].value == "912000777"


def test_words_of_the_ward_reach_the_city_and_its_answer_comes_back(city: City) -> None:
    city.run()
    city.edit(WARD, put("Cần sửa", 3, 2, "Ý kiến của phường, xã", "Đang hỏi lại số"))
    city.run(date(2023, 4, 4))
    line = city.follow_up()[0]
    assert (line["Ý kiến của phường, xã"], line["Trạng thái"]) == ("Đang hỏi lại số", "Chờ trả lời")

    def decide(book: Any) -> None:
        put("Theo dõi", 2, 1, "Hướng xử lý", "Đề nghị sửa")(book)
        put("Theo dõi", 2, 1, "Thời hạn", "15/04/2023")(book)
        put("Theo dõi", 2, 1, "Ý kiến của thành phố", "Sửa sớm giúp")(book)

    city.edit("Điều phối.xlsx", decide, city.home)
    city.run(date(2023, 4, 5))
    line = city.todo()[0]
    assert line["Trả lời của thành phố"] == "Đề nghị sửa trước 15/04/2023: Sửa sớm giúp"
    assert line["Ý kiến của phường, xã"] == "Đang hỏi lại số"
    assert city.follow_up()[0]["Ý kiến của thành phố"] == "Sửa sớm giúp"


def test_flag_let_be_has_no_fill_and_no_note(city: City) -> None:
    city.run()

    def keep(book: Any) -> None:
        put("Theo dõi", 2, 1, "Hướng xử lý", "Đồng ý giữ nguyên")(book)
        put("Theo dõi", 2, 1, "Ý kiến của thành phố", "Số nội bộ")(book)

    city.edit("Điều phối.xlsx", keep, city.home)
    city.run(date(2023, 4, 4))
    cell = openpyxl.load_workbook(city.wards / WARD)["Thành viên"]["F5"]
    assert cell.comment is None and cell.fill.fill_type is None
    assert [line["Trạng thái"] for line in city.todo()] == ["Được giữ nguyên"]


def test_ward_that_cannot_be_read_keeps_its_flags(city: City) -> None:
    city.run()
    (city.wards / WARD).write_bytes(b"PK\x03\x04 cut off")
    outcome = city.run(date(2023, 4, 4))
    assert city.flags() == {"FM06": "open", "ST03": "new"}
    assert (city.wards / WARD).read_bytes() == b"PK\x03\x04 cut off"
    assert len(outcome.wards) == 3


def test_renamed_workbook_keeps_its_flags(city: City) -> None:
    city.run()
    before = city.todo()[0]["Mã theo dõi"]
    (city.wards / WARD).rename(city.wards / "Bản mới.xlsx")
    register = city.home / "Điều phối.xlsx"
    book = openpyxl.load_workbook(register)
    sheet = book["Đơn vị"]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == WARD:
                cell.value = "Bản mới.xlsx"
    book.save(register)
    city.run(date(2023, 4, 4))
    assert city.todo("Bản mới.xlsx")[0]["Mã theo dõi"] == before


@pytest.mark.parametrize("harm", ["gone", "damaged", "emptied", "column"])
def test_register_in_trouble_stops_writing_and_mailing_but_not_checking(
    city: City, harm: str
) -> None:
    city.run()
    register = city.home / "Điều phối.xlsx"
    if harm == "gone":
        register.unlink()
    elif harm == "damaged":
        register.write_bytes(b"PK\x03\x04 cut off")
    elif harm == "emptied":
        city.edit(register.name, lambda book: book["Đơn vị"].delete_rows(2, 50), city.home)
    else:
        city.edit(register.name, lambda book: book["Đơn vị"].delete_cols(1), city.home)
    before = (city.wards / WARD).stat().st_mtime_ns
    outcome = city.run(date(2023, 4, 4))
    assert not outcome.read.trusted
    assert (outcome.pushed, outcome.mailed) == ((), 0)
    assert len(outcome.read.units) == 3
    assert city.flags() == {"FM06": "open"}
    assert (city.wards / WARD).stat().st_mtime_ns == before
    assert register.exists() == (harm != "gone")
    assert any("Bảng Điều phối" in said for said in city.said)


def test_mail_of_the_week_goes_once_to_each(city: City) -> None:
    city.run()

    def add(book: Any) -> None:
        sheet = book["Người nhận"]
        for at, value in enumerate(
            ("Lê Lãnh Đạo", "lanh-dao@vi-du.vn", "Lãnh đạo UBND thành phố"), 1
        ):
            sheet.cell(2, at).value = value

    city.edit("Điều phối.xlsx", add, city.home)
    assert city.run().mailed == 1
    assert city.run().mailed == 0
    assert city.run(date(2023, 4, 9)).mailed == 0
    assert city.run(date(2023, 4, 10)).mailed == 1
    names = sorted(path.suffix for path in (city.home / "outbox").iterdir())
    assert names == sorted([".eml", ".html", ".xlsx", ".docx"] * 2)


def test_folder_needs_no_config_and_keeps_its_own_things_private(tmp_path: Path) -> None:
    make_folder(tmp_path / "wards", Edits(set=[BAD_PHONE]))
    done = program("run", "--folder", "wards", "--as-of", "2023-04-03", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "912000005" not in done.stdout + done.stderr
    home = tmp_path / "so-to"
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert {path.name for path in (tmp_path / "wards").iterdir()} == {
        *(f"{n}.xlsx" for n in NAMES),
        "Điều phối.xlsx",
    }


def test_of_very_many_flags_the_first_are_shown_and_those_somebody_wrote_about(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pasted table that is wrong in every cell leaves Cần sửa and Điều phối usable."""
    for row in range(2, 8):
        city.edit(WARD, put("Thành viên", row, 1, "Điện thoại", f"0912{row}"))
    monkeypatch.setattr("review.marks.MOST_SHOWN", 4)
    monkeypatch.setattr("review.log.MOST_SHOWN", 4)
    monkeypatch.setattr("review.board.MOST_OF_A_WARD", 2)
    found = len(city.run().reviewed.open)
    assert len(city.todo()) == 4 < found
    assert len(city.follow_up()) == 2
    log = rows(city.home / "Điều phối.xlsx", "Nhật ký", 1)
    assert "Nhiều nội dung cần sửa" in [line["Việc"] for line in log]
    city.edit(WARD, put("Cần sửa", 6, 2, "Ý kiến của phường, xã", "đang hỏi lại"))
    monkeypatch.setattr("review.marks.MOST_SHOWN", 3)
    city.run()
    assert [line["Trạng thái"] for line in city.todo()].count("Chờ trả lời") == 1
    assert len(city.todo()) == 4 and len(city.follow_up()) == 3
