"""Provisioning a folder: the coordination workbook, and a workbook for each unit without one."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from shapes import Recipient, Register, Unit, UserError
from sync import safe_write
from sync.folder import Folder
from sync.provisioned import Step
from sync.register_rows import add_units
from sync.schema import REGISTER_TITLE
from sync.words import REASONS
from sync.xlsx_make import make_register
from sync.xlsx_read import Unreadable

_NEW = "tạo bảng tính mới"
_UNREAD = "Bảng Điều phối {why}. Kiểm tra tệp {path} rồi chạy lại."


class FolderCity:
    """The workbooks of `backend` and the coordination workbook at `path`, whose copies go to
    `backups` before it is written; with `dry_run` nothing is."""

    def __init__(self, backend: Folder, path: Path, backups: Path, dry_run: bool = False) -> None:
        self._backend, self._path, self._backups = backend, path, backups
        self._dry_run = dry_run

    def register(self) -> Register:
        """The coordination workbook as it stands; where there is none its units are those that the
        files themselves name, and its problem is "missing".

        Raises UserError for one that cannot be read.
        """
        register = self._backend.units()
        if register.problem in ("", "missing", "empty"):
            return register
        if register.problem == "no_folder":
            return Register(problem="missing")
        why = REASONS.get(
            register.problem, f"chưa đọc được ({register.detail or register.problem})"
        )
        raise UserError(_UNREAD.format(why=why, path=self._path))

    def provision(
        self, units: Sequence[Unit], recipients: Sequence[Recipient], chosen: Sequence[str]
    ) -> Iterator[Step]:
        """Make the workbooks that the units with these codes do not have, then make or complete the
        coordination workbook with all units. A file that is there is never written over.

        Raises OSError when the folder cannot be written.
        """
        made = {}
        for unit in units:
            if unit.code in chosen:
                made[unit.code], step = self._ward_step(unit)
                yield step
        yield self._register_step([made.get(unit.code, unit) for unit in units], recipients)

    def _register_step(self, units: Sequence[Unit], recipients: Sequence[Recipient]) -> Step:
        if not self._path.exists():
            if not self._dry_run:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                make_register(self._path, units, recipients)
            return Step(REGISTER_TITLE, (_NEW, f"ghi {len(units)} đơn vị"), made=True)
        try:
            done = add_units(self._path, units, self._backups, self._dry_run)
        except safe_write.BlockedError as why:
            return Step(REGISTER_TITLE, problem=_why(why.reason))
        except Unreadable as why:
            return Step(REGISTER_TITLE, problem=_why(why.problem))
        return Step(REGISTER_TITLE, done)

    def _ward_step(self, unit: Unit) -> tuple[Unit, Step]:
        if unit.problem not in ("", "missing"):
            return unit, Step(unit.name, problem=_why(unit.problem, unit.detail))
        if unit.ref and not unit.problem:
            return unit, Step(unit.name)
        if not self._dry_run:
            (unit,) = self._backend.provision([unit])
        return unit, Step(unit.name, (_NEW,), made=True)


def _why(problem: str, detail: str = "") -> str:
    more = f" ({detail})" if detail else ""
    return f"bảng tính {REASONS.get(problem, f'chưa ghi được: {problem}')}{more}"
