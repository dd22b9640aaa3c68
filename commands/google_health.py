"""What `doctor` looks at when the workbooks are on Google."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from commands.finding import Finding
from opening import google_clients

if TYPE_CHECKING:
    from config import Config

_OFF = timedelta(minutes=2)  # Google refuses keys from a clock that is five minutes off


def google_access(config: Config) -> Iterator[Finding]:
    """Google."""
    if config.source.kind != "google":
        return
    from sync.google_client import Refused
    from sync.google_drive import list_files
    from sync.google_look import is_open_to_all

    for client in google_clients(config):
        name = client.email or "tài khoản cá nhân"
        try:
            files = list_files(client)
            loose = [one.name for one in files.values() if is_open_to_all(client, one.id)]
        except Refused as why:
            what = f"{name}: Google chưa trả lời được ({why.reason or why.status})."
            yield Finding("Google", "broken", what, "Kiểm tra mạng, chờ vài phút rồi chạy lại.")
            continue
        yield _seen(name, len(files))
        yield from _clock(abs(client.off))
        yield from _sharing(loose)


def _seen(name: str, files: int) -> Finding:
    if not files:
        what = f"{name} vào được nhưng chưa thấy bảng tính nào."
        do = "Chia sẻ các bảng tính cho địa chỉ này với quyền Người chỉnh sửa."
        return Finding("Google", "look", what, do)
    return Finding("Google", "ok", f"{name} vào được, thấy {files} bảng tính")


def _clock(off: timedelta) -> Iterator[Finding]:
    if off > _OFF:
        what = f"Giờ của máy lệch {off.total_seconds() / 60:.0f} phút so với giờ của Google."
        yield Finding("Giờ Google", "broken", what, "Bật tự động chỉnh giờ (NTP) của máy.")
    else:
        yield Finding("Giờ Google", "ok", "giờ máy khớp với giờ của Google")


def _sharing(loose: list[str]) -> Iterator[Finding]:
    if loose:
        what = f"Ai có liên kết cũng mở được: {', '.join(sorted(loose))}."
        do = "Đổi Quyền truy cập chung của bảng tính thành Bị hạn chế."
        yield Finding("Chia sẻ", "look", what, do)
    else:
        yield Finding("Chia sẻ", "ok", "không bảng tính nào mở cho mọi người có liên kết")
