"""Lists of units as people's Excel saves them."""

from pathlib import Path

import pytest

from shapes import Unit, UserError
from sync.units_csv import join_units, read_units

HEAD = "Đơn vị,Loại,Số khối xóm,Tên khối xóm,Email,Hạn thành lập,Đang theo dõi,Mã đơn vị,Liên kết bảng tính\n"
A = Unit("", "Phường Bến Thủy", "ward")
B = Unit("", "Xã Nghi Phú", "commune")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "đơn vị.csv"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1258", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_whatever_excel_makes(path: Path, encoding: str, separator: str, end: str) -> None:
    rows = [["Đơn vị", "Loại", '"Số khối, xóm"'], ["Phường Bến Thủy", "Phường", "12"], ["Xã Nghi Phú", "Xã", ""]]  # fmt: skip
    text = end.join(separator.join(row) for row in rows) + end
    if encoding == "cp1258":  # tones stand behind their letters there
        text = text.replace("ế", "ê\u0301").replace("ủ", "u\u0309").replace("ố", "ô\u0301")
        text = text.replace("ị", "i\u0323").replace("ạ", "a\u0323").replace("ờ", "ơ\u0300")
        text = text.replace("ó", "o\u0301").replace("ú", "u\u0301").replace("ã", "a\u0303")
    path.write_bytes(text.encode(encoding))
    assert read_units(path) == (
        Unit("", "Phường Bến Thủy", "ward", hamlets=12), Unit("", "Xã Nghi Phú", "commune"),
    )  # fmt: skip


def test_headers_are_taken_as_people_write_them(path: Path) -> None:
    text = "\n".join(
        [
            "DANH SÁCH ĐƠN VỊ,,",
            "STT, ĐƠN VỊ *,loại (Phường/Xã)",
            "1, phường  Bến Thuỷ ,phường",
            ",,",
        ]
    )
    path.write_text(text, encoding="utf-8")
    assert read_units(path) == (Unit("", "phường Bến Thuỷ", "ward"),)


def test_everything_that_the_register_knows(path: Path) -> None:
    text = HEAD + 'Phường A,Phường,3,"Khối 1\nKhối Tân Tiến","a@vi-du.vn; b@vi-du.vn",30/06/2023,Không,pa,https://x/d/1/edit\n'  # fmt: skip
    path.write_text(text, encoding="utf-8")
    (unit,) = read_units(path)
    assert (unit.code, unit.hamlets, unit.hamlet_names) == ("pa", 3, ("Khối 1", "Khối Tân Tiến"))
    assert unit.emails == ("a@vi-du.vn", "b@vi-du.vn") and not unit.followed
    assert unit.deadline is not None and unit.deadline.isoformat() == "2023-06-30"
    assert unit.ref == "https://x/d/1/edit"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Phường A,Thôn", "dòng 2: Loại «Thôn» chưa đúng; ghi Phường hoặc Xã."),
        ("Bến Thủy,", "dòng 2: chưa ghi Loại; ghi Phường hoặc Xã."),
        (",Phường", "dòng 2: chưa ghi tên đơn vị."),
        ("Phường A,Phường,mười", "dòng 2: Số khối, xóm «mười» chưa phải là số."),
        ("Phường A,Phường,,,a@vi-du", "dòng 2: địa chỉ «a@vi-du» ở cột Email chưa đúng"),
        ("Phường A,Phường,,,,quý II", "dòng 2: Hạn thành lập «quý II» chưa phải là ngày"),
        ("Phường A,Phường,,,,,tạm", "dòng 2: Đang theo dõi «tạm» chưa đúng; ghi Có hoặc Không."),
        ("Phường A,Phường\nphường  a,Phường", "dòng 3: đơn vị «phường a» đã có ở dòng 2."),
        ("Phường A,Phường,,,,,,x\nXã B,Xã,,,,,,x", "dòng 3: mã «x» đã có ở dòng 2."),
        ("Ph??ng A,Phường", "đã mất dấu tiếng Việt"),
        ("", "không có đơn vị nào"),
    ],
)
def test_every_mistake_is_said_with_its_line(path: Path, line: str, said: str) -> None:
    path.write_text(HEAD + line, encoding="utf-8")
    with pytest.raises(UserError) as why:
        read_units(path)
    assert said in str(why.value)


def test_all_mistakes_at_once(path: Path) -> None:
    path.write_text(HEAD + "Phường A,Thôn\nXã B,Ấp\n", encoding="utf-8")
    with pytest.raises(UserError) as why:
        read_units(path)
    assert len(str(why.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"T\xc3\xaan,Lo\xe1\xba\xa1i\nA,B\n", "thiếu cột Đơn vị"),
        ("Đơn vị\nPhường A\n".encode(), "thiếu cột Đơn vị và Loại"),
        (b"PK\x03\x04rest", "Lưu dưới dạng CSV UTF-8"),
        (b"", "thiếu cột"),
    ],
)
def test_what_is_no_such_list(path: Path, content: bytes, said: str) -> None:
    path.write_bytes(content)
    with pytest.raises(UserError) as why:
        read_units(path)
    assert said in str(why.value)


# --- together with the register ------------------------------------------------------------------


def known(**more: object) -> Unit:
    return Unit("phuong-ben-thuy", "Phường Bến Thủy", **more)  # type: ignore[arg-type]


def test_new_units_come_behind_with_codes_of_their_own() -> None:
    units, remarks = join_units((known(),), (A, B, Unit("", "Xã nghi phú 2", "commune")))
    assert [unit.code for unit in units] == ["phuong-ben-thuy", "xa-nghi-phu", "xa-nghi-phu-2"]
    assert remarks == ()


def test_blank_fields_are_filled_and_others_stay() -> None:
    given = Unit("", "phường bến thuỷ", "ward", hamlets=7, emails=("moi@vi-du.vn",))
    (unit,), remarks = join_units((known(emails=("cu@vi-du.vn",)),), (given,))
    assert (unit.name, unit.hamlets, unit.emails) == ("Phường Bến Thủy", 7, ("cu@vi-du.vn",))
    assert remarks == (
        "Phường Bến Thủy: Email trong bảng Điều phối khác với tệp; giữ như bảng Điều phối.",
    )


def test_a_unit_that_the_list_leaves_out_stays_and_is_named() -> None:
    units, (remark,) = join_units((known(), Unit("xa-cu", "Xã Cũ", "commune")), (A,))
    assert [unit.name for unit in units] == ["Phường Bến Thủy", "Xã Cũ"]
    assert "Xã Cũ" in remark and "Phường Bến Thủy" not in remark


def test_an_old_name_freed_by_renaming_is_a_new_unit() -> None:
    renamed = Unit("phuong-ben-thuy", "Phường Trường Vinh")
    units, _remarks = join_units((renamed,), (A,))
    assert [unit.code for unit in units] == ["phuong-ben-thuy", "phuong-ben-thuy-2"]
