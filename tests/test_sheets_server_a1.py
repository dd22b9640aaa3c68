"""Properties of ranges at the local Google: what is written is read back the same."""

from hypothesis import given
from hypothesis import strategies as st

from tests.sheets_server.a1 import (
    Area,
    column_index,
    column_letters,
    parse_cells,
    show_cells,
    show_title,
    split_range,
)
from tests.sheets_server.formula_text import parse_reference, rewritten, show_reference

INDEX = st.integers(0, 17_000)
SIZE = st.integers(1, 500)


@given(INDEX)
def test_columns_have_one_name(index: int) -> None:
    assert column_index(column_letters(index)) == index


@given(INDEX, SIZE, INDEX, SIZE)
def test_a_bounded_area_reads_back(top: int, height: int, left: int, width: int) -> None:
    area = Area(top, top + height, left, left + width)
    assert parse_cells(show_cells(area)) == area


@given(INDEX, INDEX, SIZE)
def test_an_open_area_reads_back(top: int, left: int, width: int) -> None:
    area = Area(top, None, left, left + width)
    assert parse_cells(show_cells(area)) == area


@given(st.text(min_size=1).filter(lambda title: "\0" not in title))
def test_any_title_reads_back_in_quotes(title: str) -> None:
    quoted = "'" + title.replace("'", "''") + "'"
    assert split_range(f"{quoted}!A1") == (title, "A1")
    assert show_title(title) in (title, quoted)


@given(INDEX, INDEX, st.booleans(), st.booleans())
def test_a_reference_reads_back(row: int, column: int, fixed_row: bool, fixed_column: bool) -> None:
    text = f"{'$' * fixed_column}{column_letters(column)}{'$' * fixed_row}{row + 1}"
    assert show_reference(parse_reference(text)) == text


@given(
    st.sampled_from(
        [
            "=SUM(A1:B2)*2",
            '="A1"&A1',
            "='Trang một'!A1",
            "=IF(A:A=1,Sheet1!$B$2,#REF!)",
            "=LOG10(A1)",
        ]
    )
)
def test_a_formula_stays_as_it_is_where_nothing_moves(formula: str) -> None:
    assert rewritten(formula, lambda ref: ref) == formula
