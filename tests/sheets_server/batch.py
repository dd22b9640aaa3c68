"""`spreadsheets.batchUpdate`: requests by kind, applied to a copy that counts only when all of them held."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.sheets_server.a1 import Box
from tests.sheets_server.errors import Json, SheetsError
from tests.sheets_server.grid import Book, Sheet, fresh_id
from tests.sheets_server.masks import Mask, update_mask
from tests.sheets_server.protection import guard
from tests.sheets_server.schema import UNSUPPORTED


@dataclass
class Batch:
    """One batch under way: the copy it works on, who calls, where new ids come from."""

    book: Book
    account: str
    owner: str
    ids: Iterator[int]
    where: str = ""

    def guard(self, sheet: Sheet, box: Box) -> None:
        """Refuses cells that this account may not edit."""
        guard(self.book, sheet, box, self.account, self.owner)

    def box(self, grid: Json | None) -> tuple[Sheet, Box]:
        """The tab and cells of a GridRange that may be edited."""
        if grid is None:
            raise SheetsError("range is required")
        sheet, box = self.book.box(grid)
        self.guard(sheet, box)
        return sheet, box

    def corner(self, given: Json) -> tuple[Sheet, int, int]:
        """Tab, row and column of a GridCoordinate."""
        sheet = self.book.tab(given.get("sheetId", 0))
        top, left = given.get("rowIndex", 0), given.get("columnIndex", 0)
        if top < 0 or left < 0:
            raise SheetsError("GridCoordinate indexes must be >= 0")
        return sheet, top, left

    def mask(self, text: str | None, kind: str) -> Mask:
        """The mask of an update of a message of this kind."""
        return update_mask(text or "", kind, self.where)

    def new_id(self, taken: set[int]) -> int:
        """An id that none of these is."""
        return fresh_id(taken, self.ids)


Handler = Callable[[Batch, Json], Json | None]
HANDLERS: dict[str, Handler] = {}


def request(kind: str) -> Callable[[Handler], Handler]:
    """Registers the function that carries out requests of a kind and gives their reply."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def apply_batch(batch: Batch, requests: list[Json]) -> list[Json]:
    """Carries out all requests on the batch's book; their replies. Raises SheetsError at the first refused."""
    if not requests:
        raise SheetsError("Must specify at least one request.")
    return [_apply(batch, at, one) for at, one in enumerate(requests)]


def _apply(batch: Batch, at: int, one: Json) -> Json:
    kind = next(iter(one), None)
    if kind is None:
        raise SheetsError(f"Invalid requests[{at}]: No request set.")
    if kind in UNSUPPORTED:
        text = f"Invalid requests[{at}].{kind}: the local server has no charts, slicers, tables or data sources."
        raise SheetsError(text, 501)
    batch.where = f"requests[{at}].{kind}"
    try:
        reply = HANDLERS[kind](batch, one[kind])
    except SheetsError as error:
        if error.code != 400 or error.message.startswith("Invalid requests["):
            raise
        raise SheetsError(
            f"Invalid {batch.where}: {error.message}", error.code, error.status, error.details
        ) from None
    batch.book.touched()
    return {} if reply is None else {kind: reply}
