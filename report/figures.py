"""Every number of the reports, computed once, over all wards at a time."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import pandas as pd

from report.due import Span, week_before
from report.let_be import LetBe, let_be, title_of
from report.repairs import Repaired, repairs
from report.results import Offices, Results, offices, results
from report.since import Changes, baseline, changes, moved, violations
from report.trend import Week, trend
from report.wards import known_city, ward_counts, ward_frame
from rules.policy import Policy
from shapes import Tables
from vietnamese.text import plain

MOST_PROBLEMS = 5


@dataclass(frozen=True)
class Totals:
    """The city as a whole. `complete` wards have founded their own team and those of all hamlets.

    `dispatch` and `entry` are the violations of the dispatch and of form, `with_violations` the
    wards that have any. `answered` flags are counted where they belong too: the ward has written,
    the city not yet. `excepted` ones, let be by the city, and hints are counted nowhere else.
    """

    wards: int
    complete: int
    teams: int
    founded: int
    hamlets: int
    hamlets_founded: int
    members: int
    dispatch: int
    entry: int
    with_violations: int
    warnings: int
    answered: int
    excepted: int

    @property
    def violations(self) -> int:
        """Phải sửa, of both kinds."""
        return self.dispatch + self.entry


@dataclass(frozen=True)
class Problem:
    """What a rule finds often: open flags of one severity, and how many wards have them; `where`
    names each with how many, those with the most first."""

    rule: str
    title: str
    severity: str
    flags: int
    wards: int
    where: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, eq=False)
class CityFigures:
    """The figures of one city on the day `as_of`; its week, or month where `monthly`, runs from
    `begin` to `end`, inclusive.

    wards: one row per ward, worst first: unit (code), name, kind, link, officer, phone, problem;
    teams, founded, hamlets, hamlets_founded, unfounded, complete; members; people (reached so
    far); dispatch, entry, violations (both), warnings; new and resolved (violations since
    `changes.since`, NA on the first run); last_activity and last_edit (days or NaT), idle_days
    (since the last edit, NA where there is none); deadline (the first day that is too late);
    urged (the ward should be spoken to); rank (from 1).
    changes: None on the first run. trend: by weeks, today last.
    """

    as_of: date
    begin: date
    end: date
    totals: Totals
    changes: Changes | None
    wards: pd.DataFrame
    problems: tuple[Problem, ...]
    results: Results
    offices: Offices
    monthly: bool = False
    trend: tuple[Week, ...] = ()
    let_be: tuple[LetBe, ...] = ()
    repairs: tuple[Repaired, ...] = ()


def city_figures(
    tables: Tables,
    flags: pd.DataFrame,
    history: pd.DataFrame,
    past: pd.DataFrame,
    wards: pd.DataFrame,
    policy: Policy,
    as_of: date,
    span: Span | None = None,
    turns: pd.DataFrame | None = None,
) -> CityFigures:
    """All figures of the wards in `wards` on the day `as_of`, for `span` (the week before it).

    flags: the open flags, columns of rules.check and `status`, "excepted" for those let be, with
    the day `until`, where it is known.
    history: one row per flag ever: id, unit, rule, severity, opened, closed (NaT: open) and, where
    it is known, `reopened`. past: earlier figures: day, unit, founded, teams, members, people;
    empty before the first run. wards: unit (code), name, kind, link, officer, phone, last_edit,
    problem. turns: the history of flags as the store keeps it (see report.repairs), if it is known.
    """
    city = known_city(tables, flags, policy, as_of)
    flags = flags[flags["unit"].isin(wards["unit"])]
    span = span or week_before(as_of)
    since = baseline(past["day"], span.begin)
    wrong = violations(history, flags)
    turned = moved(wrong, since, as_of)
    frame = ward_frame(wards, ward_counts(city), flags, turned, policy, as_of)
    done = results(city, frame, span)
    return CityFigures(
        as_of=as_of,
        begin=span.begin,
        end=span.end,
        totals=_totals(frame, flags),
        changes=changes(frame, past, turned, done, since),
        wards=frame,
        problems=_problems(flags, frame),
        results=done,
        offices=offices(city, frame),
        monthly=span.monthly,
        trend=trend(frame, past, wrong, as_of),
        let_be=let_be(flags, frame),
        repairs=() if turns is None else repairs(turns, frame, span.begin, span.end),
    )


def _totals(frame: pd.DataFrame, flags: pd.DataFrame) -> Totals:
    summed = ("teams", "founded", "hamlets", "hamlets_founded", "members", "dispatch", "entry")
    return Totals(
        wards=len(frame),
        complete=int(frame["complete"].sum()),
        **{name: int(frame[name].sum()) for name in summed},
        with_violations=int((frame["violations"] > 0).sum()),
        warnings=int(frame["warnings"].sum()),
        answered=int((flags["status"] == "waiting").sum()),
        excepted=int((flags["status"] == "excepted").sum()),
    )


def _problems(flags: pd.DataFrame, frame: pd.DataFrame) -> tuple[Problem, ...]:
    """The rules with the most open flags: violations before warnings, let be and hints left out."""
    counted = flags[(flags["status"] != "excepted") & (flags["severity"] != "hint")]
    if counted.empty:
        return ()
    counts = counted.groupby(["severity", "rule"], as_index=False).agg(
        flags=("id", "size"), wards=("unit", "nunique")
    )
    counts["mild"] = counts["severity"] != "violation"
    order = {"mild": True, "flags": False, "wards": False, "rule": True}
    counts = counts.sort_values(list(order), ascending=list(order.values()))
    top = counts.drop_duplicates("rule").head(MOST_PROBLEMS)
    names = counted["unit"].map(frame.set_index("unit")["name"])
    columns = (top[name].tolist() for name in ("rule", "severity", "flags", "wards"))
    found = []
    for rule, severity, number, wards in zip(*columns, strict=True):
        where = _where(names[(counted["rule"] == rule) & (counted["severity"] == severity)])
        found.append(Problem(rule, title_of(rule), severity, number, wards, where))
    return tuple(found)


def _where(names: "pd.Series[str]") -> tuple[tuple[str, int], ...]:
    """The wards named for each flag, and how often; the most first, then by name."""
    counts = Counter(names)
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], plain(one[0]))))
