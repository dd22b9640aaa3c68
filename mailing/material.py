"""What the mails of a pass are made from: joined here, so that the reports know only figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from jobs import Outcome
    from opening import Job
    from report.due import Span
    from report.figures import CityFigures
    from report.letterhead import Letterhead
    from report.words import CityInfo
    from rules.city import City
    from shapes import Attachment, Recipient, Tables, Unit

OPS = "ops"


@dataclass(frozen=True)
class Moment:
    """A mail's place in time: the day on which it fell due, and the days that it covers."""

    day: date
    span: Span

    @property
    def period(self) -> str:
        """Its key in the outbox."""
        return f"{self.span.begin:%Y-%m}" if self.span.monthly else self.day.isoformat()


class Material:
    """All that the mails of one pass are made from; what is dear is made once, and only if asked."""

    def __init__(self, job: Job, outcome: Outcome) -> None:
        self.job, self.outcome = job, outcome
        self._figures: dict[Span, CityFigures] = {}
        self._files: dict[Span, tuple[Attachment, ...]] = {}

    @cached_property
    def units(self) -> dict[str, Unit]:
        """The wards that are followed, by code."""
        return {unit.code: unit for unit in self.outcome.read.units}

    @cached_property
    def flags(self) -> pd.DataFrame:
        """The open flags, worst first, with `cell`: what a link to the flag's cell ends with."""
        from review.marks import worst_first

        flags = worst_first(self.outcome.reviewed.open, self.outcome.tables.schema)
        flags = flags[flags["unit"].isin(self.units)]
        return flags.assign(cell=[self._cell(flag) for flag in flags.to_dict("records")])

    def _cell(self, flag: Any) -> str:
        tab, row, column = ("" if pd.isna(flag[n]) else flag[n] for n in ("tab", "row", "column"))
        unit, number = self.units[flag["unit"]], int(row) if row else None
        return self.job.backend.anchor(unit, str(tab), number, str(column))

    @cached_property
    def private(self) -> frozenset[str]:
        """Fields whose values are masked."""
        from review.board import private_fields

        return private_fields(self.outcome.tables.schema)

    @cached_property
    def tables(self) -> Tables:
        """The tables of all wards, those that this pass left alone included."""
        from reading import tables_of
        from shapes import Workbook

        read, job = self.outcome.read, self.job
        if read.whole:
            return self.outcome.tables
        kept = job.store.sheets(list(self.units))
        books = [Workbook(code, sheets=kept.get(code, ())) for code in self.units]
        return tables_of(read.units, books, job.policy)

    @cached_property
    def city(self) -> City:
        """The tables as the reports see them."""
        from report.wards import known_city

        return known_city(self.tables, self.flags, self.job.policy, self.job.as_of)

    def figures(self, span: Span) -> CityFigures:
        """The figures of a week or month."""
        if span not in self._figures:
            self._figures[span] = self._made(span)
        return self._figures[span]

    def _made(self, span: Span) -> CityFigures:
        from report.figures import city_figures
        from wards import followed_wards, whom_to_ask

        job, found = self.job, self.outcome
        days, wards = job.store.days(), followed_wards(job, found.read, whom_to_ask(self.tables))
        return city_figures(
            self.tables,
            found.reviewed.open,
            found.reviewed.flags,
            days[days["day"] < job.as_of],
            wards,
            job.policy,
            job.as_of,
            span,
            job.store.history(),
        )

    def files(self, span: Span) -> tuple[Attachment, ...]:
        """What goes with the city's mail of a week or month."""
        from report.files import attachments

        if span not in self._files:
            figures, job = self.figures(span), self.job
            self._files[span] = attachments(figures, city_info(job), letterhead_of(job))
        return self._files[span]

    @property
    def wards(self) -> pd.DataFrame:
        """A row per ward, worst first."""
        return self.outcome.wards

    @cached_property
    def by_code(self) -> dict[str, dict[str, Any]]:
        """The same rows by the ward's code."""
        from shapes import records

        return {row["unit"]: row for row in records(self.wards)}

    @cached_property
    def lacking(self) -> pd.DataFrame:
        """The teams that are not founded: unit, team."""
        from report.taking_part import lacking_teams

        return lacking_teams(self.city)

    @cached_property
    def people(self) -> tuple[Recipient, ...]:
        """Who stands in `Người nhận`."""
        return self.outcome.read.register.recipients

    def watched_by(self, person: Recipient) -> tuple[str, ...]:
        """The codes of the wards that a person watches: a coordinator's own, else all."""
        from report.due import own_wards
        from vietnamese.text import key

        names = {unit.code: unit.coordinator for unit in self.units.values()}
        if person.role != "coordinator":
            return tuple(names)
        return own_wards(names, self.people).get(key(person.name), tuple(names))


def city_info(job: Job) -> CityInfo:
    """Who sends the mails."""
    from report.words import CityInfo

    city = job.config.city
    return CityInfo(city.name, city.office, city.contact)


def letterhead_of(job: Job) -> Letterhead:
    """The head of the city's documents, as the config has it."""
    from report.letterhead import letterhead

    city = job.config.city
    given = city.model_dump(include={"superior", "place", "symbol", "sign_title", "sign_name"})
    return letterhead(city.name, city.office, **given)
