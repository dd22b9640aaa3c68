"""Turning templates into a subject, a text and a page with its styles inlined."""

import textwrap
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from report.letter import Table
from vietnamese.text import clean, show_date, show_number

TEMPLATES = Path(__file__).parent.parent / "templates"
TEXT_WIDTH = 72


@dataclass(frozen=True)
class Rendered:
    """The three parts of one mail: one line, plain text, HTML with inlined styles."""

    subject: str
    text: str
    html: str


def render(name: str, **values: object) -> Rendered:
    """The parts made by the templates `<name>.subject.txt`, `<name>.txt` and `<name>.html`.

    Raises jinja2.UndefinedError where a template uses what is not among `values`.
    """
    made = {
        ending: environment().get_template(f"{name}.{ending}").render(values)
        for ending in ("subject.txt", "txt", "html")
    }
    text = "\n".join(line.rstrip() for line in made["txt"].strip().splitlines()) + "\n"
    return Rendered(clean(made["subject.txt"]), text, _inliner().inline(made["html"]))


@cache
def environment() -> Environment:
    """Jinja2 over `templates/`: what is named .html is escaped, an unknown name raises."""
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",), default=False, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.filters.update(
        number=show_number, day=show_date, wrap=wrap, cell=cell, right=right, lined=lined
    )
    return jinja


@cache
def _inliner() -> css_inline.CSSInliner:
    # Nothing is ever loaded from elsewhere; the rules for dark screens stay in a <style>.
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def wrap(text: str, first: str = "", rest: str = "") -> str:
    """`text` in lines of 72 characters at most, begun with `first`, the later ones with `rest`."""
    return textwrap.fill(
        clean(text),
        TEXT_WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
    )


def cell(text: str, width: int) -> str:
    """`text` as a column of a text table, on the left; cut with … where it is too long."""
    return (text if len(text) <= width else text[: width - 1] + "…").ljust(width)


def lined(table: Table) -> list[str]:
    """A table as lines of text: names on the left, the other columns as wide as their widest."""
    rows = [table.head, *((row.name, *row.cells) for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    widths[0] = min(widths[0], TEXT_WIDTH - sum(width + 2 for width in widths[1:]))
    lines = ["  ".join([cell(row[0], widths[0]), *map(right, row[1:], widths[1:])]) for row in rows]
    return [lines[0], "-" * len(lines[0]), *lines[1:]]


def right(text: str, width: int) -> str:
    """As `cell`, on the right."""
    return cell(text, width).strip().rjust(width)
