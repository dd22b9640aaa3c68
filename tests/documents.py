"""What stands in documents, for tests: their text, and every hidden part.

`python -m tests.documents` writes the golden texts anew, after a look at what changed in them.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from docx import Document
from docx.table import Table

from report.decision import draft
from report.docx import fill
from report.figures import CityFigures
from report.files import attachments
from report.let_be import LetBe
from report.letterhead import letterhead
from report.trend import Week
from shapes import Attachment, Unit
from tests.cases import DAY, FIRST, POLICY, Case, Edits, tables_of
from tests.sample_city import AS_OF, CITY, GOLDEN, city

HEAD = letterhead(CITY.name, CITY.office)


def text_of(document: bytes) -> str:
    """The text of a .docx from top to bottom; cells of a table's row parted by " | "."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: bytes) -> Iterator[str]:
    for block in Document(io.BytesIO(document)).iter_inner_content():
        if isinstance(block, Table):
            yield from (" | ".join(cell.text.strip() for cell in row.cells) for row in block.rows)
        elif block.text.strip():
            yield block.text


def parts_of(file: bytes) -> dict[str, bytes]:
    """Every part of a .docx or .xlsx, by name."""
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        return {name: package.read(name) for name in package.namelist()}


def weeks(count: int = 12) -> tuple[Week, ...]:
    """So many weeks up to the sample city's."""
    totals = city().totals
    days = [AS_OF - timedelta(weeks=back) for back in range(count)]
    lines = [
        Week(
            day,
            totals.founded - 14 * back,
            totals.teams,
            totals.members - 96 * back,
            48 + 12 * back,
        )
        for back, day in enumerate(days)
    ]
    return tuple(reversed(lines))


def sample(first_run: bool = False) -> CityFigures:
    """The sample city with its weeks and what it let be."""
    kept = (LetBe("Phường Bến Thủy", "Tổ có quá nhiều thành viên", 3, date(2023, 6, 30)),)
    return replace(city(first_run), trend=weeks(1 if first_run else 12), let_be=kept)


def sample_files(figures: CityFigures | None = None) -> dict[str, Attachment]:
    """The files of a city's mail, by their ending."""
    files = attachments(figures or sample(), CITY, HEAD)
    return {file.name.rpartition(".")[2]: file for file in files}


def sample_decision(edits: Edits | None = None, unit: Unit | None = None) -> bytes:
    """The decision of the cases' clean ward after `edits`."""
    case = Case(name="", **(edits or Edits()).model_dump())
    own = unit or Unit("phường-bến-thủy", FIRST, hamlets=2)
    return fill("decision", draft(tables_of(case), POLICY, own, DAY), "Quyết định", DAY)


def write_golden() -> None:
    """Writes the golden texts of the documents."""
    (GOLDEN / "report.txt").write_bytes(text_of(sample_files()["docx"].content).encode())
    (GOLDEN / "decision.txt").write_bytes(text_of(sample_decision()).encode())


if __name__ == "__main__":
    write_golden()
