"""The demonstration's edits: what people did to their workbooks in the week, and nothing else."""

import re
from collections.abc import Sequence
from pathlib import Path
from shutil import copytree
from typing import Any

import openpyxl
import pytest

from demo.books import books
from demo.city import build_city, units
from demo.edits import Edit, Listed, NoSuchPlaceError, apply_edit, find, load_edits
from demo.week import WEEK, edit_ward, edit_week
from shapes import Unit
from sync.sidecar import sidecar_path
from sync.xlsx_make import make_ward
from sync.xlsx_read import Unreadable, read_sheets
from tests.workbooks import flag, push

CHARTED, ANNOTATED, CUT = "Phường Vinh Tân", "Phường Trung Đô", "Xã Nghi Kim"


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wards' workbooks of the first Monday."""
    folder = tmp_path_factory.mktemp("before")
    build_city(folder / "wards", folder / "Điều phối.xlsx")
    return folder / "wards"


@pytest.fixture(scope="module")
def after(before: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same a week later, had no run marked them."""
    wards = Path(copytree(before, tmp_path_factory.mktemp("after") / "wards"))
    edit_week(wards)
    return wards


def unit_of(path: Path) -> Unit:
    return next(unit for unit in units() if unit.ref == path.name)


# --- the workbooks -------------------------------------------------------------------------------


def looks(path: Path) -> dict[tuple[str, str], Any]:
    """Notes and fills of every cell below the headers."""
    found = {}
    for sheet in openpyxl.load_workbook(path).worksheets:
        for cell in (cell for row in sheet.iter_rows(min_row=2) for cell in row):
            note = (cell.comment.author, cell.comment.text) if cell.comment else None
            fill = cell.fill.fgColor.rgb if cell.fill.fill_type else ""
            if note or fill:
                found[sheet.title, cell.coordinate] = (note, fill)
    return found


def test_peoples_notes_and_fills_stay_through_the_week(before: Path, after: Path) -> None:
    was, now = (looks(folder / f"{ANNOTATED}.xlsx") for folder in (before, after))
    assert was == now
    own = [cell[3] for given in books()["notes"] for cell in given["cells"]]
    assert sorted(note[1] for note, _ in was.values() if note) == sorted(own)
    assert {fill for _, fill in was.values()} >= {"FFFFF2CC", "FFE2EFDA"}


def features(path: Path) -> list[tuple[Any, ...]]:
    """What each sheet has beside its cells."""
    return [
        (sheet.title, len(sheet.data_validations.dataValidation), len(sheet.conditional_formatting),
         sheet.freeze_panes, {letter: one.width for letter, one in sheet.column_dimensions.items()})
        for sheet in openpyxl.load_workbook(path).worksheets
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["Phường Bến Thủy", "Phường Đông Vĩnh", "Xã Hưng Lộc"])
def test_an_edited_workbook_keeps_drop_downs_colours_and_widths(
    name: str, before: Path, after: Path
) -> None:
    assert features(before / f"{name}.xlsx") == features(after / f"{name}.xlsx")


def test_only_edited_cells_differ_after_the_week(before: Path, after: Path) -> None:
    path = "Phường Quang Trung.xlsx"
    was, now = ({s.title: s.rows for s in read_sheets(one / path)} for one in (before, after))
    changed = {title for title in was if was[title] != now[title]}
    assert changed == {"Thành viên", "Hoạt động", "Khen thưởng"}
    kept = [row for row in was["Hoạt động"] if row[1] not in ("Cấp phường", "Khối 1")]
    assert list(now["Hoạt động"]) == kept
    pairs = zip(was["Thành viên"], now["Thành viên"], strict=True)
    assert sum(one != other for one, other in pairs) == 1


def test_a_new_row_looks_as_its_columns_do(after: Path) -> None:
    sheet = openpyxl.load_workbook(after / "Phường Bến Thủy.xlsx")["Hoạt động"]
    above, new = sheet[2], sheet[sheet.max_row]
    assert [cell.number_format for cell in new[:6]] == [cell.number_format for cell in above[:6]]
    assert str(new[0].value) == "2023-04-05 00:00:00"


def test_the_ward_with_a_chart_cannot_be_rewritten_and_is_not(
    before: Path, after: Path, tmp_path: Path
) -> None:
    path = before / f"{CHARTED}.xlsx"
    assert path.read_bytes() == (after / path.name).read_bytes()
    pushed = marked(before, tmp_path, CHARTED, [flag("a1")])[1]
    assert (pushed.outcome, pushed.reason) == ("beside", "formulas")


def test_the_cut_file_is_damaged(before: Path, after: Path) -> None:
    assert read_sheets(before / f"{CUT}.xlsx")
    with pytest.raises(Unreadable, match="damaged"):
        read_sheets(after / f"{CUT}.xlsx")


# --- answers in Cần sửa --------------------------------------------------------------------------


def marked(folder: Path, to: Path, name: str, flags: Sequence[dict[str, Any]]) -> tuple[Path, Any]:
    """A copy of a ward's workbook after a run in which it had these flags."""
    path = to / f"{name}.xlsx"
    path.write_bytes((folder / path.name).read_bytes())
    return path, push(path, flags, unit_of(path))


def ticks(path: Path) -> list[tuple[Any, ...]]:
    """Rule, tick and comment of each line of `Cần sửa`."""
    sheet = openpyxl.load_workbook(path)["Cần sửa"]
    header = [cell.value for cell in sheet[2]]
    at = [header.index(name) for name in ("Mã quy tắc", "Đồng ý sửa", "Ý kiến của phường, xã")]
    lines = sheet.iter_rows(min_row=3, values_only=True)
    return [tuple(line[n] for n in at) for line in lines if any(line)]


def test_wards_answer_where_there_is_something_to_agree_to(before: Path, tmp_path: Path) -> None:
    flags = [
        flag("a1"),
        flag("a2", row=3, suggestion=""),
        flag("a3", row=4, rule="FM05", suggestion=""),
    ]
    path, _ = marked(before, tmp_path, ANNOTATED, flags)
    edit_ward(path, ANNOTATED, load_edits(WEEK)[ANNOTATED])
    comment = "Bác chưa có điện thoại riêng, đề nghị cho ghi số của con gái."
    assert ticks(path) == [("FM06", "x", None), ("FM06", None, None), ("FM05", None, comment)]


def test_a_ward_with_a_workbook_beside_answers_there(before: Path, tmp_path: Path) -> None:
    path, _ = marked(before, tmp_path, CHARTED, [flag("a1")])
    edit_ward(path, CHARTED, load_edits(WEEK)[CHARTED])
    assert ticks(sidecar_path(path, CHARTED)) == [("FM06", "x", None)]


def test_marks_move_with_their_row_when_a_row_above_is_deleted(
    before: Path, tmp_path: Path
) -> None:
    name = "Phường Hưng Bình"
    rows = openpyxl.load_workbook(before / f"{name}.xlsx")["Thành viên"]
    last, phone = rows.max_row, rows.cell(rows.max_row, 6).value
    path, _ = marked(before, tmp_path, name, [flag("a1", row=last)])
    edit_ward(path, name, load_edits(WEEK)[name])
    cell = openpyxl.load_workbook(path)["Thành viên"].cell(last - 1, 6)
    assert cell.value == phone
    assert cell.comment is not None and cell.comment.text.startswith("FM06")


# --- the little language of the edits ------------------------------------------------------------

ROWS = [
    {"team": "Khối 1", "role": "Tổ trưởng", "name": "A", "phone": "0911000001"},
    {"team": "K2", "role": "Tổ trưởng", "name": "B"},
    {"team": "Khối 02", "role": "Thành viên", "name": "C"},
    {"team": "khối 2", "role": "Tổ viên", "name": "D"},
    {"team": "Cấp phường", "role": "Tổ phó", "name": "E"},
]


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("", "ABCDE"), ("#2", "B"), ("Khối 2", "BCD"), ("Khối 2: 3", "D"), ("Khối 2: Tổ trưởng", "B"),
        ("Khối 2: Tổ viên", "CD"), ("Khối 2: Tổ viên 2", "D"), ("Cấp phường: 1", "E"), ("Phường", "E"),
    ],
)  # fmt: skip
def test_a_place_names_rows(place: str, names: str) -> None:
    assert "".join(ROWS[row]["name"] for row in find(Listed(ROWS), place)) == names


