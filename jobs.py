"""Sổ Tổ: read the wards' workbooks, check them, mark what is wrong, report to the city.

This file joins the parts. One pass over a city is `_pass`: read (reading.py) → check → review →
remember → mark → report (mailing/), with what opening.py has opened.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from clock import refuse_false_day
from console import progress
from opening import Job, Say, google_backend, opened_job
from reading import Read, chosen, read_again, read_city

if TYPE_CHECKING:
    import pandas as pd

    from config import Config
    from report.due import Span
    from report.figures import CityFigures
    from review.reconcile import Reconciled
    from rules.check import Checked
    from rules.policy import Policy
    from shapes import Board, Marks, Pushed, Tables, Unit, Workbook


# Why a workbook was not written, where the next pass may succeed though nobody changes it.
_IN_THE_WAY = ("locked", "read_only", "busy")


# --- one pass over a city ------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What a pass found and did."""

    read: Read
    tables: Tables
    reviewed: Reconciled
    figures: CityFigures
    pushed: tuple[Pushed, ...] = ()
    mailed: int = 0
    failed_rules: tuple[tuple[str, str], ...] = ()


def one_run(
    config: Config,
    as_of: date | None,
    only: tuple[str, ...] = (),
    dry_run: bool = False,
    say: Say = print,
) -> Outcome:
    """One pass as these settings say, today or as of an earlier day.

    Raises UserError, ConfigError, PolicyError or StoreError with what to do.
    """
    from heartbeat import heartbeat

    watcher = "" if dry_run else config.schedule.heartbeat
    with opened_job(config, as_of, only, dry_run, say) as job, heartbeat(watcher):
        refuse_false_day(job, as_of is not None, dry_run)
        return run_once(job, dry_run)


def run_once(job: Job, dry_run: bool = False) -> Outcome:
    """One pass over the city; with `dry_run` nothing is written anywhere."""
    if dry_run:
        return _pass(job, dry_run)
    from mailing import tell_of_failure

    last = job.store.last_day()
    run = job.store.begin_run(job.as_of, job.now)
    try:
        outcome = _pass(job, dry_run)
    except BaseException as why:
        job.store.log_once(job.now, [("Lần chạy không hoàn thành", "", type(why).__name__)])
        _end_run(job, run, "failed", type(why).__name__)
        tell_of_failure(job, why)
        raise
    if last != job.as_of:
        forget_old_values(job)
    _end_run(job, run, "done")
    return outcome


def _end_run(job: Job, run: int, outcome: str, detail: str = "") -> None:
    """Writes down how a run ended and, on Google, what it cost of the quotas."""
    if job.config.source.kind == "google":
        from store.state import keep_spent

        keep_spent(job.store, [vars(one) for one in google_backend(job.config).spent()])
    job.store.end_run(run, job.now, outcome, detail)


def forget_old_values(job: Job) -> None:
    """Snapshots, old values and copies of workbooks go after the policy's days."""
    from review.reconcile import SHOWN_DAYS
    from store import prune
    from sync.safe_write import forget_copies

    # What was put right lately still stands in `Theo dõi`.
    days = max(job.policy.limits.keep_days.value, SHOWN_DAYS)
    before = job.now - timedelta(days=days)
    prune.forget_old_values(job.store, before)
    forget_copies(job.config.backups, before)


def _pass(job: Job, dry_run: bool) -> Outcome:
    from mailing import alert, report
    from review.ticks import note_refused

    read, known = read_city(job), job.store.flags()
    tables, checked = check_city(job, read, known)
    reviewed = review_city(job, read, tables, checked, known)
    later: frozenset[str] = frozenset()
    if not dry_run:
        keep_snapshots(job, read)
        repaired, refused, later = carry_out_ticks(job, read, reviewed, known)
        if repaired:
            read = read_again(job, read, repaired)
            tables, checked = check_city(job, read, known)
            reviewed = review_city(job, read, tables, checked, known)
            keep_snapshots(job, read)
        reviewed = note_refused(reviewed, refused, job.as_of)
        keep_books(job, read)
    figures = figures_of(job, read, tables, reviewed)
    outcome = Outcome(read, tables, reviewed, figures, failed_rules=checked.failed)
    if dry_run:
        return outcome
    remember(job, read, tables, reviewed, figures, known)
    if not read.trusted:
        return replace(outcome, mailed=alert(job, outcome))
    outcome = replace(outcome, pushed=mark(job, read, tables, reviewed, figures, later))
    return replace(outcome, mailed=report(job, outcome))


