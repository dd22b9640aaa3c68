"""What `serve` does and when: decided from the store, so that a machine that slept catches up."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from commands.common import done_line
from console import system_says
from jobs import one_run
from logs import place_of
from opening import opened_job
from shapes import UserError

if TYPE_CHECKING:
    from config import Config, Schedule

log = logging.getLogger(__name__)


def next_pass(schedule: Schedule, last: datetime | None, now: datetime) -> datetime:
    """When a pass is due: `sync_minutes` after the last one began, or when a mail falls due.

    At once before the first, and when the clock was set back behind the last.
    """
    if last is None or last > now:
        return now
    rhythm = last + timedelta(minutes=schedule.sync_minutes)
    return min(rhythm, *(_next(clock, last) for clock in schedule.clocks))


def _next(clock: time, after: datetime) -> datetime:
    """The next moment after `after` at which the clock shows this."""
    moment = datetime.combine(after.date(), clock, after.tzinfo)
    return moment if moment > after else moment + timedelta(days=1)


def last_pass(config: Config) -> datetime | None:
    """When the last pass began, None before the first."""
    from store.state import last_start
    from store.store import Store

    with Store.opened(config.store_url, read_only=True) as store:
        began = last_start(store)
    return began.replace(tzinfo=config.zone) if began else None


@dataclass
class Service:
    """The work of one tick. One that fails is told to the technician and hinders no other."""

    config: Config
    tried: datetime | None = None

    def tick(self) -> None:
        """Does what is due."""
        for work in (self.pass_over_city, self.send_mail):
            self._guarded(work)

    def pass_over_city(self) -> None:
        """A pass, when one is due."""
        now = self._now()
        last = last_pass(self.config) if self.tried is None or self.tried > now else self.tried
        if now < next_pass(self.config.schedule, last, now):
            return
        self.tried = now
        outcome = one_run(self.config, None, say=log.info)
        if outcome.mailed or any(one.outcome != "unchanged" for one in outcome.pushed):
            log.info(done_line(outcome, self.config))

    def send_mail(self) -> None:
        """Sends what waits, though no pass is due or the last one failed."""
        import mailing
        from store.outbox import Outbox
        from store.state import mail_is_due
        from store.store import Store

        with Store.opened(self.config.store_url, read_only=True) as store:
            if not mail_is_due(store, self._now()):
                return
        with opened_job(self.config, None, say=log.info) as job:
            mailing.send(job, Outbox(job.store))

    def _now(self) -> datetime:
        return datetime.now(self.config.zone)

    def _guarded(self, work: Callable[[], None]) -> None:
        from store.lock import BusyError

        begun = self._now()
        try:
            work()
        except BusyError as why:
            log.info(why)
        except Exception as why:
            log.warning(_reason(why))
            try:
                self._report(begun, why)
            except Exception as worse:
                log.warning("Chưa báo được cho kỹ thuật: %s", _reason(worse))

    def _report(self, begun: datetime, why: Exception) -> None:
        """Writes a failure down and tells the technician, where the pass itself could not."""
        from mailing import tell_of_failure
        from store.state import last_start

        with opened_job(self.config, None, say=log.info) as job:
            began = last_start(job.store)
            # A run that wrote down its own failure began in this tick.
            begun, now = begun.replace(tzinfo=None), self._now().replace(tzinfo=None)
            if began is None or not begun <= began <= now:
                run = job.store.begin_run(job.as_of, begun)
                job.store.end_run(run, now, "failed", _reason(why))
                tell_of_failure(job, why)


def _reason(why: Exception) -> str:
    """What happened, for people; of a mistake of ours only its kind and place."""
    if isinstance(why, UserError):
        return str(why)
    if isinstance(why, OSError):
        return f"Không đọc hoặc ghi được tệp: {system_says(why)}"
    return f"Chương trình gặp sự cố ({place_of(why)}). Báo cho người phát triển kèm dòng này."
