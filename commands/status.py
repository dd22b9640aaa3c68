"""`status`: what ran, when next, what waits, what was spent of Google's quotas."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from commands.common import ConfigFile, WardsFolder, app, settings
from commands.outbox import ADVICE, STATES
from commands.program import DAILY
from commands.timetable import next_pass

if TYPE_CHECKING:
    from config import Config
    from store.store import Store

_OUTCOMES = {
    "done": "hoàn thành", "failed": "chưa hoàn thành", "interrupted": "bị ngắt", "running": "đang chạy",
}  # fmt: skip


@app.command(rich_help_panel=DAILY)
def status(config: ConfigFile = None, folder: WardsFolder = None) -> None:
    """Các lượt chạy gần đây, lượt kế tiếp, thư đang chờ, số nội dung cần sửa.

    Ví dụ:

    Theo config.toml:
        python jobs.py status
    Của thành phố thử:
        python jobs.py status --config demo-out/config.toml
    """
    from store.store import Store

    chosen = settings(config, folder)
    with Store.opened(chosen.store_url, read_only=True) as store:
        for line in (*_runs(store, chosen), _mails(store), _flags(store), *_google(store, chosen)):
            typer.echo(line)


def _runs(store: Store, config: Config) -> list[str]:
    from store.state import last_runs

    runs = last_runs(store, 5)
    lines = [_line(*run) for run in runs.itertuples(index=False, name=None)]
    if not lines:
        return ["Chưa chạy lượt nào."]
    now = datetime.now(config.zone)
    last = runs["started"].iloc[0].replace(tzinfo=config.zone)
    due = max(next_pass(config.schedule, last, now), now)
    return [*lines, f"Lượt kế tiếp khi serve đang chạy: {due:%H:%M %d/%m/%Y}."]


def _line(as_of: Any, started: Any, _finished: Any, outcome: Any, detail: Any) -> str:
    why = f" – {detail}" if detail else ""
    return f"Lượt {started:%H:%M %d/%m/%Y} (tính đến {as_of:%d/%m/%Y}): {_OUTCOMES[outcome]}{why}"


def _mails(store: Store) -> str:
    from store.state import mails_by_state

    counts = mails_by_state(store)
    said = ", ".join(
        f"{counts[state]} {words}" for state, words in STATES.items() if state in counts
    )
    ask = " Việc cần làm với thư chưa đến: xem outbox list." if counts.keys() & ADVICE else ""
    return f"Thư: {said or 'chưa có thư nào'}.{ask}"


def _flags(store: Store) -> str:
    from rules.terms import SEVERITIES
    from store.state import open_flags_by_severity

    counts = open_flags_by_severity(store)
    return (
        "Nội dung cần sửa: "
        + ", ".join(f"{counts.get(s, 0)} {w.lower()}" for s, w in SEVERITIES.items())
        + "."
    )


def _google(store: Store, config: Config) -> list[str]:
    """What the last pass cost each account, and what Google allows."""
    from store.state import spent

    accounts = spent(store) if config.source.kind == "google" else []
    if not accounts:
        return []
    known = config.google
    allowed = (
        f"Giới hạn mỗi phút, đọc và ghi tính riêng: {known.calls_per_minute} lượt một tài khoản, "
        f"{known.project_calls_per_minute} lượt cả dự án."
    )
    return [*(_spent(**account) for account in accounts), allowed]


def _spent(account: str, calls: dict[str, int], busiest: dict[str, int]) -> str:
    many = {kind: calls.get(kind, 0) for kind in ("read", "write", "drive")}
    peak = {kind: busiest.get(kind, 0) for kind in ("read", "write")}
    return (
        f"Google, lượt gần nhất, {account or 'tài khoản cá nhân'}: "
        f"{many['read']} lượt đọc (phút nhiều nhất {peak['read']}), "
        f"{many['write']} lượt ghi (phút nhiều nhất {peak['write']}), "
        f"{many['drive']} lượt liệt kê."
    )