def check_city(job: Job, read: Read, known: pd.DataFrame) -> tuple[Tables, Checked]:
    """The tables of all wards, and the flags in them; rows still being typed are waited for.

    known: the store's flags.
    """
    from review.lost_rows import before_the_loss
    from review.typing_rows import wait_for_typing

    rows = before_the_loss(job.store.rows_before(job.as_of), known)
    tables, checked = check_books(read.units, read.books, job.policy, job.as_of, rows)
    before = job.store.sheets(sorted(read.fresh))
    is_open = frozenset(known.loc[known["closed"].isna(), "id"])
    flags = wait_for_typing(checked.flags, read.books, before, is_open, tables.schema)
    checked = replace(checked, flags=flags.reset_index(drop=True))
    for code, why in checked.failed:
        job.say(f"Quy tắc {code} không chạy được ({why}); các nội dung của quy tắc này giữ nguyên.")
    return tables, checked


def check_books(
    units: Sequence[Unit], books: Sequence[Workbook], policy: Policy, as_of: date,
    before: pd.DataFrame | None = None, only: Iterable[str] = (),
) -> tuple[Tables, Checked]:  # fmt: skip
    """The tables of these workbooks, and the flags in them on that day."""
    from rules.check import check

    tables = tables_of(units, books, policy, before)
    return tables, check(tables, policy, as_of, only)


def tables_of(
    units: Sequence[Unit], books: Sequence[Workbook], policy: Policy,
    before: pd.DataFrame | None = None,
) -> Tables:  # fmt: skip
    """The tables of these workbooks; `before` says how many rows each tab had on an earlier day."""
    from sync.tables import build
    from vietnamese.hamlets import hamlet_keys

    return build(units, books, hamlet_keys(tuple(policy.hamlets.items())), before)


def review_city(
    job: Job, read: Read, tables: Tables, checked: Checked, known: pd.DataFrame
) -> Reconciled:
    """Today's flags against the store's, with the wards' answers and the city's decisions."""
    import pandas as pd

    from review.reconcile import reconcile

    # Of a register that lacks a column or a tab, nothing is taken for a decision.
    decisions = read.register.decisions if read.trusted else pd.DataFrame()
    return reconcile(known, checked, tables, _answers(read), decisions, job.as_of)


def _answers(read: Read) -> pd.DataFrame:
    """What the wards wrote in `Cần sửa`, of those read in this pass."""
    from sync.answers import read_answers

    fresh = [book for book in read.books if book.unit in read.fresh and not book.problem]
    return read_answers(sheet for book in fresh for sheet in book.sheets)


def carry_out_ticks(
    job: Job, read: Read, reviewed: Reconciled, known: pd.DataFrame
) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Writes the proposals that wards ticked into their cells.

    Returns the codes of wards so changed, the flags whose ticks no longer fit their cells, and the
    codes of wards whose ticks could not be carried out for now.
    """
    from review.ticks import agreed_repairs, outdated_ticks, repair_line
    from store.repairs import keep_repairs

    if not read.trusted:
        return frozenset(), frozenset(), frozenset()
    answers, changed, later = _answers(read), set(), set()
    refused = set(outdated_ticks(reviewed, answers))
    ticked = agreed_repairs(reviewed, known, answers)
    for unit, book in zip(read.units, read.books, strict=True):
        if repairs := ticked.get(unit.code, []):
            done, why = job.backend.repair(unit, book, repairs)
            keep_repairs(job.store, unit.code, [one for one in repairs if one.id in done], job.now)
            lines = [repair_line(unit.name, one, one.id in done, why) for one in repairs]
            job.store.log_once(job.now, lines)
            changed |= {unit.code} if done else set()
            refused |= set() if why else {one.id for one in repairs} - done
            later |= {unit.code} if why in _IN_THE_WAY else set()
    return frozenset(changed), frozenset(refused), frozenset(later)


def figures_of(
    job: Job, read: Read, tables: Tables, reviewed: Reconciled, span: Span | None = None
) -> CityFigures:
    """Every number of the reports, of the last seven days or of `span`."""
    import pandas as pd

    from report.figures import city_figures

    flags, days = reviewed.flags, job.store.days()
    edits = tables.units["code"].map(job.store.wards()["last_edit"])
    phones = tables.units["phone"]
    wards = tables.units[["code", "name", "kind", "officer", "problem"]].assign(
        link=[link_to(job, unit) for unit in read.units],
        phone=("0" + phones.astype(str)).where(phones > 0, ""),
        last_edit=pd.to_datetime(edits).fillna(pd.Timestamp(job.as_of)),
    )
    return city_figures(
        tables,
        reviewed.open.assign(since=reviewed.open["opened"]),
        flags[["id", "unit", "rule", "severity", "opened", "closed", "reopened"]],
        days[days["day"] < job.as_of],
        wards.rename(columns={"code": "unit"}),
        job.policy,
        job.as_of,
        span,
    )


def link_to(job: Job, unit: Unit) -> str:
    """Where mails lead: the workbook seen from the outbox, nowhere once mail leaves it."""
    if job.config.source.kind == "google":
        from sync.google_drive import web_address

        return web_address(unit.ref) if unit.ref else ""
    if job.config.mail.live or not unit.ref:
        return ""
    return os.path.relpath(job.config.folder / unit.ref, job.config.outbox)


def keep_snapshots(job: Job, read: Read) -> None:
    """Keeps how the wards' workbooks look now, before anything of ours is written into them."""
    from store.snapshots import keep_snapshot
    from sync.headers import own_sheets

    for book in read.books:
        if book.unit in read.fresh and not book.problem:
            keep_snapshot(job.store, book.unit, own_sheets(book.sheets), job.now)


