"""Running alternatives in turn, so that a machine that slows down slows all of them."""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from resource import RUSAGE_SELF, getrusage
from typing import Any

from bench.table import Line

Used = tuple[float, float, float]  # seconds by the clock, of the processor; peak MB, 0: not known
# As wherever a program is installed: its modules are compiled once, not by every process.
_ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
_KIBIBYTE = 1024 if sys.platform != "darwin" else 1  # macOS counts bytes


def in_turn(works: Mapping[str, Callable[[], object]], runs: int) -> tuple[Line, ...]:
    """A line for each of `works`, run one after the other, `runs` times after a warm-up."""
    return _lines({what: partial(_timed, work) for what, work in works.items()}, runs)


def processes_in_turn(commands: Mapping[str, Sequence[str]], runs: int) -> tuple[Line, ...]:
    """The same for whole processes of this Python, with the most memory that each held."""
    return _lines(
        {what: partial(_run, arguments) for what, arguments in commands.items()},
        runs,
    )


def _lines(works: Mapping[str, Callable[[], Used]], runs: int) -> tuple[Line, ...]:
    used: dict[str, list[Used]] = {what: [] for what in works}
    for run in range(runs + 1):
        for what, work in works.items():
            one = work()
            if run:
                used[what].append(one)
    return tuple(line_of(what, each) for what, each in used.items())


def line_of(what: str, used: Sequence[Used]) -> Line:
    """A line of what each run used."""
    clock, processor, megabytes = zip(*used, strict=True)
    return Line(what, clock, processor, max(megabytes) or None)


def _timed(work: Callable[[], object]) -> Used:
    gc.collect()
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor, 0.0


def _run(arguments: Sequence[str]) -> Used:
    """One process of this Python, its output thrown away."""
    start = time.perf_counter()
    command = [sys.executable, *arguments]
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=nowhere, stderr=nowhere, env=_ENVIRONMENT)
    _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    return took, used.ru_utime + used.ru_stime, used.ru_maxrss * _KIBIBYTE / 1e6


def apart(work: Callable[..., Any], *given: Any) -> tuple[Any, float]:
    """What `work` returns in a process of its own, and that one's peak memory in MB."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(_with_peak, work, *given).result()


def _with_peak(work: Callable[..., Any], *given: Any) -> tuple[Any, float]:
    result = work(*given)
    return result, getrusage(RUSAGE_SELF).ru_maxrss * _KIBIBYTE / 1e6