@pytest.mark.parametrize("place", ["#6", "Khối 3", "Khối 2: 4", "Khối 2: Tổ phó", "Khối 2: ?"])
def test_a_place_that_is_not_there_is_refused(place: str) -> None:
    with pytest.raises(NoSuchPlaceError, match=re.escape(place)):
        find(Listed(ROWS), place)


def edited(*line: Any) -> list[dict[str, Any]]:
    rows = [dict(row) for row in ROWS]
    apply_edit(Edit((), *line), {"members": Listed(rows)})
    return rows


def test_a_copy_stands_below_its_team() -> None:
    rows = edited("add", "members", "Khối 1: 1", {"team": "K2", "role": "Tổ viên"})
    assert [row["name"] for row in rows] == list("ABACDE")
    assert rows[2] == {"team": "K2", "role": "Tổ viên", "name": "A", "phone": "0911000001"}


def test_a_value_can_be_taken_from_another_member() -> None:
    assert edited("set", "members", "#2", {"phone": "@Khối 1: 1"})[1]["phone"] == "0911000001"


@pytest.mark.parametrize(
    ("way", "typed"),
    [("lost_zero", 911000001), ("plus_84", "+84 911 000 001"), ("84", "84911000001"), ("letter_o", "O911OOOOO1")],
)  # fmt: skip
def test_a_phone_is_retyped(way: str, typed: Any) -> None:
    assert edited("retype", "members", "#1", {"phone": way})[0]["phone"] == typed


def test_an_unknown_verb_is_refused() -> None:
    with pytest.raises(ValueError, match="erase"):
        edited("erase", "members", "#1", {})


def test_edits_of_another_folder_are_refused(tmp_path: Path) -> None:
    for unit in units():
        make_ward(tmp_path / unit.ref, unit)
    with pytest.raises(NoSuchPlaceError):
        edit_week(tmp_path)
