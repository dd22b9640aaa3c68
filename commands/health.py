"""What `doctor` looks at, one check after the other. Nothing is written and nothing sent."""

from __future__ import annotations

import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from commands.finding import Check, Finding, State
from commands.google_health import google_access
from console import system_says
from opening import backend_of
from reading import tables_of
from shapes import UserError
from vietnamese.text import show_number

if TYPE_CHECKING:
    from config import Config
    from shapes import Backend, Register, Unit
    from store.store import Store

_LOW, _EMPTY = 1_000_000_000, 100_000_000  # bytes left on the disk
_SILENT = timedelta(days=2)


def findings(config: Config) -> Iterator[Finding]:
    """Every check on these settings; one that cannot be carried out is a finding too."""
    for check in CHECKS:
        try:
            yield from check(config)
        except UserError as why:
            yield Finding(_title(check), "broken", str(why))
        except Exception as why:
            what = f"Không kiểm tra được ({type(why).__name__})."
            yield Finding(_title(check), "broken", what, "Báo cho người phát triển kèm dòng này.")


def _title(check: Check) -> str:
    return (check.__doc__ or "").partition(".")[0]


# --- the settings and what belongs to them -------------------------------------------------------


def _policy(config: Config) -> Iterator[Finding]:
    """Chính sách."""
    from rules.policy import load_policy

    load_policy(config.policy_file)
    yield Finding("Chính sách", "ok", config.policy.file or "theo Công văn, đi kèm chương trình")


def _secrets(config: Config) -> Iterator[Finding]:
    """Tệp riêng."""
    from store.engine import store_url

    files = list(config.credentials)
    if (
        config.mail.smtp_password
        or config.schedule.heartbeat
        or store_url(config.store_url).password
    ):
        files += sorted(config.home.glob("*.toml"))
    loose = [path.name for path in files if path.exists() and _is_open_to_others(path)]
    if loose:
        what = f"Người dùng khác của máy đọc được {', '.join(loose)}."
        yield Finding("Tệp riêng", "look", what, f"Chạy lệnh chmod 600 {' '.join(loose)}.")
    else:
        yield Finding("Tệp riêng", "ok", "không có tệp khóa, mật khẩu nào để ngỏ")


def _is_open_to_others(path: Path) -> bool:
    """Windows keeps rights elsewhere than in these bits."""
    return sys.platform != "win32" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _clock(config: Config) -> Iterator[Finding]:
    """Đồng hồ."""
    now = datetime.now(config.zone)
    shown = f"{now:%H:%M ngày %d/%m/%Y}, múi giờ {config.city.timezone}"
    with _store(config) as store:
        last = store.last_day()
    if last and last > now.date():
        what = f"Lượt chạy trước mang ngày {last:%d/%m/%Y}, sau giờ máy ({shown})."
        do = "Chỉnh lại giờ của máy. Nếu giờ máy đúng, chạy lệnh redate một lần."
        yield Finding("Đồng hồ", "broken", what, do)
    else:
        yield Finding("Đồng hồ", "ok", shown)


# --- the workbooks -------------------------------------------------------------------------------


def _places(config: Config) -> Iterator[Finding]:
    """Thư mục."""
    if config.source.kind != "folder":
        return
    folder = config.folder.resolve()
    inside = [place for place in (config.home, config.outbox) if folder in (place, *place.parents)]
    if inside:
        what = f"Kho dữ liệu hoặc thư đi nằm trong thư mục chung {config.folder}."
        do = "Chuyển config.toml và các tệp của chương trình ra ngoài thư mục bảng tính."
        yield Finding("Thư mục", "look", what, do)
    for place in (config.folder, config.home):
        yield _writable(place)


def _writable(folder: Path) -> Finding:
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=folder):
            return Finding("Thư mục", "ok", f"ghi được vào {folder}")
    except OSError as why:
        do = "Kiểm tra đường dẫn trong tệp cấu hình và quyền ghi của người dùng chạy chương trình."
        return Finding("Thư mục", "broken", f"Không ghi được vào {folder}: {system_says(why)}", do)


