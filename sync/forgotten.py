"""A ward's tabs, and the copies of its workbook, without one person."""

import html
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from shapes import Sheet, Tab
from sync.headers import find_header, find_sheet
from sync.safe_write import original_of
from sync.schema import WARD
from vietnamese.mention import Mention
from vietnamese.text import clean, key

_TAGS = re.compile(r"<[^>]*>")


def contacts_in(sheets: Sequence[Sheet], person: Mention) -> set[str]:
    """The phones and e-mails that stand in the person's rows and in nobody else's."""
    own: set[str] = set()
    others: set[str] = set()
    for tab, sheet in _known_tabs(sheets):
        header = find_header(sheet, tab)
        private = [a for name, a in header.columns.items() if tab[name].kind in ("phone", "email")]
        persons = {id(row) for row in _rows_of(tab, sheet, person)}
        for row in sheet.rows[header.row :]:
            known = own if id(row) in persons else others
            known |= {row[at] for at in private if at < len(row) and row[at]}
    return own - others


def without_person(sheets: Sequence[Sheet], person: Mention) -> tuple[Sheet, ...]:
    """The tabs with the person's rows blank, and "…" wherever else they are spoken of."""
    own = {id(row) for tab, sheet in _known_tabs(sheets) for row in _rows_of(tab, sheet, person)}
    return tuple(
        Sheet(
            sheet.title,
            tuple(
                ("",) * len(row) if id(row) in own else tuple(map(person.without, row))
                for row in sheet.rows
            ),
        )
        for sheet in sheets
    )


def _known_tabs(sheets: Sequence[Sheet]) -> Iterator[tuple[Tab, Sheet]]:
    for tab in WARD[1:]:
        if (sheet := find_sheet(sheets, tab)) is not None:
            yield tab, sheet


def _rows_of(tab: Tab, sheet: Sheet, person: Mention) -> Iterator[tuple[str, ...]]:
    """The rows whose column of names names the person."""
    header = find_header(sheet, tab)
    at = header.columns.get("name", -1)
    for row in sheet.rows[header.row :]:
        if 0 <= at < len(row) and person.is_in(row[at]):
            yield row


# --- copies of workbooks -----------------------------------------------------------------------


def copies_with(
    backups: Iterable[Path], person: Mention, others: Collection[str]
) -> Iterator[Path]:
    """The copies in these folders that speak of the person, or of which nobody can say.

    others: names of files that are other wards', without their endings. Copies of the store always
    count.
    """
    foreign = {key(clean(name)) for name in others}
    for folder in backups:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            is_foreign = key(clean(original_of(path).stem)) in foreign
            if path.is_file() and not is_foreign and _speaks_of(path, person):
                yield path


def _speaks_of(path: Path, person: Mention) -> bool:
    """Whether any part of the package does, cells and notes alike; what is no package may."""
    try:
        with ZipFile(path) as package:
            names = [name for name in package.namelist() if name.endswith(".xml")]
            return any(person.is_in(_plain(package.read(name))) for name in names)
    except (BadZipFile, OSError):
        return True


def _plain(part: bytes) -> str:
    return html.unescape(_TAGS.sub("\n", part.decode("utf-8", "replace")))
