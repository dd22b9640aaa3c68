"""The folder backend: ward workbooks as files of a synchronised or shared folder."""

import logging
import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from shapes import Board, Marks, Pushed, Register, Repair, Sheet, Unit, Workbook
from sync.headers import data_sheets, find_profile, find_sheet, is_guide, is_todo
from sync.matching import File, Matching, match, units_of_files
from sync.register import read_register
from sync.safe_write import TEMPORARY, place_new, remove_leftovers
from sync.schema import REGISTER_TITLE, UNITS
from sync.sidecar import PREFIX, file_name, read_beside, sidecar_path, ward_version
from sync.xlsx_read import Unreadable, read_sheets, version
from vietnamese.text import clean, key

log = logging.getLogger(__name__)
REGISTER_FILE = f"{REGISTER_TITLE}.xlsx"
_WARD_FILES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv")
_NOT_WARDS = tuple(key(start) for start in (PREFIX, REGISTER_TITLE, TEMPORARY, "~$", "."))
_READINGS = 3


class Folder:
    """Wards' workbooks in `folder`, the coordination workbook at `register`.

    `backups` gets a copy of every workbook before it is written.
    """

    def __init__(self, folder: Path, register: Path, backups: Path) -> None:
        self._folder, self._register, self._backups = folder, register, backups
        self._given: tuple[Path, ...] | None = None
        self._names: dict[tuple[Path, str], str] = {}
        self._read = Register()
        self._strays: tuple[str, ...] = ()

    @classmethod
    def of_paths(cls, paths: Sequence[Path]) -> "Folder":
        """The workbooks at `paths`, files and folders mixed, to be read only.

        Of a single file only its own unit is known; else all units of the register, too, which is
        `Điều phối.xlsx` in the first folder or the one above.
        """
        first = paths[0] if paths[0].is_dir() else paths[0].parent
        made = cls(first, find_register(first), first)
        registers = [path for path in paths if path.is_file() and _is_register(path)]
        if registers:
            made._register = registers[0]
        made._given = tuple(path for path in paths if path not in registers)
        return made

    # --- units ---------------------------------------------------------------------------------

    def units(self, known: Sequence[Unit] = ()) -> Register:
        """The register, each unit with its workbook and that one's version.

        Where it cannot be read its `problem` says so and the units are those of `known`, else what
        the files themselves say. A folder that cannot be read is the problem "no_folder".
        """
        self._read = read_register(self._register)
        try:
            files = self._files()
        except OSError:
            return replace(self._read, problem="no_folder", detail=str(self._folder))
        registered = self._read.units or tuple(known)
        found = match(registered, files) if registered else units_of_files(files)
        if self._given is not None and registered:
            found = self._of_given(found, files)
        self._strays = found.strays
        return replace(self._read, units=tuple(map(self._with_version, found.units)))

    def strays(self) -> list[str]:
        """Files of the last `units()` that belong to no unit or are a second one of a unit."""
        return list(self._strays)

    def _of_given(self, found: Matching, files: Sequence[File]) -> Matching:
        """Files that were asked for count even if no unit of the register is theirs."""
        given = self._given or ()
        alone = [file for file in files if file.path in given and file.ref in found.strays]
        units = found.units + units_of_files(alone).units
        strays = tuple(name for name in found.strays if name not in {f.ref for f in alone})
        if len(given) == 1 and not given[0].is_dir():
            refs = {file.ref for file in files}
            units = tuple(u for u in units if u.ref in refs)
        return Matching(units, strays)

    def _with_version(self, unit: Unit) -> Unit:
        if not unit.ref:
            return unit
        try:
            return replace(unit, version=ward_version(self.path(unit), unit.name))
        except Unreadable as error:
            problem, detail = unit.problem or error.problem, unit.detail or error.detail
            return replace(unit, problem=problem, detail=detail)

    def path(self, unit: Unit) -> Path:
        """The file of the unit's workbook."""
        return self._folder / unit.ref

    # --- files ---------------------------------------------------------------------------------

    def _files(self) -> list[File]:
        paths: list[Path] = []
        for path in (self._folder,) if self._given is None else self._given:
            paths += sorted(_ward_files(path)) if path.is_dir() or self._given is None else [path]
        return [File(path, self._ref(path), self._name_inside) for path in dict.fromkeys(paths)]

    def _ref(self, path: Path) -> str:
        return path.name if path.parent == self._folder else str(path.absolute())

    def _name_inside(self, path: Path) -> str:
        """The unit that the workbook's tab `Đơn vị` names, "" when it names none."""
        with suppress(Unreadable):
            now = version(path)
            if (path, now) not in self._names:
                self._names[path, now] = _unit_named_in(read_sheets(path))
            return self._names[path, now]
        return ""

    # --- the verbs -----------------------------------------------------------------------------

    def pull(self, units: Sequence[Unit]) -> Iterator[Workbook]:
        """Each unit's workbook as it stands; what cannot be read is its `problem`."""
        return (self._pull(unit) for unit in units)

    def _pull(self, unit: Unit) -> Workbook:
        if unit.problem or not unit.ref:
            problem = unit.problem or "missing"
            return Workbook(unit.code, unit.version, problem=problem, detail=unit.detail)
        try:
            known, sheets = self._read_steadily(unit)
        except Unreadable as error:
            return Workbook(unit.code, unit.version, problem=error.problem, detail=error.detail)
        problem = "" if data_sheets(sheets) else "foreign"
        return Workbook(unit.code, known, sheets, problem, unit.ref if problem else "")

    def _read_steadily(self, unit: Unit) -> tuple[str, tuple[Sheet, ...]]:
        """The version and what stood in that very version, though somebody may be saving."""
        path = self.path(unit)
        for _reading in range(_READINGS):
            known = ward_version(path, unit.name)
            sheets = (*read_sheets(path, self._is_read), *_answers_beside(path, unit.name))
            if ward_version(path, unit.name) == known:
                break
        # An older version than what was read is safe: nothing is written to such a workbook.
        return known, sheets

    def _is_read(self, title: str) -> bool:
        """The guide says nothing; what the jobs wrote matters only to who writes again."""
        return not is_guide(title) and (self._given is None or not is_todo(title))

    def push(self, marks: Iterable[Marks], board: Board | None = None) -> Iterator[Pushed]:
        """Show each ward its marks, then the city its board, which is made where there was none.

        One that fails stops no other.
        """
        from sync.board import write_board  # openpyxl is slow to import: only who writes needs it

        remove_leftovers(self._folder)
        for wanted in marks:
            yield self._push(wanted)
        if board is not None and self._read.problem == "missing":
            self._make_register(board.units)
        if board is not None:
            yield write_board(self._register, board, self._backups, self._read, self._folder)

    def _push(self, marks: Marks) -> Pushed:
        from sync.xlsx_marks import push_marks

        unit = marks.unit
        if not unit.ref:
            return Pushed(unit.code, "failed", marks.read.version, unit.problem or "missing")
        try:
            return push_marks(self.path(unit), marks, self._backups)
        except Exception as error:  # a mistake of ours in one ward is not the others' trouble
            log.exception("%s", unit.code)
            reason = f"internal: {type(error).__name__}"
            return Pushed(unit.code, "failed", marks.read.version, reason, str(self.path(unit)))

    def repair(
        self, unit: Unit, read: Workbook, repairs: Sequence[Repair]
    ) -> tuple[frozenset[str], str]:
        """Write the proposals that the ward ticked; ids of those written, or why none was."""
        from sync.xlsx_repair import carry_out

        return carry_out(self.path(unit), read, repairs, self._backups)

    def anchor(self, unit: Unit, tab: str, row: int | None, column: str) -> str:  # noqa: ARG002
        """The cell as the template lays the columns out, as of a workbook that nobody has opened."""
        from sync.places import canonical_location  # openpyxl is slow to import: only mails need it

        return canonical_location(tab, row, column)

    def provision(self, units: Sequence[Unit]) -> tuple[Unit, ...]:
        """Make a workbook for each unit that has none; the units with what they have now.

        Never overwrites a file. Raises OSError when the folder cannot be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        return tuple(self._with_version(self._provided(unit)) for unit in units)

    def _make_register(self, units: Sequence[Unit]) -> None:
        from sync.xlsx_make import make_register

        make_register(self._register, units, ())
        self._read = read_register(self._register)

    def _provided(self, unit: Unit) -> Unit:
        if unit.ref or unit.problem not in ("", "missing"):
            return unit
        wanted = f"{file_name(unit.name)}.xlsx"
        there = {_nfc(path.name).casefold(): path.name for path in self._folder.iterdir()}
        ref = there.get(_nfc(wanted).casefold()) or _make(self._folder / wanted, unit)
        return replace(unit, ref=ref, problem="", detail="")


def find_register(folder: Path) -> Path:
    """`Điều phối.xlsx` in `folder`, else in the one above; where it should be if it is nowhere."""
    for place in (folder, folder.absolute().parent):
        with suppress(OSError):
            found = next((p for p in sorted(place.glob("*.xlsx")) if _is_register(p)), None)
            if found:
                return found
    return folder / REGISTER_FILE


def _nfc(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _is_register(path: Path) -> bool:
    return _nfc(path.name).casefold() == REGISTER_FILE.casefold()


def _ward_files(folder: Path) -> Iterator[Path]:
    """The files of a folder, not of those in it, that may be a ward's; raises OSError."""
    for path in folder.iterdir():
        is_ward = path.suffix.lower() in _WARD_FILES and not key(path.name).startswith(_NOT_WARDS)
        if is_ward and path.is_file():
            yield path


def _unit_named_in(sheets: Sequence[Sheet]) -> str:
    sheet = find_sheet(sheets, UNITS)
    profile = find_profile(sheet, UNITS) if sheet else {}
    return clean(profile["name"][1]) if "name" in profile else ""


def _answers_beside(workbook: Path, unit_name: str) -> tuple[Sheet, ...]:
    beside = sidecar_path(workbook, unit_name)
    sheets = read_beside(beside) if beside.exists() else ()
    return tuple(sheet for sheet in sheets if is_todo(sheet.title))


def _make(path: Path, unit: Unit) -> str:
    """Make the workbook under a name of our own and give it its name only if that is free."""
    from sync.xlsx_make import make_ward

    temporary = path.with_name(f"{TEMPORARY}{secrets.token_hex(8)}.xlsx")
    try:
        make_ward(temporary, unit)
        with suppress(FileExistsError):
            place_new(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return path.name
