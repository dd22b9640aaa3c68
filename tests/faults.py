"""Runs in processes of their own that something happens to: killed, short of disk, disturbed.

Each is forked from a server that has imported everything, so that it begins at once and a SIGKILL
hits nothing but the run.
"""

import functools
import importlib
import json
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from config import load_config
from jobs import one_run
from shapes import UserError

MODULES = [
    "alembic.command", "commands", "encodings.cp437", "encodings.idna",
    "heartbeat", "mailing", "matplotlib.backends.backend_agg", "openpyxl", "report.chart",
    "report.city_docx", "report.city_xlsx", "report.deliver", "report.files", "report.figures", "report.mail", "report.post", "review.board", "review.log", "review.marks",
    "review.reconcile", "review.ticks", "review.typing_rows", "rules.check", "smtplib",
    "store.days", "store.lock", "store.outbox", "store.register", "store.store", "sync.answers",
    "sync.board", "sync.folder", "sync.tables", "sync.words", "sync.xlsx_make", "sync.xlsx_marks",
    "sync.xlsx_repair", "tests.workbooks", "vietnamese.hamlets",
]  # fmt: skip
for _name in MODULES:
    importlib.import_module(_name)

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["tests.faults"])
DAY = date(2023, 4, 3)
Fault = Callable[[], None]


def nothing() -> None:
    """A run to which nothing happens."""


def owner_of(place: str) -> tuple[Any, str]:
    """Of "module:Class.name" the class and the name."""
    module, _, path = place.partition(":")
    *owners, name = path.split(".")
    return functools.reduce(getattr, owners, importlib.import_module(module)), name


def at(place: str, moment: str, act: Fault, call: int = 1) -> None:
    """Has `act` happen before or after the given call of the function at `place`."""
    owner, name = owner_of(place)
    real, calls = getattr(owner, name), []

    @functools.wraps(real)
    def step(*args: Any, **more: Any) -> Any:
        calls.append(1)
        now = len(calls) == call
        if now and moment == "before":
            act()
        result = real(*args, **more)
        if now and moment == "after":
            act()
        return result

    setattr(owner, name, step)


def die() -> None:
    """What no process survives and no code of it sees."""
    os.kill(os.getpid(), signal.SIGKILL)


def killed_at(place: str, moment: str, call: int = 1) -> Fault:
    return functools.partial(at, place, moment, die, call)


def no_more_bytes(limit: int) -> None:
    """No file may grow beyond `limit` from now on."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def impatient() -> None:
    """Mail servers get little time to answer."""
    from report import deliver

    vars(deliver)["Smtp"] = functools.partial(deliver.Smtp, timeout=0.5, patience=0.5)


def as_nobody() -> None:
    """Writes workbooks without the rights of root, whom no folder refuses."""
    if os.geteuid() == 0:
        for place in ("jobs:carry_out_ticks", "jobs:mark"):
            at(place, "before", lambda: os.setresuid(65534, 65534, 0))
            at(place, "after", lambda: os.setresuid(0, 0, 0))


@dataclass
class Run:
    """A run in a process of its own; `written` are the files that it says it wrote."""

    process: Any
    report: Path

    def ended(self) -> int:
        """Waits for its end: 0, 2 for what a person is told, 1 for a mistake of ours, -9 killed."""
        self.process.join(120)
        code: int = self.process.exitcode
        return code

    @property
    def told(self) -> dict[str, Any]:
        """mailed, written, said; megabytes and seconds that it took."""
        found: dict[str, Any] = json.loads(self.report.read_text(encoding="utf-8"))
        return found


def begin(home: Path, fault: Fault = nothing, day: date = DAY) -> Run:
    """Begins a run on the city in `home`."""
    report = home / "run.json"
    report.unlink(missing_ok=True)
    process = FORKED.Process(target=_run, args=(home, fault, day))
    process.start()
    return Run(process, report)


def run(home: Path, fault: Fault = nothing, day: date = DAY) -> int:
    """How a run on the city in `home` ends."""
    return begin(home, fault, day).ended()


def _run(home: Path, fault: Fault, day: date) -> None:
    said: list[str] = []
    told: dict[str, Any] = {"said": said}
    code = 0
    config = load_config(home / "config.toml")
    fault()
    try:
        done = one_run(config, day, say=said.append)
        told["mailed"] = done.mailed
        told["written"] = [Path(p.path).name for p in done.pushed if p.outcome == "written"]
    except UserError as why:
        said.append(str(why))
        code = 2
    except OSError as why:
        said.append(str(why.strerror))
        code = 2
    used = resource.getrusage(resource.RUSAGE_SELF)
    told |= {"megabytes": used.ru_maxrss / 1024, "seconds": used.ru_utime + used.ru_stime}
    with suppress(OSError):
        (home / "run.json").write_text(json.dumps(told), encoding="utf-8")
    os._exit(code)
