"""Sổ Tổ: read the wards' workbooks, check them, mark what is wrong, report to the city.

This file joins the parts and reads the clock; nothing else does. One pass over a city is `_pass`:
read → check → review → remember → mark → report.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from console import did_you_mean, progress
from shapes import UserError

if TYPE_CHECKING:
    import pandas as pd

    from config import Config
    from report.due import Span
    from report.figures import CityFigures
    from review.reconcile import Reconciled
    from rules.check import Checked
    from rules.policy import Policy
    from shapes import Backend, Board, Marks, Pushed, Register, Tables, Unit, Workbook
    from store.store import Store

Say = Callable[[str], None]


# --- one pass over a city ------------------------------------------------------------------------


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


@dataclass(frozen=True)
class Read:
    """The register and every ward's workbook; `fresh` are the codes of those read in this pass.

    Not `trusted`: the register could not be read, so nothing is written or mailed.
    """

    register: Register
    units: tuple[Unit, ...]
    books: tuple[Workbook, ...]
    fresh: frozenset[str]
    trusted: bool


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
    with opened_job(config, as_of, only, dry_run, say) as job:
        return run_once(job, dry_run)


@contextmanager
def opened_job(
    config: Config, as_of: date | None, only: tuple[str, ...] = (), read_only: bool = False, say: Say = print
) -> Iterator[Job]:  # fmt: skip
    """What a pass works with, its store open; raises as `one_run`."""
    from rules.policy import load_policy
    from store.store import Store

    now = datetime.now(config.zone)
    if as_of and as_of != now.date():
        now = datetime.combine(as_of, time(20, 0), config.zone)
    policy = load_policy(config.policy_file)
    backend = backend_of(config)
    with Store.opened(config.store_url, read_only=read_only) as store:
        yield Job(config, policy, store, backend, now.date(), now, only, say)


def backend_of(config: Config) -> Backend:
    """Where this city's workbooks are."""
    from sync.folder import Folder

    if config.source.kind == "google":
        raise UserError('Bản này chưa đọc được Google Sheets; ghi kind = "folder" ở mục [source].')
    return Folder(config.folder, config.register_file, config.backups)


def run_once(job: Job, dry_run: bool = False) -> Outcome:
    """One pass over the city; with `dry_run` nothing is written anywhere."""
    last = job.store.last_day()
    if last and job.as_of < last:
        raise UserError(
            f"Lần chạy trước đã tính đến ngày {last:%d/%m/%Y}; chọn ngày đó hoặc ngày sau cho --as-of."
        )
    if dry_run:
        return _pass(job, dry_run)
    from mailing import tell_of_failure

    run = job.store.begin_run(job.as_of, job.now)
    try:
        outcome = _pass(job, dry_run)
    except BaseException as why:
        job.store.end_run(run, job.now, "failed", type(why).__name__)
        tell_of_failure(job, why)
        raise
    job.store.end_run(run, job.now, "done")
    return outcome


def _pass(job: Job, dry_run: bool) -> Outcome:
    from mailing import alert, report

    read = read_city(job)
    tables, checked = check_city(job, read)
    reviewed = review_city(job, read, tables, checked)
    if not dry_run and (repaired := carry_out_ticks(job, read, reviewed)):
        read = read_again(job, read, repaired)
        tables, checked = check_city(job, read)
        reviewed = review_city(job, read, tables, checked)
    if not dry_run:
        keep_books(job, read)
    figures = figures_of(job, read, tables, reviewed)
    outcome = Outcome(read, tables, reviewed, figures, failed_rules=checked.failed)
    if dry_run:
        return outcome
    remember(job, read, tables, reviewed, figures)
    if not read.trusted:
        return replace(outcome, mailed=alert(job, outcome))
    outcome = replace(outcome, pushed=mark(job, read, tables, reviewed, figures))
    return replace(outcome, mailed=report(job, outcome))


