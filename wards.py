"""What a pass knows of each ward, for Điều phối and the mails: a row per ward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opening import Job
from reading import Read

if TYPE_CHECKING:
    import pandas as pd

    from review.reconcile import Reconciled
    from shapes import Tables


def cards_of(job: Job, tables: Tables, reviewed: Reconciled) -> pd.DataFrame:
    """What the sheets of these wards say of them, by code: report.wards.ward_counts and
    whom_to_ask."""
    from report.wards import known_city, ward_counts

    counts = ward_counts(known_city(tables, reviewed.open, job.policy, job.as_of))
    return counts.join(whom_to_ask(tables))


def whom_to_ask(tables: Tables) -> pd.DataFrame:
    """By the ward's code the officer and the phone number of its own tab, "" where there is none."""
    units = tables.units.set_index("code")
    phone = ("0" + units["phone"].astype(str)).where(units["phone"] > 0, "")
    return units[["officer"]].assign(phone=phone)


def wards_of(job: Job, read: Read, cards: pd.DataFrame, reviewed: Reconciled) -> pd.DataFrame:
    """A row per ward, worst first, for Điều phối and the mails: what is known of those that this
    pass left alone stands in the store."""
    import pandas as pd

    from report.due import week_before
    from report.since import baseline, moved, violations
    from report.wards import ward_frame
    from store.cards import cards as kept_cards

    kept = kept_cards(job.store)
    cards = pd.concat([kept[~kept.index.isin(cards.index)], cards])
    flags, wrong = reviewed.open, violations(reviewed.flags, reviewed.open)
    begin = week_before(job.as_of).begin
    turned = moved(wrong, baseline(job.store.days_known(job.as_of), begin), job.as_of)
    wards = followed_wards(job, read, cards)
    return ward_frame(wards, cards, flags, turned, job.policy, job.as_of)


def followed_wards(job: Job, read: Read, cards: pd.DataFrame) -> pd.DataFrame:
    """A row per ward with what its register line, its workbook and its card say of it."""
    import pandas as pd

    from mailing.links import link_to

    codes = [unit.code for unit in read.units]
    edits, asked = job.store.wards()["last_edit"], cards.reindex(codes)
    problems = {book.unit: book.problem for book in read.books}
    return pd.DataFrame(
        {
            "unit": codes,
            "name": [unit.name for unit in read.units],
            "kind": [unit.kind for unit in read.units],
            "officer": asked["officer"].fillna("").to_numpy(),
            "problem": [problems.get(code, "") for code in codes],
            "link": [link_to(job.config, unit) for unit in read.units],
            "phone": asked["phone"].fillna("").to_numpy(),
            "last_edit": pd.to_datetime(edits.reindex(codes))
            .fillna(pd.Timestamp(job.as_of))
            .to_numpy(),
        }
    )
