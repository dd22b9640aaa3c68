"""Hostile workbooks: they cost little, harm no other ward, and nothing in them is obeyed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from store.store import Store
from tests import hostile
from tests.cases import Edits
from tests.faults import begin
from tests.folders import BAD_PHONE, NAMES, make_folder

MEGABYTES, SECONDS = 500, 10
CONFIG = '[source]\nfolder = "wards"\nregister = "Điều phối.xlsx"\n'
# Nothing in these is dangerous once they are read: the ward is checked as any other.
HARMLESS = {
    "formatted_rows", "climbing_names", "nested", "many_heights", "many_attributes", "many_areas",
}  # fmt: skip


@pytest.mark.parametrize("harm", hostile.ALL, ids=lambda harm: harm.__name__)
def test_a_hostile_workbook_is_that_wards_trouble_alone(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    wards = make_folder(tmp_path / "wards", Edits(set=[BAD_PHONE]))
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    bad = wards / f"{NAMES[1]}.xlsx"
    harm(bad)
    content = bad.read_bytes()
    one = begin(tmp_path)
    assert one.ended() == 0, one.told["said"]
    assert one.told["megabytes"] < MEGABYTES and one.told["seconds"] < SECONDS
    assert f"{NAMES[0]}.xlsx" in one.told["written"]
    with Store.opened(f"sqlite:///{tmp_path / 'so-to.db'}") as store:
        flags = store.flags()
    found = set(flags.loc[flags["unit"] == "phuong-cua-nam", "rule"])
    assert (found == {"ST03"}) == (harm.__name__ not in HARMLESS)
    assert set(flags.loc[flags["unit"] == "phuong-ben-thuy", "rule"]) == {"FM06"}
    assert bad.read_bytes() == content
    assert not list(tmp_path.parent.rglob("harm.txt")) and not Path("/tmp/so-to-harm.txt").exists()
    assert "root:" not in str(flags.to_dict())
