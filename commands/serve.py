"""`serve`: the schedule, in the foreground, for a service manager."""

from __future__ import annotations

import _thread
import logging
import signal
import sys
import threading
import time
from typing import Any

from commands.common import ConfigFile, app, settings
from commands.program import DAILY

TICK = 10  # seconds between two looks at what is due
GRACE = 8.0  # seconds that a pass under way has to end by itself
log = logging.getLogger(__name__)


@app.command(rich_help_panel=DAILY)
def serve(config: ConfigFile = None) -> None:
    """Chạy thường trực theo lịch trong tệp cấu hình, đến khi có lệnh dừng (Ctrl-C).

    Ví dụ:

    Chạy theo config.toml:
        python jobs.py serve
    Chạy theo tệp cấu hình ở nơi khác:
        python jobs.py serve --config /srv/so-to/config.toml
    """
    from commands.timetable import Service
    from logs import log_to

    chosen = settings(config)
    path = log_to(chosen.home / "logs")
    log.info(f"Sổ Tổ bắt đầu chạy theo lịch; nhật ký ở {path}.")
    try:
        run_until(Stop().listening(), Service(chosen).tick)
    except KeyboardInterrupt:
        log.info("Đã dừng giữa chừng; lần chạy sau sẽ làm tiếp.")
    else:
        log.info("Đã dừng.")


def run_until(stop: Stop, tick: Any) -> None:
    """Calls `tick` now and then until asked to stop."""
    from schedule import Scheduler

    scheduler = Scheduler()
    while not stop.asked:
        # After the clock was set back the next look would be as far away as that.
        if scheduler.idle_seconds is None or scheduler.idle_seconds > TICK:
            scheduler.clear()
            scheduler.every(TICK).seconds.do(tick).run()
        scheduler.run_pending()
        if not stop.asked:
            time.sleep(1)


class Stop:
    """A wish to stop: what is under way may end within `GRACE` seconds, a second wish breaks it off."""

    def __init__(self) -> None:
        self.asked = False

    def listening(self) -> Stop:
        """Takes Ctrl-C, and what service managers send, for the wish."""
        for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._ask)
        return self

    def _ask(self, *_signal: object) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
        timer = threading.Timer(GRACE, _ask_again)
        timer.daemon = True
        timer.start()


def _ask_again() -> None:
    """A second wish; on Unix as a true signal, so that waiting for a network ends too."""
    main = threading.main_thread().ident
    if sys.platform == "win32" or main is None:
        _thread.interrupt_main()
    else:
        signal.pthread_kill(main, signal.SIGINT)