def read_city(job: Job) -> Read:
    """The register, the changed wards' workbooks, and the others as they were last read.

    Once a day every ward is read whatever its version; `job.only` limits what is pulled.
    """
    from store.register import known_units

    known = known_units(job.store)
    register = job.backend.units(known or ())
    _refuse_nothing(job, register)
    trusted = not register.problem or (register.problem == "missing" and known is None)
    if not trusted:
        from sync.words import about_register

        job.say(about_register(register))
    units = tuple(unit for unit in register.units if unit.followed)
    versions = job.store.wards()["version"]
    whole_day = job.store.last_day() != job.as_of
    wanted = [
        u
        for u in chosen(units, job.only)
        if whole_day or u.problem or versions.get(u.code) != u.version
    ]
    pulled = {
        book.unit: book for book in progress(job.backend.pull(wanted), len(wanted), "Đọc bảng tính")
    }
    kept = job.store.sheets([unit.code for unit in units])
    books = tuple(_book(unit, pulled.get(unit.code), kept.get(unit.code, ())) for unit in units)
    return Read(register, units, books, frozenset(pulled), trusted)


def _refuse_nothing(job: Job, register: Register) -> None:
    folder = job.config.folder
    if register.problem == "no_folder":
        raise UserError(
            f"Không mở được thư mục {folder}. Kiểm tra lại đường dẫn và quyền đọc thư mục."
        )
    if not any(unit.followed for unit in register.units):
        raise UserError(
            f"Chưa có bảng tính nào của phường, xã trong {folder}. Chép các tệp .xlsx vào thư mục này rồi chạy lại."
        )


def chosen(units: Sequence[Unit], names: Sequence[str]) -> list[Unit]:
    """The units of these names, all when there are none; raises UserError for an unknown one."""
    from vietnamese.text import key

    by_name = {key(unit.name): unit for unit in units}
    for name in names:
        if key(name) not in by_name:
            raise UserError(
                f"Không có đơn vị «{name}».{did_you_mean(name, [unit.name for unit in units])}"
            )
    return [by_name[key(name)] for name in names] if names else list(units)


def _book(unit: Unit, pulled: Workbook | None, kept: tuple[Any, ...]) -> Workbook:
    """What is checked of a ward: as read now, else as last read."""
    from shapes import Workbook

    if pulled is None:
        return Workbook(unit.code, unit.version, kept, "" if kept else "missing", unit.detail)
    return replace(pulled, sheets=kept) if pulled.problem else pulled


def check_city(job: Job, read: Read) -> tuple[Tables, Checked]:
    """The tables of all wards, and the flags in them; rows still being typed are waited for."""
    from review.typing_rows import wait_for_typing

    tables, checked = check_books(
        read.units, read.books, job.policy, job.as_of, job.store.rows_before(job.as_of)
    )
    before = job.store.sheets(sorted(read.fresh))
    known = frozenset(job.store.open_flags())
    flags = wait_for_typing(checked.flags, read.books, before, known, tables.schema)
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
    from sync.tables import build
    from vietnamese.hamlets import hamlet_keys

    tables = build(units, books, hamlet_keys(tuple(policy.hamlets.items())), before)
    return tables, check(tables, policy, as_of, only)


def review_city(job: Job, read: Read, tables: Tables, checked: Checked) -> Reconciled:
    """Today's flags against the store's, with the wards' answers and the city's decisions."""
    from review.reconcile import reconcile

    known, decisions = job.store.flags(), read.register.decisions
    return reconcile(known, checked, tables, _answers(read), decisions, job.as_of)


def _answers(read: Read) -> pd.DataFrame:
    """What the wards wrote in `Cần sửa`, of those read in this pass."""
    from sync.answers import read_answers

    fresh = [book for book in read.books if book.unit in read.fresh and not book.problem]
    return read_answers(sheet for book in fresh for sheet in book.sheets)


def carry_out_ticks(job: Job, read: Read, reviewed: Reconciled) -> frozenset[str]:
    """Writes the proposals that wards ticked into their cells; the codes of wards so changed."""
    from review.ticks import agreed_repairs, repair_line

    if not read.trusted:
        return frozenset()
    changed = set()
    ticked = agreed_repairs(reviewed, job.store.flags(), _answers(read))
    for unit, book in zip(read.units, read.books, strict=True):
        repairs = ticked.get(unit.code, [])
        done, why = job.backend.repair(unit, book, repairs) if repairs else (frozenset(), "")
        job.store.log(
            job.now, [repair_line(unit.name, one, one.id in done, why) for one in repairs]
        )
        changed |= {unit.code} if done else set()
    return frozenset(changed)