def keep_books(job: Job, read: Read) -> None:
    """Keeps what the wards' workbooks hold now; that says when each was last edited."""
    from sync.headers import data_sheets

    for book in read.books:
        if book.unit in read.fresh and not book.problem:
            job.store.keep_ward(book.unit, data_sheets(book.sheets), job.as_of)


def remember(
    job: Job, read: Read, tables: Tables, reviewed: Reconciled, figures: CityFigures,
    known: pd.DataFrame,
) -> None:  # fmt: skip
    """Writes down what was found, before anything is shown to anybody."""
    from review.history import changed, turns
    from review.log import changes
    from store.days import day_rows
    from store.register import keep_register

    job.store.keep_flags(changed(known, reviewed), turns(known, reviewed, job.as_of))
    job.store.keep_day(day_rows(figures.wards, tables.units, job.as_of))
    if read.trusted:
        keep_register(job.store, read.register)
    job.store.log(job.now, changes(known, reviewed, tables, job.as_of))


def mark(
    job: Job, read: Read, tables: Tables, reviewed: Reconciled, figures: CityFigures,
    later: frozenset[str] = frozenset(),
) -> tuple[Pushed, ...]:  # fmt: skip
    """Shows the flags in the wards' workbooks and in Điều phối; only what changed is written.

    Wards of these codes (`later`) are read again by the next pass though nobody changes them.
    """
    from review.marks import board_digest, marks_digest, ward_marks
    from shapes import Pushed

    known, due = job.store.wards(), {}
    wanted = {unit.code for unit in chosen(read.units, job.only)}
    for unit, book in zip(read.units, read.books, strict=True):
        if not book.problem and unit.code in wanted:
            marks = ward_marks(unit, book, reviewed, job.policy, tables.schema)
            shown = tuple(known.loc[unit.code, ["version", "marks_digest"]])
            if shown != (book.version, marks_digest(marks)):
                due[unit.code] = marks
    board = board_of(job, read, tables, reviewed, figures)
    shows = [read.register.version, board_digest(board)]
    is_shown = board.log.empty and shows[0] != "" and job.store.fact("board") == shows
    pushed = [Pushed("", "unchanged", shows[0])] if is_shown else []
    results = job.backend.push(due.values(), None if is_shown else board)
    for result in progress(results, len(due) + 1, "Ghi đánh dấu"):
        pushed.append(result)
        _note_pushed(job, result, due.get(result.unit), later)
        if not result.unit:
            done = result.outcome in ("written", "unchanged")
            job.store.keep_fact("board", [result.version, shows[1]] if done else None)
    return tuple(pushed)


def board_of(
    job: Job, read: Read, tables: Tables, reviewed: Reconciled, figures: CityFigures
) -> Board:
    """What Điều phối shows."""
    from review.board import follow_up
    from shapes import Board
    from store.outbox import Outbox

    summary = figures.wards.assign(unit=figures.wards["name"])
    log = log_lines(job.store.unshown_events())
    shown, refused = follow_up(reviewed, tables, job.as_of), Outbox(job.store).refused()
    return Board(read.register.units, shown, summary, log, refused)


def log_lines(events: pd.DataFrame) -> pd.DataFrame:
    """The store's events as lines of `Nhật ký`."""
    when = [at.strftime("%d/%m/%Y %H:%M") for at in events["at"]]
    return events.drop(columns="at").assign(when=when)


def _note_pushed(job: Job, result: Pushed, marks: Marks | None, later: frozenset[str]) -> None:
    """Remembers what a workbook shows now; says what could not be shown where it belongs."""
    from review.marks import marks_digest
    from sync.words import why_not_written

    done = result.outcome in ("written", "unchanged", "beside")
    # What was only in the way for now is tried again by the next run.
    beside = result.outcome == "beside" and result.reason in (*_IN_THE_WAY, "changed")
    for_now = beside or result.unit in later
    if marks is not None and done and not for_now:
        job.store.keep_version(result.unit, result.version, marks_digest(marks))
    elif marks is None and done:
        job.store.show_events()
    if result.outcome in ("beside", "failed"):
        job.say(why_not_written(marks.unit.name if marks else "Điều phối", result))


if __name__ == "__main__":
    from commands import main

    main()
