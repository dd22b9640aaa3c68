"""Provisioning a whole city on Google: the coordination spreadsheet, and one for each unit."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from shapes import Recipient, Register, Unit, UserError
from sync.google import problem_of
from sync.google_client import Client, Refused
from sync.google_drive import match_files, spreadsheet_id, survey
from sync.google_layout import read_layout
from sync.google_make import Made, Way, provision_register, provision_ward, ward_title
from sync.google_share import SHARED, create_spreadsheet
from sync.provisioned import Step
from sync.register import register_of
from sync.schema import REGISTER_TITLE
from sync.words import REASONS

_NEW = "tạo bảng tính mới"
_TWO_UNITS = "liên kết này đã dùng cho {name}; mỗi đơn vị cần một bảng tính riêng"
_TWO_WORKBOOKS = (
    "có nhiều bảng tính mang tên đơn vị ({names}); ghi liên kết của bảng đúng vào cột "
    "Liên kết bảng tính"
)


class GoogleCity:
    """The city's spreadsheets as `clients` reach them.

    `ref` is the id or address of the coordination spreadsheet, "" while there is none; `keep` is
    told the id of a new one at once. New spreadsheets are made by a person's account where one of
    the clients is one, else by the first service account.
    """

    def __init__(
        self, clients: Sequence[Client], ref: str, way: Way, keep: Callable[[str], None]
    ) -> None:
        self._way, self._keep = way, keep
        self._ref = spreadsheet_id(ref)
        self._maker = next((one for one in clients if not one.email), clients[0])
        self._files, self._seen_by = survey(tuple(dict.fromkeys((self._maker, *clients))))

    def register(self) -> Register:
        """The coordination spreadsheet as it stands; problem "missing" where the config names none.

        Raises UserError for one that cannot be opened.
        """
        if not self._ref:
            return Register(problem="missing")
        try:
            layout = read_layout(self._client(self._ref), self._ref)
        except Refused as why:
            raise UserError(_NO_REGISTER.format(why=_words(problem_of(why)))) from None
        return register_of(layout.book.sheets, "")

    def provision(
        self, units: Sequence[Unit], recipients: Sequence[Recipient], chosen: Sequence[str]
    ) -> Iterator[Step]:
        """Make what is missing, complete what is there: first the register with these units, then
        the spreadsheets of those whose codes are `chosen`.

        One that fails stops no other. Raises UserError where Google lets us make none.
        """
        found = match_files(units, self._files)
        new = {u.code for u in found if u.code in chosen and not u.ref and u.problem == "missing"}
        made = not self._ref
        if made and not self._way.dry_run:
            self._ref = create_spreadsheet(self._maker, REGISTER_TITLE, self._way.drive)
            self._keep(self._ref)
        found = tuple(self._created(unit) if unit.code in new else unit for unit in found)
        yield self._register_step(found, recipients, made)
        used: dict[str, str] = {}
        for unit in found:
            if unit.code in chosen:
                yield self._ward_step(unit, unit.code in new, used)

    def _client(self, ref: str) -> Client:
        return self._seen_by.get(ref, [self._maker])[0]

    def _created(self, unit: Unit) -> Unit:
        if self._way.dry_run:
            return unit
        ref = create_spreadsheet(self._maker, ward_title(unit), self._way.drive)
        return replace(unit, ref=ref, problem="")

    def _register_step(
        self, units: Sequence[Unit], recipients: Sequence[Recipient], new: bool
    ) -> Step:
        begun = (_NEW, f"ghi {len(units)} đơn vị")
        if not self._ref:  # a dry run
            return Step(REGISTER_TITLE, begun, made=True)
        client = self._client(self._ref)
        try:
            made = provision_register(client, self._ref, units, recipients, self._way)
        except Refused as why:
            raise UserError(_NO_REGISTER.format(why=_words(problem_of(why)))) from None
        return _step(REGISTER_TITLE, made, begun if new else ())

    def _ward_step(self, unit: Unit, new: bool, used: dict[str, str]) -> Step:
        problem = _trouble(unit, used) if not new else ""
        if problem:
            return Step(unit.name, problem=problem)
        if not unit.ref:  # a dry run
            with_whom = [one for one in self._way.others if one != self._maker.email]
            done = SHARED.format(emails=", ".join([*with_whom, *unit.emails]))
            return Step(unit.name, (_NEW, done), made=True)
        used[unit.ref] = unit.name
        try:
            made = provision_ward(self._client(unit.ref), unit, self._way)
        except Refused as why:
            return Step(unit.name, problem=self._why(why), made=new)
        return _step(unit.name, made, (_NEW,) if new else ())

    def _why(self, why: Refused) -> str:
        problem = problem_of(why)
        emails = ", ".join(self._way.others)
        whom = f": thêm {emails} làm Người chỉnh sửa" if problem == "not_shared" and emails else ""
        return f"bảng tính {_words(problem)}{whom}"


def _step(name: str, made: Made, begun: Sequence[str]) -> Step:
    """What was done, in detail to a spreadsheet that was there before."""
    done = (*(begun or made.done), *made.shared)
    return Step(name, done, made.remarks, made=bool(begun))


def _trouble(unit: Unit, used: dict[str, str]) -> str:
    """Why nothing can be done to a unit's spreadsheet, "" when something can."""
    if unit.ref in used:
        return _TWO_UNITS.format(name=used[unit.ref])
    if unit.problem == "two_workbooks":
        return _TWO_WORKBOOKS.format(names=unit.detail)
    return f"bảng tính {_words(unit.problem)}" if unit.problem else ""


def _words(problem: str) -> str:
    return REASONS.get(problem, f"không ghi được ({problem})")


_NO_REGISTER = (
    "Bảng Điều phối {why}. Kiểm tra mã ở mục [source] register của tệp cấu hình, chia sẻ bảng đó cho "
    "tài khoản dịch vụ với quyền Người chỉnh sửa rồi chạy lại."
)
