"""Sổ Tổ: read the wards' workbooks, check them, mark what is wrong, report to the city.

This file joins the parts. One pass over a city is `_pass`: read (reading.py) → check → review →
remember → mark → report (mailing/), with what opening.py has opened.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from clock import refuse_false_day
from console import progress, without_packages
from opening import Job, Say, google_backend, opened_job
from reading import Read, chosen, circumstances, read_again, read_city, tables_of
from wards import cards_of, wards_of

if TYPE_CHECKING:
    import pandas as pd

    from config import Config
    from review.reconcile import Reconciled
    from rules.check import Checked
    from rules.policy import Policy
    from shapes import Board, Marks, Pushed, Tables, Unit, Workbook


# Why a workbook was not written, where the next pass may succeed though nobody changes it.
_IN_THE_WAY = ("locked", "read_only", "busy")


# --- one pass over a city ------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What a pass found and did.

    tables: of the wards whose workbooks were checked. reviewed: all flags. wards: a row per ward
    that is followed, as report.wards has it.
    """

    read: Read
    tables: Tables
    reviewed: Reconciled
    wards: pd.DataFrame
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
    from store.cards import note_checked

    known = job.store.flags()
    read = read_city(job, known, whole=dry_run)
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
    cards = cards_of(job, tables, reviewed)
    wards = wards_of(job, read, cards, reviewed)
    outcome = Outcome(read, tables, reviewed, wards, failed_rules=checked.failed)
    if dry_run:
        return outcome
    remember(job, outcome, cards, known)
    if not read.trusted:
        return replace(outcome, mailed=alert(job, outcome))
    outcome = replace(outcome, pushed=mark(job, outcome, later))
    if not checked.failed:
        again = checked.typing | _not_settled(job, outcome)
        note_checked(job.store, circumstances(read, job.policy, job.as_of), again)
    return replace(outcome, mailed=report(job, outcome))


def check_city(job: Job, read: Read, known: pd.DataFrame) -> tuple[Tables, Checked]:
    """The tables of what was read, and the flags in it; rows still being typed are waited for.

    known: the store's flags.
    """
    from review.lost_rows import before_the_loss
    from review.typing_rows import wait_for_typing

    rows = before_the_loss(job.store.rows_before(job.as_of), known)
    units = read.units_of(read.books)
    tables, checked = check_books(units, read.books, job.policy, job.as_of, rows)
    checked = checked.of_wards(read.checked)
    before = job.store.sheets(sorted(read.fresh))
    is_open = frozenset(known.loc[known["closed"].isna(), "id"])
    flags = wait_for_typing(checked.flags, read.books, before, is_open, tables.schema)
    waiting = checked.flags.loc[checked.flags.index.difference(flags.index), "unit"]
    checked = replace(checked, flags=flags.reset_index(drop=True), typing=frozenset(waiting))
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


def review_city(
    job: Job, read: Read, tables: Tables, checked: Checked, known: pd.DataFrame
) -> Reconciled:
    """Today's flags against the store's, with the wards' answers and the city's decisions."""
    import pandas as pd

    from review.reconcile import reconcile

    # Of a register that lacks a column or a tab, nothing is taken for a decision.
    decisions = read.register.decisions if read.trusted else pd.DataFrame()
    followed = [unit.code for unit in read.units]
    return reconcile(known, checked, tables, _answers(read), decisions, job.as_of, followed)


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
    for unit, book in zip(read.units_of(read.books), read.books, strict=True):
        if repairs := ticked.get(unit.code, []):
            done, why = job.backend.repair(unit, book, repairs)
            keep_repairs(job.store, unit.code, [one for one in repairs if one.id in done], job.now)
            lines = [repair_line(unit.name, one, one.id in done, why) for one in repairs]
            job.store.log_once(job.now, lines)
            changed |= {unit.code} if done else set()
            refused |= set() if why else {one.id for one in repairs} - done
            later |= {unit.code} if why in _IN_THE_WAY else set()
    return frozenset(changed), frozenset(refused), frozenset(later)


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


def remember(job: Job, outcome: Outcome, cards: pd.DataFrame, known: pd.DataFrame) -> None:
    """Writes down what was found, before anything is shown to anybody."""
    from review.history import changed, turns
    from review.log import changes, too_many
    from store.cards import keep_cards, note_unfinished
    from store.days import day_rows
    from store.register import keep_register

    read, tables, reviewed = outcome.read, outcome.tables, outcome.reviewed
    note_unfinished(job.store)
    job.store.keep_flags(changed(known, reviewed), turns(known, reviewed, job.as_of))
    job.store.keep_day(day_rows(outcome.wards, tables.units, job.as_of))
    if read.trusted:
        keep_register(job.store, read.register)
    job.store.log(job.now, changes(known, reviewed, tables, job.as_of))
    names = {unit.code: unit.name for unit in read.units}
    job.store.log_once(job.now, too_many(reviewed, names))
    phones = tables.members.loc[tables.members["phone"] > 0, ["unit", "phone"]]
    keep_cards(job.store, cards, phones.assign(unit=phones["unit"].map(tables.units["code"])))


