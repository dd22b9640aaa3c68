"""Which mails a pass writes: small cities in a folder, day after day, mails in a folder too."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from config import Config, load_config
from jobs import Outcome, one_run
from mailing.links import link_to
from report.words import cell_href
from shapes import Recipient, Unit, UserError
from store.outbox import Outbox
from store.store import Store
from sync.xlsx_make import make_register
from tests.backends import GoogleCity
from tests.cases import Edits
from tests.folders import BAD_PHONE, NAMES, make_folder
from tests.sheets_server import SheetsServer
from tests.test_figures import unfounded
from tests.test_run import put

MONDAY = date(2023, 4, 3)
DAY = timedelta(days=1)
EMAILS = ("benthuy@vi-du.vn", "cuanam@vi-du.vn", "nghiphu@vi-du.vn")
PEOPLE = (
    Recipient("Lê Lãnh Đạo", "lanhdao@vi-du.vn", "leaders"),
    Recipient("Hồ Giáo Dục", "gddt@vi-du.vn", "education"),
    Recipient("Đặng Đoàn", "doan@vi-du.vn", "youth", "weekly"),
    Recipient("Cao Mặt Trận", "mttq@vi-du.vn", "front", "none"),
    Recipient("Nguyễn Theo Dõi", "theodoi@vi-du.vn", "coordinator"),
    Recipient("Trần Chuyên Viên", "chuyenvien@vi-du.vn", "coordinator"),
    Recipient("Bùi Kỹ Thuật", "kythuat@vi-du.vn", "technician"),
)
CONFIG = '[source]\nfolder = "wards"\nregister = "Điều phối.xlsx"\n[city]\ncontact = "điện thoại 0238 3844 000"\n'


def units() -> list[Unit]:
    who = ("Nguyễn Theo Dõi", "Trần Chuyên Viên", "Trần Chuyên Viên")
    return [
        Unit(
            "", name, "commune" if name.startswith("Xã") else "ward", f"{name}.xlsx", 2,
            emails=(email,), coordinator=coordinator,
        )
        for name, email, coordinator in zip(NAMES, EMAILS, who, strict=True)
    ]  # fmt: skip


class City:
    """Three wards, the first with a phone that lost its 0; all of them have an address."""

    def __init__(
        self,
        home: Path,
        bad: Edits | None = None,
        people: tuple[Recipient, ...] = PEOPLE,
        more: str = "",
    ) -> None:
        self.home, self.wards, self.box = home, home / "wards", home / "outbox"
        make_folder(self.wards, bad or Edits(set=[BAD_PHONE]))
        make_register(home / "Điều phối.xlsx", units(), people)
        (home / "config.toml").write_text(CONFIG + more, encoding="utf-8")
        self.said: list[str] = []

    @property
    def config(self) -> Config:
        return load_config(self.home / "config.toml")

    def run(self, day: date = MONDAY) -> Outcome:
        return one_run(self.config, day, say=self.said.append)

    def mails(self, day: date = MONDAY) -> Counter[str]:
        """What a pass on this day writes: kind and who gets it."""
        before = self.listed()
        self.run(day)
        return self.listed() - before

    def listed(self) -> Counter[str]:
        with Store.opened(self.config.store_url) as store:
            mails = Outbox(store).listing()
        pairs = zip(mails["kind"], mails["to_email"], strict=True)
        return Counter(f"{kind} {email.partition('@')[0]}" for kind, email in pairs)

    def edit(self, name: str, change: Callable[[Any], None]) -> None:
        path = self.wards / f"{name}.xlsx"
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)

    def last(self, kind: str, who: str) -> EmailMessage:
        """The newest mail of a kind to somebody."""
        with Store.opened(self.config.store_url) as store:
            mails = Outbox(store).listing()
        mine = mails[(mails["kind"] == kind) & mails["to_email"].str.startswith(f"{who}@")]
        about = f" {mine['about'].iloc[-1]}" if mine["about"].iloc[-1] else ""
        name = f"{mine['period'].iloc[-1]} {kind}{about} {mine['to_email'].iloc[-1]}.eml"
        made = message_from_bytes((self.box / name).read_bytes(), policy=default)
        assert isinstance(made, EmailMessage)
        return made


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(tmp_path)


def text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return re.sub(r"\s+", " ", str(part.get_content()))


WELCOMES = Counter(["ward benthuy", "ward cuanam", "ward nghiphu"])


# --- who, and when ---------------------------------------------------------------------------


def test_first_pass_writes_to_everybody_once(city: City) -> None:
    digests = ["coordinator theodoi"]  # the other's wards are all right
    assert city.mails() == WELCOMES + Counter(["city lanhdao", "thanhdoan doan", *digests])
    assert city.mails() == Counter()
    assert "bảng tính của đơn vị chưa có gì phải sửa." in text(city.last("ward", "cuanam"))


def test_a_quiet_day_has_one_mail_for_who_watches(city: City) -> None:
    city.run()
    city.mails(MONDAY + DAY)
    assert city.mails(MONDAY + 2 * DAY) == Counter()


def test_a_missed_week_is_one_mail_not_seven(city: City) -> None:
    city.run()
    late = city.mails(MONDAY + 20 * DAY)
    assert set(late.values()) == {1}
    assert late["city lanhdao"] == late["ward benthuy"] == late["thanhdoan doan"] == 1
    assert "2 tuần" not in text(city.last("city", "lanhdao"))


def test_reminder_once_a_week_while_anything_is_overdue(city: City) -> None:
    city.run()
    passes = (1, 6, 7, 8, 13, 14)
    days = [n for n in passes if city.mails(MONDAY + n * DAY)["ward benthuy"]]
    assert days == [7, 14]  # overdue on the seventh day, then once a week


def test_thanks_come_once_when_everything_is_right(city: City) -> None:
    city.run()
    city.edit(NAMES[0], put("Thành viên", 5, 1, "Điện thoại", "0912000005"))
    assert city.mails(MONDAY + 2 * DAY)["ward benthuy"] == 1
    assert "cảm ơn đơn vị" in str(
        make_header(decode_header(city.last("ward", "benthuy")["Subject"]))
    )
    assert city.mails(MONDAY + 3 * DAY)["ward benthuy"] == 0


def test_a_new_mistake_is_told_the_same_day(city: City) -> None:
    city.run()
    city.edit(NAMES[1], put("Thành viên", 4, 1, "Điện thoại", "091"))
    found = city.mails(MONDAY + DAY)
    assert found["ward cuanam"] == 1 and found["coordinator chuyenvien"] == 1
    mail = city.last("ward", "cuanam")
    assert str(mail["Subject"]).startswith("[Phường Cửa Nam] 1 nội dung mới cần sửa")
    assert found["ward benthuy"] == 0


def test_month_is_told_on_its_first_day_but_none_before_the_first_pass(city: City) -> None:
    assert not any("monthly" in mail for mail in city.mails())
    found = city.mails(date(2023, 5, 1))
    assert found["city-monthly lanhdao"] == found["gddt gddt"] == 1
    assert "tháng 04/2023" in str(city.last("city-monthly", "lanhdao")["Subject"])
    assert city.mails(date(2023, 5, 2))["city-monthly lanhdao"] == 0


def test_who_wants_no_mail_gets_none(city: City) -> None:
    city.run()
    city.run(MONDAY + 28 * DAY)
    assert not any(mail.endswith(" mttq") for mail in city.listed())


def test_reminders_before_the_deadline_to_ward_and_city(tmp_path: Path) -> None:
    city = City(tmp_path, Edits(set=unfounded(4)))
    deadline = date(2023, 3, 30)
    found = {left: city.mails(deadline - left * DAY) for left in (15, 14, 13, 7, 3, 2, 1)}
    days = [left for left, mails in found.items() if mails["deadline benthuy"]]
    assert days == [14, 7, 3, 1]
    assert [left for left, mails in found.items() if mails["deadline lanhdao"]] == [14, 7, 3, 1]
    assert not any(found[left]["deadline cuanam"] for left in (3, 1))  # founded meanwhile
    assert "hôm nay là ngày cuối" in text(city.last("deadline", "benthuy"))


def test_a_reminder_that_was_missed_is_made_up_for_by_the_next_pass(tmp_path: Path) -> None:
    city = City(tmp_path, Edits(set=unfounded(4)))
    city.run(date(2023, 3, 10))
    assert city.mails(date(2023, 3, 25))["deadline benthuy"] == 1
    assert "(còn 5 ngày)" in text(city.last("deadline", "benthuy"))
    assert city.mails(date(2023, 3, 26))["deadline benthuy"] == 0


# --- the technician --------------------------------------------------------------------------


def test_unknown_role_or_rhythm_is_told_to_the_technician(tmp_path: Path) -> None:
    strange = Recipient("Phạm Báo", "bao@vi-du.vn", "Báo Nghệ An")
    odd = replace(PEOPLE[2], period="mỗi sáng")
    register = tmp_path / "Điều phối.xlsx"
    city = City(tmp_path)
    book = openpyxl.load_workbook(register)
    sheet = book["Người nhận"]
    for row, person in ((sheet.max_row + 1, strange), (4, odd)):
        for at, value in enumerate((person.name, person.email, person.role, person.period), 1):
            if not (person is odd and at == 3):
                sheet.cell(row, at).value = value
    book.save(register)
    found = city.mails()
    assert found["ops kythuat"] == 1 and found["thanhdoan doan"] == 0  # its usual rhythm: monthly
    said = text(city.last("ops", "kythuat"))
    assert "«Báo Nghệ An»" in said and "«mỗi sáng»" in said and "@" not in said


def test_unreadable_ward_is_told_once_and_again_after_a_week(city: City) -> None:
    city.run()
    (city.wards / f"{NAMES[1]}.xlsx").write_bytes(b"PK\x03\x04 cut off")
    days = [n for n in (1, 2, 7, 8) if city.mails(MONDAY + n * DAY)["ops kythuat"]]
    assert days == [1, 8]
    assert "Phường Cửa Nam" in text(city.last("ops", "kythuat"))


def test_lost_register_is_told_to_who_was_known_and_nobody_else_gets_mail(city: City) -> None:
    city.run()
    (city.home / "Điều phối.xlsx").unlink()
    assert city.mails(MONDAY + 7 * DAY) == Counter(["ops kythuat"])
    assert "Bảng Điều phối không còn ở chỗ cũ" in text(city.last("ops", "kythuat"))


def test_pass_that_failed_is_told(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    city.run()

    def broken(*_: Any) -> None:
        raise RuntimeError("0912345678")

    monkeypatch.setattr("jobs.mark", broken)
    before = city.listed()
    with pytest.raises(RuntimeError):
        city.run(MONDAY + DAY)
    assert city.listed() - before == Counter(["ops kythuat"])
    said = text(city.last("ops", "kythuat"))
    assert "không hoàn thành: RuntimeError" in said and "0912345678" not in said


# --- what must never stand in them -----------------------------------------------------------


def test_no_phone_email_or_birth_year_of_a_member_leaves(tmp_path: Path) -> None:
    story = "Ông An, số 0912000006, sinh năm 1987, thư an@vi-du.vn"
    bad = Edits(
        set=[
            BAD_PHONE,
            ("Thành viên", 6, "Email", "nguoi@hỏng"),
            ("Thành viên", 7, "Năm sinh", "1907"),
            ("Hoạt động", 2, "Nội dung", "Sáng kiến, cách làm hay"),
            ("Hoạt động", 2, "Mô tả", story),
            ("Hoạt động", 2, "Ngày", "29/03/2023"),
        ]
    )
    city = City(tmp_path, bad)
    city.run()
    city.edit(NAMES[0], put("Cần sửa", 3, 2, "Ý kiến của phường, xã", story))
    for n in (1, 28):
        city.run(MONDAY + n * DAY)
    secrets = _private_cells(city) | {"1987", "an@vi-du.vn"}
    assert len(secrets) > 20
    for path in city.box.glob("*.eml"):
        made = message_from_bytes(path.read_bytes(), policy=default)
        assert isinstance(made, EmailMessage)
        parts = [str(made["Subject"]), *(str(p.get_content()) for p in made.walk() if not p.is_multipart())]  # fmt: skip
        for secret in secrets:
            assert not any(
                re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", part) for part in parts
            ), path


def _private_cells(city: City) -> set[str]:
    """Every phone, e-mail and birth year in the tab of members of every ward."""
    found = set()
    for name in NAMES:
        sheet = openpyxl.load_workbook(city.wards / f"{name}.xlsx")["Thành viên"]
        titles = [str(cell.value or "").rstrip(" *") for cell in sheet[1]]
        for title in ("Điện thoại", "Email", "Năm sinh"):
            column = titles.index(title) + 1
            found |= {str(sheet.cell(row, column).value or "") for row in range(2, 40)}
    return found - {""}


# --- asked for by hand -----------------------------------------------------------------------


def test_asked_for_before_anybody_is_entitled(tmp_path: Path) -> None:
    from jobs import run_once
    from mailing.material import Material
    from mailing.on_demand import KINDS, asked_for
    from opening import opened_job

    city = City(tmp_path, Edits(set=unfounded(4)), people=())
    with opened_job(city.config, date(2023, 3, 27), dry_run=True, say=print) as job:
        outcome = run_once(job, dry_run=True)
        material, outbox = Material(job, outcome), Outbox(job.store)
        ward = outcome.read.units[0]
        for kind in KINDS:
            (made,) = asked_for(material, kind, ward if kind == "ward" else None, outbox)
            assert made.subject and made.text and made.kind == kind
        with pytest.raises(UserError, match="--unit"):
            asked_for(material, "ward", None, outbox)
        with pytest.raises(UserError, match="Không có phường, xã nào"):
            asked_for(material, "deadline", outcome.read.units[1], outbox)


# --- where links lead ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "leads_to"),
    [
        ("", "../wards/sub/Xã 50% #1.xlsx"),
        ("[mail]\nlive = true", ""),
        (
            "[source]\nlink = 'file://may-chu/ph%C6%B0%E1%BB%9Dng/'\n[mail]\nlive = true",
            "file://may-chu/ph%C6%B0%E1%BB%9Dng/sub/X%C3%A3%2050%25%20%231.xlsx",
        ),
        (
            "[source]\nlink = 'https://dam-may.vi-du.vn/?duong=/'",
            "https://dam-may.vi-du.vn/?duong=/sub/X%C3%A3%2050%25%20%231.xlsx",
        ),
    ],
)
def test_links_lead_where_readers_reach_the_folder(
    tmp_path: Path, given: str, leads_to: str
) -> None:
    (tmp_path / "config.toml").write_text(given, encoding="utf-8")
    config = load_config(tmp_path / "config.toml")
    found = link_to(config, Unit("xa", "Xã", ref="sub/Xã 50% #1.xlsx"))
    assert found == leads_to
    if "://" in found:
        assert cell_href(found, "'Thành viên'!F5").startswith(f"{found}#")
    assert link_to(config, Unit("xa", "Xã")) == ""


def test_mails_that_leave_a_shared_folder_have_links(tmp_path: Path) -> None:
    city = City(tmp_path, people=())
    link = 'link = "file://may-chu/phuong-xa/"'
    (tmp_path / "config.toml").write_text(
        CONFIG.replace("[city]", f"{link}\n[city]"), encoding="utf-8"
    )
    city.run()
    page = city.last("ward", "benthuy").get_body(("html",))
    text = city.last("ward", "benthuy").get_body(("plain",))
    address = "file://may-chu/phuong-xa/Ph%C6%B0%E1%BB%9Dng%20B%E1%BA%BFn%20Th%E1%BB%A7y.xlsx#"
    assert page is not None and f'href="{address}' in page.get_content()
    assert text is not None and f"   {address}" in text.get_content()


# --- on Google -------------------------------------------------------------------------------


def test_links_lead_to_the_cell_of_a_google_sheet(tmp_path: Path) -> None:
    with SheetsServer() as server:
        google = GoogleCity(tmp_path, server)
        google.run()
        page = next((tmp_path / "outbox").glob("* ward phuong-ben-thuy *.html"))
        links = re.findall(r'href="([^"]+)"', page.read_text(encoding="utf-8"))
        grid = google.person.see(google.ids[NAMES[0]]).grid("Thành viên")
    address = f"https://docs.google.com/spreadsheets/d/{google.ids[NAMES[0]]}/"
    cells = [link.replace("&amp;", "&") for link in links if "range=" in link]
    assert cells and all(link.startswith(address) for link in cells)
    assert cells[0].endswith(f"#gid={grid.id}&range=F5")
