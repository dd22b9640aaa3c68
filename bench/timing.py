"""Running alternatives in turn, so that a machine that slows down slows all of them."""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from resource import RUSAGE_SELF, getrusage
from typing import Any

from bench.table import Line

_KIBIBYTE = 1024 if sys.platform != "darwin" else 1  # macOS counts bytes


def in_turn(works: Mapping[str, Callable[[], object]], runs: int) -> tuple[Line, ...]:
    """A line for each of `works`, run one after the other, `runs` times after a warm-up."""
    seconds: dict[str, list[float]] = {what: [] for what in works}
    for run in range(runs + 1):
        for what, work in works.items():
            gc.collect()
            took = _seconds(work)
            if run:
                seconds[what].append(took)
    return tuple(Line(what, tuple(taken)) for what, taken in seconds.items())


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def processes_in_turn(
    commands: Mapping[str, Sequence[str]], runs: int
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The same for whole processes of this Python, with the most memory that each held: lines of
    wall seconds, and lines of processor seconds."""
    used: dict[str, list[tuple[float, float, float]]] = {what: [] for what in commands}
    for run in range(runs + 1):
        for what, arguments in commands.items():
            one = _run([sys.executable, *arguments])
            if run:
                used[what].append(one)
    wall, processor = [], []
    for what, each in used.items():
        clock, worked, memory = zip(*each, strict=True)
        wall.append(Line(what, clock, max(memory)))
        processor.append(Line(what, worked, max(memory)))
    return tuple(wall), tuple(processor)


def _run(command: Sequence[str]) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and peak memory in MB of one process, its output thrown
    away."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
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