def read_again(job: Job, read: Read, changed: frozenset[str]) -> Read:
    """The same, with these wards' workbooks as they are now."""
    register = job.backend.units(read.register.units)
    units = {unit.code: unit for unit in register.units}
    books = {book.unit: book for book in job.backend.pull([units[code] for code in changed])}
    return replace(
        read,
        units=tuple(units.get(unit.code, unit) for unit in read.units),
        books=tuple(books.get(book.unit, book) for book in read.books),
    )


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
    if job.config.mail.live or not unit.ref:
        return ""
    return os.path.relpath(job.config.folder / unit.ref, job.config.outbox)


def keep_books(job: Job, read: Read) -> None:
    """Keeps what the wards' workbooks hold now; that says when each was last edited."""
    from sync.headers import data_sheets

    for book in read.books:
        if book.unit in read.fresh and not book.problem:
            job.store.keep_ward(book.unit, data_sheets(book.sheets), job.as_of)


def remember(
    job: Job, read: Read, tables: Tables, reviewed: Reconciled, figures: CityFigures
) -> None:
    """Writes down what was found, before anything is shown to anybody."""
    from review.log import changes
    from store.days import day_rows
    from store.register import keep_units

    known = job.store.flags()
    job.store.keep_flags(reviewed.flags)
    job.store.keep_day(day_rows(figures.wards, tables.units, job.as_of))
    if read.trusted:
        keep_units(job.store, read.register.units)
    job.store.log(job.now, changes(known, reviewed, tables, job.as_of))


def mark(
    job: Job, read: Read, tables: Tables, reviewed: Reconciled, figures: CityFigures
) -> tuple[Pushed, ...]:
    """Shows the flags in the wards' workbooks and in Điều phối; only what changed is written."""
    from review.marks import marks_digest, ward_marks

    if read.register.problem == "missing":
        job.backend.make_register(read.register.units)
    known, due = job.store.wards(), {}
    for unit, book in zip(read.units, read.books, strict=True):
        if not book.problem and unit in chosen(read.units, job.only):
            marks = ward_marks(unit, book, reviewed, job.policy, tables.schema)
            shown = tuple(known.loc[unit.code, ["version", "marks_digest"]])
            if shown != (book.version, marks_digest(marks)):
                due[unit.code] = marks
    pushed = []
    results = job.backend.push(due.values(), board_of(job, read, tables, reviewed, figures))
    for result in progress(results, len(due) + 1, "Ghi đánh dấu"):
        pushed.append(result)
        _note_pushed(job, result, due.get(result.unit))
    return tuple(pushed)


def board_of(
    job: Job, read: Read, tables: Tables, reviewed: Reconciled, figures: CityFigures
) -> Board:
    """What Điều phối shows."""
    from review.board import follow_up
    from shapes import Board

    events = job.store.unshown_events()
    when = [at.strftime("%d/%m/%Y %H:%M") for at in events["at"]]
    summary = figures.wards.assign(unit=figures.wards["name"])
    log = events.drop(columns="at").assign(when=when)
    return Board(read.register.units, follow_up(reviewed, tables, job.as_of), summary, log)


def _note_pushed(job: Job, result: Pushed, marks: Marks | None) -> None:
    """Remembers what a workbook shows now; says what could not be shown where it belongs."""
    from review.marks import marks_digest
    from sync.words import why_not_written

    done = result.outcome in ("written", "unchanged", "beside")
    # What was only in the way for now is tried again by the next run.
    for_now = result.outcome == "beside" and result.reason in ("locked", "changed", "read_only")
    if marks is not None and done and not for_now:
        job.store.keep_version(result.unit, result.version, marks_digest(marks))
    elif marks is None and done:
        job.store.show_events()
    if result.outcome in ("beside", "failed"):
        job.say(why_not_written(marks.unit.name if marks else "Điều phối", result))


if __name__ == "__main__":
    from commands import main

    main()