def _workbooks(config: Config) -> Iterator[Finding]:
    """Bảng tính."""
    from store.register import known_units
    from sync.words import about_register

    backend = backend_of(config)
    with _store(config) as store:
        known = known_units(store)
    register = backend.units(known or ())
    if register.problem == "missing" and known is None:
        what = "Chưa có bảng Điều phối; lần chạy đầu sẽ tạo."
        yield Finding("Bảng Điều phối", "look", what, "Chạy lệnh run, rồi điền trang Người nhận.")
    elif register.problem:
        yield Finding("Bảng Điều phối", "broken", about_register(register))
    else:
        yield Finding("Bảng Điều phối", "ok", f"{len(register.units)} đơn vị")
    yield from _wards(config, [unit for unit in register.units if unit.followed], backend)
    yield from _recipients(register)


def _wards(config: Config, units: list[Unit], backend: Backend) -> Iterator[Finding]:
    """A line for each ward in trouble, and one for the others."""
    from rules.policy import load_policy
    from sync.words import REASONS

    tables = tables_of(units, list(backend.pull(units)), load_policy(config.policy_file))
    gaps = tables.gaps[tables.gaps["field"] != ""]
    good = 0
    for number, unit in enumerate(units):
        problem = str(tables.units["problem"].iloc[number])
        missing = int((gaps["unit"] == number).sum())
        if problem:
            what = f"Bảng tính {REASONS.get(problem, f'chưa đọc được ({problem})')}."
            yield Finding(
                unit.name, "broken", what, "Mở thử bảng tính này; khôi phục bản trước nếu hỏng."
            )
        elif missing:
            what = f"Có {missing} cột đã bị đổi tên hoặc xóa."
            yield Finding(
                unit.name, "look", what, "Xem trang Cần sửa của đơn vị và sửa lại dòng tiêu đề."
            )
        else:
            good += 1
    yield Finding(
        "Bảng tính",
        "ok" if good == len(units) else "look",
        f"{good}/{len(units)} đọc được, đúng mẫu",
    )


def _recipients(register: Register) -> Iterator[Finding]:
    from sync.values import read_email

    wrong = [one.name for one in register.recipients if not read_email(one.email).value]
    roles = {one.role for one in register.recipients}
    do = "Sửa ở trang Người nhận của bảng Điều phối."
    if wrong:
        yield Finding("Người nhận", "broken", f"Địa chỉ thư chưa đúng: {', '.join(wrong)}.", do)
    if "technician" not in roles:
        yield Finding(
            "Người nhận", "look", "Chưa có người nào giữ vai trò Kỹ thuật để báo sự cố.", do
        )
    if not wrong:
        yield Finding("Người nhận", "ok", f"{len(register.recipients)} người")
    without = [unit.name for unit in register.units if unit.followed and not unit.emails]
    if without:
        more = "…" if len(without) > 3 else "."
        what = f"{len(without)} đơn vị chưa có địa chỉ thư: {', '.join(without[:3])}{more}"
        yield Finding(
            "Địa chỉ đơn vị", "look", what, "Điền cột Email ở trang Đơn vị của bảng Điều phối."
        )


# --- mail ----------------------------------------------------------------------------------------


def _mail(config: Config) -> Iterator[Finding]:
    """Thư."""
    from mailing.sending import post_of
    from report.deliver import Smtp

    post = post_of(config)
    if not isinstance(post, Smtp):
        what = f"Chưa gửi thật; thư ghi vào thư mục {config.outbox}."
        yield Finding(
            "Thư", "look", what, "Khi sẵn sàng: đặt live = true và smtp_host ở mục [mail]."
        )
    elif why := post.refusal():
        yield Finding("Thư", "broken", why, "Kiểm tra mục [mail] của tệp cấu hình.")
    else:
        yield Finding("Thư", "ok", f"đăng nhập được máy chủ thư {post.host}")
    if config.mail.live and config.mail.security == "none":
        what = 'Thư và mật khẩu đi không mã hóa (security = "none").'
        yield Finding("Thư", "look", what, "Dùng starttls hoặc tls nếu máy chủ thư có.")


