"""How many calls a city of 25 wards costs, what failing calls change (nothing), and who is reached."""

from pathlib import Path
from typing import Any

from config import load_config
from demo import FIRST_DAY, build_city
from jobs import one_run
from store.store import Store
from tests.google_city import Person, account

ROBOT = "so-to@vinh.iam.gserviceaccount.com"


class Vinh:
    """The demo's city on the local server."""

    def __init__(self, home: Path, server: Any) -> None:
        self.home, self.server = home, server
        self.person = Person(server, "hoa@vi-du.vn", home)
        build_city(home / "wards", home / "Điều phối.xlsx")
        self.ids = {path.stem: self._put(path) for path in sorted((home / "wards").glob("*.xlsx"))}
        register = self._put(home / "Điều phối.xlsx")
        lines = self.person.see(register).grid("Đơn vị").sheet.rows
        for row, line in enumerate(lines[1:], 2):
            if line[0] in self.ids:
                self.person.type_in(
                    register, "Đơn vị", row, "Liên kết bảng tính", self.ids[line[0]]
                )
        key = account(server, ROBOT, home)
        (home / "config.toml").write_text(
            f'[source]\nkind = "google"\nregister = "{register}"\n[google]\n'
            f'credentials = ["{key.name}"]\napi_root = "{server.url}"\n',
            encoding="utf-8",
        )

    def _put(self, path: Path) -> str:
        made = self.person.upload(path)
        self.person.share(made, ROBOT)
        return made

    def run(self) -> None:
        config = load_config(self.home / "config.toml")
        one_run(config, FIRST_DAY, say=lambda _said: None)

    def flags(self) -> set[tuple[str, str, str]]:
        with Store.opened(load_config(self.home / "config.toml").store_url) as store:
            known = store.open_flags()
            return {(f["unit"], f["rule"], f["value"]) for f in known.values()}