def mark(job: Job, outcome: Outcome, later: frozenset[str]) -> tuple[Pushed, ...]:
    """Shows the flags in the wards' workbooks and in Điều phối; only what changed is written.

    Wards of these codes (`later`) are read again by the next pass though nobody changes them.
    """
    from review.marks import board_digest
    from shapes import Pushed

    due: dict[str, Marks] = {}
    board = board_of(job, outcome)
    shows = [outcome.read.register.version, board_digest(board)]
    is_shown = board.log.empty and shows[0] != "" and job.store.fact("board") == shows
    pushed = [Pushed("", "unchanged", shows[0])] if is_shown else []
    results = job.backend.push(_due_marks(job, outcome, due), None if is_shown else board)
    for result in progress(results, len(outcome.read.checked) + 1, "Ghi đánh dấu"):
        pushed.append(result)
        _note_pushed(job, result, due.pop(result.unit, None), later)
        if not result.unit:
            done = result.outcome in ("written", "unchanged")
            job.store.keep_fact("board", [result.version, shows[1]] if done else None)
    return tuple(pushed)


def _due_marks(job: Job, outcome: Outcome, due: dict[str, Marks]) -> Iterator[Marks]:
    """The marks of the wards that do not show them yet, made as they are asked for; `due` has them
    until they are shown."""
    from review.marks import city_marks, marks_digest

    read, known = outcome.read, job.store.wards()
    wanted = {unit.code for unit in chosen(read.units, job.only)} & read.checked
    books = zip(read.units_of(read.books), read.books, strict=True)
    readable = [(u, book) for u, book in books if not book.problem and u.code in wanted]
    digests = zip(known["version"], known["marks_digest"], strict=True)
    shown = dict(zip(known.index, digests, strict=True))
    for marks in city_marks(readable, outcome.reviewed, job.policy, outcome.tables.schema):
        if shown[marks.unit.code] != (marks.read.version, marks_digest(marks)):
            due[marks.unit.code] = marks
            yield marks


def board_of(job: Job, outcome: Outcome) -> Board:
    """What Điều phối shows."""
    from review.board import follow_up
    from shapes import Board
    from store.outbox import Outbox

    wards = outcome.wards
    log = log_lines(job.store.unshown_events())
    shown, refused = follow_up(outcome.reviewed, wards, job.as_of), Outbox(job.store).refused()
    units = outcome.read.register.units
    return Board(units, shown, wards.assign(unit=wards["name"]), log, refused)


def log_lines(events: pd.DataFrame) -> pd.DataFrame:
    """The store's events as lines of `Nhật ký`."""
    when = [at.strftime("%d/%m/%Y %H:%M") for at in events["at"]]
    return events.drop(columns="at").assign(when=when)


def _note_pushed(job: Job, result: Pushed, marks: Marks | None, later: frozenset[str]) -> None:
    """Remembers what a workbook shows now; says what could not be shown where it belongs."""
    from review.marks import marks_digest
    from sync.words import why_not_written

    if marks is not None and _is_shown(result):
        version = "" if result.unit in later else result.version
        job.store.keep_version(result.unit, version, marks_digest(marks))
    elif marks is None and _is_shown(result):
        job.store.show_events()
    if result.outcome in ("beside", "failed"):
        job.say(why_not_written(marks.unit.name if marks else "Điều phối", result))


def _not_settled(job: Job, outcome: Outcome) -> frozenset[str]:
    """The wards that could not be read, and those that do not show yet what was found in them."""
    read = outcome.read
    left_out = read.checked - {unit.code for unit in chosen(read.units, job.only)}
    unread = {book.unit for book in read.books if book.problem}
    return left_out | unread | {one.unit for one in outcome.pushed if not _is_shown(one)}


def _is_shown(result: Pushed) -> bool:
    """Whether a workbook shows what it should; what was only in the way for now is tried again."""
    for_now = result.outcome == "beside" and result.reason in ("locked", "changed", "read_only")
    return result.outcome in ("written", "unchanged", "beside") and not for_now


if __name__ == "__main__":
    try:
        from commands import main
    except ImportError as why:
        sys.exit(without_packages(why))
    main()