def _waiting(config: Config) -> Iterator[Finding]:
    """Thư chờ."""
    from store.state import mails_by_state

    with _store(config) as store:
        counts = mails_by_state(store)
    held = {state: counts.get(state, 0) for state in ("waiting", "refused", "uncertain")}
    said = f"{held['waiting']} đang chờ, {held['refused']} bị từ chối, {held['uncertain']} chưa rõ"
    if held["refused"] or held["uncertain"]:
        yield Finding("Thư chờ", "look", said, "Xem từng thư bằng lệnh outbox list.")
    else:
        yield Finding("Thư chờ", "ok", said)


# --- the machine and the store -------------------------------------------------------------------


def _disk(config: Config) -> Iterator[Finding]:
    """Đĩa."""
    free = shutil.disk_usage(config.home).free
    state: State = "broken" if free < _EMPTY else "look" if free < _LOW else "ok"
    yield Finding(
        "Đĩa",
        state,
        f"còn {show_number(round(free / 1e9, 1))} GB",
        "" if state == "ok" else "Dọn bớt đĩa.",
    )


def _store_itself(config: Config) -> Iterator[Finding]:
    """Kho dữ liệu."""
    from store.engine import sqlite_path
    from store.state import damage

    with _store(config) as store:
        harm = damage(store)
    path = sqlite_path(config.store_url)
    if harm:
        do = "Thay bằng bản sao gần nhất (lệnh backup) rồi chạy lại."
        yield Finding("Kho dữ liệu", "broken", "Tệp kho dữ liệu bị hỏng.", do)
    elif path and not path.exists():
        yield Finding(
            "Kho dữ liệu", "look", "Chưa có kho dữ liệu; lần chạy đầu sẽ tạo.", "Chạy lệnh run."
        )
    elif path and _is_open_to_others(path):
        what = f"Người dùng khác của máy đọc được {path.name}."
        yield Finding("Kho dữ liệu", "look", what, f"Chạy lệnh chmod 600 {path.name}.")
    else:
        yield Finding("Kho dữ liệu", "ok", "không hỏng" if path else "kết nối được")


def _runs(config: Config) -> Iterator[Finding]:
    """Lượt chạy."""
    from store.state import last_runs

    with _store(config) as store:
        runs = last_runs(store, 20)
    done = runs[runs["outcome"] == "done"]
    if done.empty:
        yield Finding(
            "Lượt chạy", "look", "Chưa có lượt nào hoàn thành.", "Chạy lệnh run hoặc serve."
        )
        return
    last = done["started"].iloc[0]
    said = f"lần gần nhất hoàn thành lúc {last:%H:%M ngày %d/%m/%Y}"
    if runs["outcome"].iloc[0] == "failed":
        why = runs["detail"].iloc[0]
        yield Finding(
            "Lượt chạy", "broken", f"Lượt mới nhất chưa hoàn thành: {why}", "Xem các dòng trên."
        )
    elif datetime.now(config.zone).replace(tzinfo=None) - last > _SILENT:
        yield Finding("Lượt chạy", "look", said, "Kiểm tra serve còn chạy không.")
    else:
        yield Finding("Lượt chạy", "ok", said)


def _watcher(config: Config) -> Iterator[Finding]:
    """Giám sát."""
    found = "có báo ra ngoài (heartbeat)" if config.schedule.heartbeat else "không dùng heartbeat"
    yield Finding("Giám sát", "ok", found)


@contextmanager
def _store(config: Config) -> Iterator[Store]:
    from store.store import Store

    with Store.opened(config.store_url, read_only=True) as store:
        yield store


CHECKS: tuple[Check, ...] = (
    _policy,
    _secrets,
    _clock,
    google_access,
    _places,
    _workbooks, _mail, _waiting, _disk, _store_itself, _runs,
    _watcher,
)  # fmt: skip
