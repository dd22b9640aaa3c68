"""A city on the local Google Sheets server that begins with nothing but a list of units."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from commands import app
from config import load_config
from sync.google_layout import Layout, read_layout
from tests.google_city import Person, account
from tests.sheets_server.server import SheetsServer

ROBOT = "so-to@vinh.iam.gserviceaccount.com"
SECOND = "so-to-2@vinh.iam.gserviceaccount.com"
CHAIR = "hoa@vi-du.vn"
BEN_THUY, NGHI_PHU = "Phường Bến Thủy", "Xã Nghi Phú"
ONE_UNIT = f"Đơn vị;Loại;Số khối, xóm;Email\n{BEN_THUY};Phường;3;benthuy@vinh.vi-du.vn\n"
UNITS = f"{ONE_UNIT}{NGHI_PHU};Xã;2;nghiphu@vinh.vi-du.vn, nghiphu2@vinh.vi-du.vn\n"


@dataclass(frozen=True)
class Said:
    """What a command left: its exit code, and everything that it said."""

    code: int
    text: str


def provision(home: Path, *words: str) -> Said:
    """`provision` with the config of this folder."""
    result = CliRunner().invoke(app, ["provision", "--config", str(home / "config.toml"), *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        from shapes import UserError

        if not isinstance(result.exception, UserError):
            raise result.exception
        return Said(2, f"{result.output}{result.exception}")
    return Said(result.exit_code, result.output)


class City:
    """A config, a list of units, and the server; spreadsheets come by provisioning."""

    def __init__(
        self, home: Path, server: SheetsServer, *accounts: str, drive: str = "",
        units: str = ONE_UNIT,
    ) -> None:  # fmt: skip
        self.home, self.server = home, server
        keys = [account(server, email, home).name for email in accounts or (ROBOT,)]
        self.configure(keys, drive)
        self.list_units(units)

    def list_units(self, text: str) -> None:
        (self.home / "units.csv").write_text(text, encoding="utf-8")

    def configure(self, keys: list[str], drive: str = "") -> None:
        text = (
            f'[source]\nkind = "google"\nregister = "Điều phối.xlsx"  # bảng Điều phối\n\n'
            f'[google]\ncredentials = {json.dumps(keys)}\napi_root = "{self.server.url}"\n'
            f'shared_drive = "{drive}"\n'
            "calls_per_minute = 100000\nproject_calls_per_minute = 100000\n"
        )
        (self.home / "config.toml").write_text(text, encoding="utf-8")

    def person_key(self, email: str) -> str:
        """The OAuth key file of a person."""
        path = self.home / "person.json"
        path.write_text(json.dumps(self.server.person(email)), encoding="utf-8")
        return path.name

    def provision(self, *words: str) -> Said:
        return provision(self.home, *words)

    def begin(self, *words: str) -> Said:
        """With the list of units."""
        return self.provision("--units", str(self.home / "units.csv"), *words)

    @property
    def register(self) -> str:
        """The coordination spreadsheet's id, as the config names it."""
        return load_config(self.home / "config.toml").register_id

    def ref(self, unit: str = BEN_THUY) -> str:
        """The id of the unit's spreadsheet."""
        return next(file.id for file in self.server.files() if file.name.endswith(f" - {unit}"))

    def at(self, unit: str, email: str | None = None) -> Any:
        """Somebody with the unit's spreadsheet, or with "Điều phối", open in the browser."""
        return self.server.at(self.register if unit == "Điều phối" else self.ref(unit), email)

    def layout(self, ref: str) -> Layout:
        """A spreadsheet with everything in it, as one of our accounts sees it."""
        robot = Person(self.server, ROBOT, self.home)
        return read_layout(robot.client, ref)
