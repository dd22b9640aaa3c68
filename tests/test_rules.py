"""Every rule against its YAML cases: the full list of flags is compared, nothing more, nothing less."""

from pathlib import Path

import pytest

from rules.registry import RULES
from tests.cases import Case, expected, found, found_together, load_cases

FILES = sorted((Path(__file__).parent / "rules").glob("*.yml"))
CASES = [(path.stem, case) for path in FILES for case in load_cases(path)]


@pytest.fixture(scope="session")
def flags(request: pytest.FixtureRequest) -> dict[int, list[dict[str, str]]]:
    """The flags of every case that this session runs, by the case's id()."""
    chosen = [getattr(item, "callspec", None) for item in request.session.items]
    cases = [c.params["case"] for c in chosen if c and isinstance(c.params.get("case"), Case)]
    return dict(zip(map(id, cases), found_together(cases), strict=True))


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{code}-{c.name}") for code, c in CASES])
def test_case_gives_exactly_these_flags(case: Case, flags: dict[int, list[dict[str, str]]]) -> None:
    wanted, got = expected(case), flags[id(case)]
    looked_at = [
        {
            name: flag[name]
            for name in (wanted[i] if i < len(wanted) else ("ward", "flag", "message"))
        }
        for i, flag in enumerate(got)
    ]
    assert looked_at == wanted


def test_clean_ward_has_no_flag() -> None:
    assert found(Case(name="clean")) == []


def test_every_rule_has_a_file_of_cases() -> None:
    assert {path.stem for path in FILES} >= set(RULES)
