"""What is measured against each other does the same work."""

from bench.books import workbooks
from bench.country import country
from bench.others import as_polars, in_a_loop, in_polars
from bench.plain import twelve_checks
from bench.rules import _as_typed
from rules.policy import load_policy
from sync.tables import build
from vietnamese.hamlets import hamlet_keys

SMALL = country(wards=5, teams=40, members=300)


def test_twelve_checks_find_the_same_however_they_are_written() -> None:
    typed = _as_typed(SMALL)
    found = twelve_checks(typed)
    assert found > 10
    assert in_polars(as_polars(typed)) == in_a_loop(typed) == found


def test_workbooks_of_a_country_hold_its_rows() -> None:
    hamlets = hamlet_keys(tuple(load_policy().hamlets.items()))
    tables = build(*workbooks(SMALL), hamlets)
    for table in ("teams", "members", "moves", "activities", "awards"):
        assert len(tables[table]) == len(SMALL[table])
        assert tables[table]["team"].nunique() == SMALL[table]["team"].nunique()
