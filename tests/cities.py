"""A folder of wards' workbooks for tests, with its register."""

from pathlib import Path
from typing import Any

import openpyxl

from shapes import Recipient, Unit
from sync.folder import Folder
from sync.xlsx_make import make_register, make_ward
from tests.workbooks import members

BEN_THUY = Unit("phuong-ben-thuy", "Phường Bến Thủy", hamlets=2, emails=("a@vi-du.vn",))
CUA_NAM = Unit("phuong-cua-nam", "Phường Cửa Nam", hamlets=2, emails=("b@vi-du.vn",))
HUNG_HOA = Unit("xa-hung-hoa", "Xã Hưng Hòa", "commune", hamlets=2, emails=("c@vi-du.vn",))
ALL = (BEN_THUY, CUA_NAM, HUNG_HOA)


def new_city(folder: Path) -> Path:
    """Three wards' workbooks in `wards`, the register beside that folder."""
    (folder / "wards").mkdir()
    for unit in ALL:
        make_ward(folder / "wards" / f"{unit.name}.xlsx", unit, {"members": members()})
    register(folder, ALL)
    return folder


def register(city: Path, units: tuple[Unit, ...]) -> None:
    people = [Recipient("Nguyễn An", "an@vi-du.vn", "technician")]
    make_register(city / "Điều phối.xlsx", units, people)


def backend(city: Path) -> Folder:
    return Folder(city / "wards", city / "Điều phối.xlsx", city / "backups")


def units(city: Path) -> dict[str, Unit]:
    return {unit.code: unit for unit in backend(city).units().units}


def bare(path: Path, name: str = "") -> None:
    """A workbook made by hand; its tab `Đơn vị` names `name`."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Đơn vị"
    sheet.append(["Thông tin", "Nội dung"])
    sheet.append(["Đơn vị", name])
    book.save(path)
