"""A list of units as people save it from Excel: a .csv with the headers of the register's `Đơn vị`."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from shapes import Sheet, Unit, UserError
from sync.headers import find_header
from sync.register import kind_of, register_of, unique_code
from sync.schema import REGISTER_UNITS
from sync.values import read_date, read_email, reader_for
from vietnamese.text import clean, key

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = ";\t,"
_SEVERAL = re.compile(r"[,;\s]+")
_NEEDED = ("name", "kind")
_COMPARED = (
    "name", "kind", "ref", "hamlets", "hamlet_names", "emails", "coordinator", "deadline", "followed",
)  # fmt: skip
_LOST_MARKS = (
    "Tệp {path} đã mất dấu tiếng Việt. Mở lại tệp gốc bằng Excel, chọn Lưu dưới dạng (Save As), "
    "kiểu CSV UTF-8."
)
Line = Mapping[str, str]  # field → text, and `row`, its number in the sheet


def read_units(path: Path) -> tuple[Unit, ...]:
    """The units in the file; `code` only where the file gives one.

    Raises UserError that names everything that is wrong, OSError when it cannot be read.
    """
    sheet = Sheet(REGISTER_UNITS.title, _rows(path))
    header = find_header(sheet, REGISTER_UNITS)
    missing = [REGISTER_UNITS[name].header for name in _NEEDED if name not in header.columns]
    if missing:
        raise UserError(_about_columns(path, missing))
    lines = list(_lines(sheet, header.row, header.columns))
    if not lines:
        raise UserError(f"Tệp {path} không có đơn vị nào dưới dòng tên cột.")
    if any("?" in line["name"] or "\ufffd" in line["name"] for line in lines):
        raise UserError(_LOST_MARKS.format(path=path))
    if wrong := [*_mistakes(lines), *_repeated(lines)]:
        raise UserError("\n".join(f"{path}, {one}" for one in wrong))
    units = register_of((sheet,), "").units
    return tuple(replace(unit, code=line["code"]) for unit, line in zip(units, lines, strict=True))


def _about_columns(path: Path, missing: Sequence[str]) -> str:
    needed = " và ".join(REGISTER_UNITS[name].header for name in _NEEDED)
    known = ", ".join(f"«{column.header}»" for column in REGISTER_UNITS.columns)
    return (
        f"Tệp {path} thiếu cột {' và '.join(missing)}. Dòng đầu tiên của tệp phải là tên cột; "
        f"chỉ bắt buộc {needed}. Các cột đọc được: {known}."
    )


# --- the file ------------------------------------------------------------------------------------


def _rows(path: Path) -> tuple[tuple[str, ...], ...]:
    text = _text(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return tuple(tuple(row) for row in rows)


def _text(path: Path) -> str:
    """What Excel writes: UTF-8, with or without its mark, Windows-1258, or UTF-16 («Unicode Text»)."""
    raw = path.read_bytes()
    if raw.startswith(b"PK"):
        raise UserError(f"Tệp {path} là bảng tính Excel. Lưu dưới dạng CSV UTF-8 rồi chạy lại.")
    if raw.startswith(_UTF16):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1258", errors="replace")


def _lines(sheet: Sheet, top: int, columns: Mapping[str, int]) -> Iterator[dict[str, str]]:
    blank = dict.fromkeys((column.field for column in REGISTER_UNITS.columns), "")
    for number, row in enumerate(sheet.rows[top:], top + 1):
        texts = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
        if any(texts.values()):
            yield {**blank, **texts, "row": str(number)}


# --- mistakes ------------------------------------------------------------------------------------


def _mistakes(lines: Sequence[Line]) -> Iterator[str]:
    """What is wrong in single lines."""
    for line in lines:
        for wrong in _wrong_in(line):
            yield f"dòng {line['row']}: {wrong}"


def _wrong_in(line: Line) -> Iterator[str]:
    name, kind = clean(line["name"]), clean(line["kind"])
    if not name:
        yield "chưa ghi tên đơn vị."
    if not kind and kind_of(name) is None:
        yield "chưa ghi Loại; ghi Phường hoặc Xã."
    for field in ("kind", "followed"):
        column, text = REGISTER_UNITS[field], clean(line[field])
        if text and reader_for(column)(text).value is None:
            yield f"{column.header} «{text}» chưa đúng; ghi {' hoặc '.join(column.choices.values())}."
    if line["hamlets"] and not re.search(r"\d", line["hamlets"]):
        yield f"Số khối, xóm «{line['hamlets']}» chưa phải là số."
    if line["deadline"] and read_date(clean(line["deadline"])).value is None:
        yield f"Hạn thành lập «{line['deadline']}» chưa phải là ngày; ghi như 30/03/2023."
    for email in filter(None, _SEVERAL.split(line["emails"])):
        if read_email(email).value is None:
            yield f"địa chỉ «{email}» ở cột Email chưa đúng; ghi như ten@vi-du.vn."


def _repeated(lines: Sequence[Line]) -> Iterator[str]:
    """Lines of which another one above speaks already."""
    for field, what in (("name", "đơn vị"), ("code", "mã"), ("ref", "liên kết")):
        first: dict[str, str] = {}
        for line in lines:
            text = clean(line[field])
            row = first.setdefault(key(text), line["row"]) if text else line["row"]
            if row != line["row"]:
                yield f"dòng {line['row']}: {what} «{text}» đã có ở dòng {row}."


# --- together with the register ------------------------------------------------------------------


def join_units(
    known: Sequence[Unit], given: Sequence[Unit]
) -> tuple[tuple[Unit, ...], tuple[str, ...]]:
    """The register's units with what `given` adds, and where the two say different things.

    The register is right: what stands in it stays, blank fields are filled in, units that it does
    not have come behind. None of its units goes.
    """
    units = {unit.code: unit for unit in known}
    by_name = {key(unit.name): unit.code for unit in reversed(known)}
    remarks, named = [], set()
    for one in given:
        code = one.code if one.code in units else by_name.get(key(one.name), "")
        if not code:
            code = one.code or unique_code(one.name, units)
            units[code] = replace(one, code=code)
        else:
            units[code], other = _joined(units[code], one)
            remarks += other
        named.add(code)
    rest = [unit.name for unit in known if unit.code not in named and unit.followed]
    if given and rest:
        remarks.append(_NOT_IN_FILE.format(names=", ".join(rest)))
    return tuple(units.values()), tuple(remarks)


_NOT_IN_FILE = (
    "Bảng Điều phối còn các đơn vị không có trong tệp: {names}. Giữ nguyên; đơn vị nào đã sáp nhập "
    "hoặc đổi tên thì chọn Không ở cột Đang theo dõi."
)
_DIFFERS = "{name}: {header} trong bảng Điều phối khác với tệp; giữ như bảng Điều phối."


def _joined(known: Unit, given: Unit) -> tuple[Unit, list[str]]:
    blank, differs = {}, []
    for field in _COMPARED:
        was, now = getattr(known, field), getattr(given, field)
        if now in (None, "", ()) or was == now or (field == "name" and key(was) == key(now)):
            continue
        if was in (None, "", ()):
            blank[field] = now
        else:
            differs.append(_DIFFERS.format(name=known.name, header=REGISTER_UNITS[field].header))
    return replace(known, **blank), differs
