"""A call to Sheets: who calls, upon which spreadsheet, with which rights."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.sheets_server.accounts import Grant
from tests.sheets_server.batch import Batch
from tests.sheets_server.calls import Request
from tests.sheets_server.cloud import FOLDER_TYPE, SHEET_TYPE, Cloud, File
from tests.sheets_server.errors import Json, SheetsError, no_permission, not_found
from tests.sheets_server.grid import Book
from tests.sheets_server.masks import response_mask
from tests.sheets_server.messages import read_message
from tests.sheets_server.values import Editor


@dataclass(frozen=True)
class SheetsCall:
    """A call to Sheets: who calls, with what, upon which spreadsheet."""

    cloud: Cloud
    grant: Grant
    request: Request
    target: str = ""
    rest: str = ""

    def body(self, kind: str, path: str = "") -> Json:
        """The body as a message of that kind."""
        return read_message(self.request.json(), kind, path)

    def file(self, role: str) -> File:
        """The spreadsheet's file, if the account may do that with it. Raises SheetsError."""
        file = self.cloud.files.get(self.target)
        if file is None or file.mime == FOLDER_TYPE:
            raise not_found()
        if not self.cloud.may(file, self.grant.account, role):
            raise no_permission()
        if file.mime != SHEET_TYPE or file.book is None:
            message = "This operation is not supported for this document"
            raise SheetsError(message, 400, "FAILED_PRECONDITION")
        file.book.touched()
        return file

    def book(self, role: str = "reader") -> Book:
        """The spreadsheet itself."""
        book = self.file(role).book
        assert book is not None
        return book

    def editor(self) -> Editor:
        """Who edits."""
        owner = self.cloud.files[self.target].owner or ""
        return Editor(self.grant.account, owner)

    def batch(self, book: Book) -> Batch:
        """A batch of this account upon a copy of the book."""
        owner = self.cloud.files[book.id].owner or ""
        return Batch(book, self.grant.account, owner, self.cloud.ids)

    @contextmanager
    def editing(self) -> Iterator[Book]:
        """A copy of the spreadsheet to edit, which takes its place unless the call is refused."""
        book = self.book("writer")
        work = book.copy()
        yield work
        book.take(work)
        self.edited()

    def edited(self) -> None:
        """Notes that the spreadsheet was edited."""
        self.cloud.edited(self.cloud.files[self.target], self.grant.account)

    def mask(self, kind: str) -> Any:
        """The mask of the answer."""
        given = self.request.one("fields") or self.request.one("$fields")
        return response_mask(given or self.request.headers.get("x-goog-fieldmask"), kind)
