"""What the technician must see to after a pass."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from jobs import Outcome
    from opening import Job
    from report.ops_page import Trouble

LEAST_DISK = 500 * 2**20  # bytes; a run needs far less, but a full disk stops everything


def troubles(job: Job, outcome: Outcome) -> Iterator[Trouble]:
    """What the technician must see to after this pass."""
    from report.due import unknown_recipients
    from report.ops_page import Trouble
    from sync.words import about_register

    register = outcome.read.register
    if not outcome.read.trusted:
        what = about_register(register)
        yield Trouble(f"register {register.problem}", what, _RESTORE)
    yield from _of_workbooks(outcome)
    for code, why in outcome.failed_rules:
        yield Trouble(f"rule {code}", f"Quy tắc {code} không chạy được ({why}).", _TO_MAKERS)
    for said in unknown_recipients(register.recipients, job.policy):
        yield Trouble(said, said, "Chọn lại vai trò, kỳ nhận trong danh sách của trang Người nhận.")
    yield from _of_units(outcome)
    yield from _of_mails(job)
    yield from _of_disk(job)


_RESTORE = 'Khôi phục tệp cũ, hoặc lập lại bằng lệnh restore "Điều phối"; rồi chạy lệnh run.'
_TO_MAKERS = "Gửi nội dung này cho người phát triển hệ thống."


def _of_workbooks(outcome: Outcome) -> Iterator[Trouble]:
    from report.ops_page import Trouble
    from sync.words import REASONS, why_not_written
    from vietnamese.text import in_sentence

    names = {unit.code: unit.name for unit in outcome.read.units}
    for book in outcome.read.books:
        if book.problem:
            name = in_sentence(names[book.unit])
            why = REASONS.get(book.problem, f"chưa đọc được ({book.problem})")
            what = f"Bảng tính của {name} {why}."
            fix = (
                "Kiểm tra tệp, quyền truy cập; mời đơn vị mở lại và lưu, hoặc lấy lại bản trước bằng "
                "lệnh restore."
            )
            yield Trouble(f"unread {book.unit} {book.problem}", what, fix)
    for pushed in outcome.pushed:
        if pushed.outcome == "failed":
            what = why_not_written(names.get(pushed.unit, "Điều phối"), pushed)
            yield Trouble(
                f"unwritten {pushed.unit} {pushed.reason}",
                what,
                "Nếu lặp lại: kiểm tra quyền ghi, dung lượng đĩa, hạn mức của tài khoản.",
            )


def _of_units(outcome: Outcome) -> Iterator[Trouble]:
    """Wards that no mail can reach, and coordinators whom `Người nhận` does not know."""
    from report.ops_page import Trouble
    from report.words import listed
    from vietnamese.text import key

    units = outcome.read.units
    if silent := [unit.name for unit in units if not unit.emails]:
        what = f"Chưa có email để gửi thư: {listed(silent, 8)}."
        yield Trouble(what, what, "Ghi email vào trang Đơn vị của bảng Điều phối.")
    known = {key(person.name) for person in outcome.read.register.recipients}
    for name in sorted({unit.coordinator for unit in units} - {""}):
        if key(name) not in known:
            what = f"Chuyên viên theo dõi «{name}» không có trong trang Người nhận."
            yield Trouble(what, what, "Ghi đúng họ tên như ở trang Người nhận.")


# What is said of a mail that did not surely arrive, and what to do with it.
_HELD = {
    "refused": (
        "bị từ chối",
        "Địa chỉ sai: sửa ở bảng Điều phối rồi chạy outbox drop {id}; địa chỉ đúng: chạy outbox retry {id}.",
    ),
    "uncertain": (
        "chưa rõ đã đến hay chưa",
        "Hỏi người nhận: chưa nhận được thì chạy outbox retry {id}, đã nhận được thì chạy outbox drop {id}.",
    ),
}


def _of_mails(job: Job) -> Iterator[Trouble]:
    """Mails that were refused or of which nobody knows whether they arrived."""
    from report.ops_page import Trouble
    from store.outbox import KEPT, Outbox

    mails = Outbox(job.store).listing()
    held = mails[mails["state"].isin(_HELD)]
    for mail in held.to_dict("records"):
        if _day(mail["written"]) < job.as_of - KEPT:
            continue
        said, fix = _HELD[mail["state"]]
        what = f"Thư số {mail['id']} gửi {mail['to_name'] or 'người nhận'} {said}: {mail['error']}"
        yield Trouble(
            f"mail {mail['id']} {mail['state']}", what.strip(": "), fix.format(id=mail["id"])
        )


def _day(moment: Any) -> date:
    return pd.Timestamp(moment).date()


def _of_disk(job: Job) -> Iterator[Trouble]:
    from report.ops_page import Trouble

    free = shutil.disk_usage(job.config.home).free
    if free < LEAST_DISK:
        what = f"Đĩa chỉ còn trống {free // 2**20} MB."
        yield Trouble("disk", what, "Dọn bớt tệp cũ; đĩa đầy thì hệ thống dừng ghi.")
