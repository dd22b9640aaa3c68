"""A city whose wards are shared with one or the other of two service accounts."""

from pathlib import Path

from sync.notes import COLOURS
from tests.backends import GoogleCity
from tests.folders import NAMES
from tests.sheets_server import SheetsServer

ROBOTS = (GoogleCity.ROBOT, "so-to-2@vinh.iam.gserviceaccount.com")


def test_each_account_reads_and_marks_its_own_wards(tmp_path: Path) -> None:
    with SheetsServer() as server:
        city = GoogleCity(tmp_path, server, ROBOTS)
        for name in NAMES[1:]:
            city.type_in(name, "Thành viên", 5, "Điện thoại", "912000777")
        server.reset_counts()
        outcome = city.run()
        assert {(one.outcome, one.reason) for one in outcome.pushed} == {("written", "")}
        for name in NAMES:
            cell = city.see(name, "Thành viên", 5, "Điện thoại")
            assert cell.fill == COLOURS["warning"] and cell.note.startswith("FM06.")
        assert [line["unit"] for line in city.follow_up()] == sorted(NAMES)
        shared = {city.ids[name]: robot for name, robot in city.robot_of.items()}
        calls = [one for one in server.calls if one.account in ROBOTS and one.target in shared]
        assert {(one.target, one.account) for one in calls} == set(shared.items())
        assert {one.status for one in calls} == {200}

        server.reset_counts()
        assert {one.outcome for one in city.run().pushed} == {"unchanged"}
        assert server.counts == {"files.list": 2, "drive": 2, "all": 2}
