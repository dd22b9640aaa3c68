"""The demo: a city is made, checked twice with a week between, and shown."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from console import this_python
from demo.city import FIRST_DAY, SECOND_DAY, build_city, edit_week

if TYPE_CHECKING:
    from jobs import Outcome

CONFIG = """\
# Thành phố thử: mọi người, số điện thoại, số khối, xóm ở đây đều là hư cấu.
[city]
name = "Thành phố Vinh"
contact = "điện thoại 0238 3000 000"

[source]
folder = "wards"
register = "Điều phối.xlsx"

[mail]
live = false
outbox = "outbox"
"""


def show_demo(out: Path, run: Callable[[date], "Outcome"], say: Callable[[str], None]) -> None:
    """Makes the city in `out`, runs it on two Mondays and says what was found and what to open.

    out: config.toml, wards/*.xlsx, Điều phối.xlsx, outbox/*.eml and *.html.
    """
    say("Dựng 25 phường, xã với người, số điện thoại và số khối, xóm hư cấu …")
    build_city(out / "wards", out / "Điều phối.xlsx")
    (out / "config.toml").write_text(CONFIG, encoding="utf-8")
    say(f"Lần 1, ngày {FIRST_DAY:%d/%m/%Y} …")
    run(FIRST_DAY)
    edit_week(out / "wards")
    say(f"Lần 2, ngày {SECOND_DAY:%d/%m/%Y}, sau một tuần các phường, xã chỉnh sửa …")
    outcome = run(SECOND_DAY)
    say(_found(outcome))
    say(_open_first(out, outcome))


def _found(outcome: "Outcome") -> str:
    from report.listing import count_line

    flags = outcome.reviewed.flags
    closed = int((flags["status"] == "closed").sum())
    return f"\nKết quả: {count_line(outcome.reviewed.open)} Trong tuần đã sửa {closed} nội dung."


def _open_first(out: Path, outcome: "Outcome") -> str:
    """Which files to look at: the fullest ward that is marked in place, Điều phối, the city's mail."""
    marked = {
        result.unit: result.path
        for result in outcome.pushed
        if result.outcome == "written" and result.unit
    }
    counts = outcome.reviewed.open["unit"].value_counts()
    ward = next((marked[unit] for unit in counts.index if unit in marked), out / "wards")
    mails = sorted((out / "outbox").glob("* city *.html"))
    lines = [
        "\nMở xem trước:",
        f"  1. {os.path.relpath(ward)}  (ô tô màu, ghi chú, trang Cần sửa)",
        f"  2. {out / 'Điều phối.xlsx'}  (trang Theo dõi, Tổng hợp)",
    ]
    lines += [f"  3. {mails[-1]}  (thư tuần gửi thành phố)"] if mails else []
    lines.append(
        f"\nSửa một bảng tính rồi chạy tiếp:\n  {this_python()} jobs.py run --config {out / 'config.toml'} --as-of 2023-04-04"
    )
    return "\n".join(lines)
