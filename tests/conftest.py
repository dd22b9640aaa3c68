"""Fixtures of several modules, and which tests run: all with `--all` (`make test-all`), else of the slowest modules one in a few.

Those modules start whole runs by the dozen, killed at every step or hindered in every way. What is
left out is the same each time, so `make test` never fails by chance; change such a module, run all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.sheets_caller import Caller, Sheets
    from tests.sheets_server import SheetsServer

ONE_IN = {
    "test_clock": 3,
    "test_faults": 20,
    "test_google_calls": 2,
    "test_faults_google": 6,
    "test_google_takeover": 8,
    "test_google_troubles": 6,
    "test_google_provision": 5,
    "test_google_races": 3,
    "test_storms_google": 25,
    "test_seeded": 4,
    "test_hostile": 6,
    "test_injection": 4,
    "test_deliver": 2,
    "test_mailing": 7,
    "test_outbox_command": 7,
    "test_races": 5,
    "test_restore": 6,
    "test_decisions": 5,
    "test_both_backends": 5,
    "test_serve": 4,
    "test_run": 3,
    "test_xlsx_disk": 3,
    "test_xlsx_soak": 3,
    "test_forget": 3,
    "test_flags_command": 3,
    "test_doctor": 3,
    "test_taking_part": 4,
    "test_xlsx_marks": 2,
    "test_xlsx_kept": 2,
    "test_xlsx_beside": 2,
    "test_check_command": 2,
    "test_init": 2,
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="no test of the slow modules is left out")


def pytest_configure(config: pytest.Config) -> None:
    """Forty examples of each property, with `--all` as many as Hypothesis likes."""
    settings.register_profile("quick", max_examples=40)
    if not config.getoption("--all"):
        settings.load_profile("quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    named = any("::" in argument for argument in config.args)
    if config.getoption("--all") or config.getoption("-k") or named:
        return
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    seen = dict.fromkeys(ONE_IN, 0)
    for item in items:
        module = item.path.stem
        number = seen.get(module, 0)
        seen[module] = number + 1
        (left if number % ONE_IN.get(module, 1) else kept).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left)


# --- a spreadsheet on the local Google, for modules that share one server --------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[SheetsServer]:
    from tests.sheets_server import SheetsServer

    with SheetsServer() as running:
        yield running
    assert running.faults == []


@pytest.fixture(scope="module")
def caller(server: SheetsServer) -> Caller:
    from tests.sheets_caller import Caller

    return Caller(server)


@pytest.fixture
def book(caller: Caller) -> Sheets:
    return caller.create()
