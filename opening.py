"""What a pass works with, opened from the settings: the store, the workbooks, the Google accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config import Config
    from rules.policy import Policy
    from shapes import Backend
    from store.store import Store
    from sync.google import Google
    from sync.google_client import Client

Say = Callable[[str], None]


@dataclass(frozen=True)
class Job:
    """What a pass works with: settings, store, backend, the day, which units, and who listens."""

    config: Config
    policy: Policy
    store: Store
    backend: Backend
    as_of: date
    now: datetime
    only: tuple[str, ...] = ()
    say: Say = print


@contextmanager
def opened_job(
    config: Config,
    as_of: date | None,
    only: tuple[str, ...] = (),
    dry_run: bool = False,
    say: Say = print,
) -> Iterator[Job]:
    """What a pass works with, while nobody else does; raises as `one_run`."""
    from rules.policy import load_policy

    now = datetime.now(config.zone)
    if as_of and as_of != now.date():
        now = datetime.combine(as_of, time(20, 0), config.zone)
    policy = load_policy(config.policy_file)
    backend = backend_of(config)
    with opened_store(config, read_only=dry_run) as store:
        yield Job(config, policy, store, backend, now.date(), now, only, say)


@contextmanager
def opened_store(config: Config, read_only: bool = False) -> Iterator[Store]:
    """The city's store, for nobody else until it is closed, unless it is only read.

    Raises BusyError when another process has it, StoreError when it cannot be opened.
    """
    from store.lock import alone
    from store.store import Store

    lock = nullcontext() if read_only else alone(config.store_url, datetime.now(config.zone))
    with lock, Store.opened(config.store_url, read_only) as store:
        yield store


def backend_of(config: Config) -> Backend:
    """Where this city's workbooks are."""
    from sync.folder import Folder

    if config.source.kind == "google":
        return google_backend(config)
    return Folder(config.folder, config.register_file, config.backups)


@cache
def google_backend(config: Config) -> Google:
    """The city's spreadsheets on Google; raises UserError for a key that cannot be used.

    One for the whole process: tokens, and what is known of unchanged spreadsheets, serve again.
    """
    from sync.google import Google

    return Google(google_clients(config), config.register_id)


def google_clients(config: Config, provisioning: bool = False) -> tuple[Client, ...]:
    """The Google accounts of these settings, with the scopes that are needed; raises KeyRefused."""
    from sync.google_client import PROVISION_SCOPES, RUN_SCOPES, Limits, make_clients

    known, scopes = config.google, PROVISION_SCOPES if provisioning else RUN_SCOPES
    limits = Limits(known.calls_per_minute, known.project_calls_per_minute, known.timeout_seconds)
    return make_clients(config.credentials, scopes, known.api_root, limits)
