"""The store: what goes in comes out, private, and mails are written once and claimed once."""

import stat
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from shapes import Attachment, Mail, Recipient, Register, Sheet, Unit
from store.engine import StoreError
from store.outbox import WAITS, Outbox
from store.register import keep_register, known_recipients, known_units
from store.snapshot import digest, pack, unpack
from store.store import FLAG_COLUMNS, Store

NOW = datetime(2023, 4, 3, 8, 0, tzinfo=UTC)
SHEETS = (Sheet("Thành viên", (("Tổ", "Họ và tên"), ("Khối 1", "Nguyễn Văn An"))),)
MAIL = Mail("city", "2023-04-03", "Ông A", "a@vi-du.vn", "Chủ đề", "Thân thư", "<p>Thân thư</p>")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'kho dữ liệu.db'}")


def test_snapshot_gives_back_the_very_sheets() -> None:
    assert unpack(pack(SHEETS)) == SHEETS
    assert digest(pack(SHEETS)) == digest(pack(SHEETS))


def test_store_is_private_to_its_user(tmp_path: Path) -> None:
    Store(f"sqlite:///{tmp_path / 'new' / 'so-to.db'}")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "new" / "so-to.db").stat().st_mode) == 0o600


def test_last_edit_moves_only_with_the_content(store: Store) -> None:
    store.keep_ward("a", SHEETS, date(2023, 3, 27))
    store.keep_ward("a", SHEETS, date(2023, 4, 3))
    assert store.wards().loc["a", "last_edit"] == date(2023, 3, 27)
    changed = (Sheet("Thành viên", (("Tổ",),)),)
    store.keep_ward("a", changed, date(2023, 4, 3))
    assert store.wards().loc["a", "last_edit"] == date(2023, 4, 3)
    assert store.sheets(["a"]) == {"a": changed}


def test_flags_come_back_as_they_went_in(store: Store) -> None:
    flag = dict.fromkeys(FLAG_COLUMNS, "") | {
        "id": "x", "row": 5, "params": {"day": date(2023, 4, 6), "count": 12}, "status": "new",
        "opened": date(2023, 4, 3), "closed": None, "reopened": None, "until": None, "refused": None,
    }  # fmt: skip
    store.keep_flags(pd.DataFrame([flag]))
    store.keep_flags(pd.DataFrame([flag | {"status": "open"}]))
    kept = store.flags()
    assert len(kept) == 1
    assert kept.loc[0, "params"] == {"day": date(2023, 4, 6), "count": 12}
    assert (kept.loc[0, "opened"], kept.loc[0, "status"]) == (date(2023, 4, 3), "open")


def test_register_is_remembered_without_versions(store: Store) -> None:
    assert known_units(store) is None
    unit = Unit(
        "a",
        "Phường A",
        hamlets=3,
        emails=("a@vi-du.vn",),
        deadline=date(2024, 1, 1),
        ref="A.xlsx",
        version="1",
    )
    person = Recipient("Lê An", "an@vi-du.vn", "technician")
    keep_register(store, Register((unit,), (person,)))
    keep_register(store, Register((unit,)))
    assert known_units(store) == (replace(unit, version=""),)
    assert known_recipients(store) == (person,)


def test_store_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("")
    with pytest.raises(StoreError, match="Không mở được kho dữ liệu"):
        Store(f"sqlite:///{tmp_path / 'tệp' / 'so-to.db'}")


def test_one_mail_is_written_once(store: Store) -> None:
    outbox = Outbox(store)
    assert outbox.write([MAIL, MAIL], NOW) == 1
    assert outbox.has("city", "2023-04-03", "a@vi-du.vn")
    assert not outbox.has("city", "2023-04-10", "a@vi-du.vn")


def test_claimed_mail_is_nobody_elses(store: Store) -> None:
    outbox = Outbox(store)
    outbox.write([MAIL], NOW)
    due = outbox.claim(NOW)
    assert due is not None and due.mail == MAIL
    assert Outbox(store).claim(NOW) is None
    outbox.settle(due, "sent")
    assert list(outbox.listing()["state"]) == ["sent"]


def test_twenty_mails_and_four_threads_send_each_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 's.db'}"
    Outbox(Store(url)).write(
        [Mail(**(vars(MAIL) | {"to_email": f"{n}@vi-du.vn"})) for n in range(20)], NOW
    )
    taken: list[str] = []

    def work() -> None:
        outbox = Outbox(Store(url))
        while (due := outbox.claim(NOW)) is not None:
            taken.append(due.mail.to_email)
            outbox.settle(due, "sent")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(f"{n}@vi-du.vn" for n in range(20))


def test_refused_for_now_is_tried_again_later_and_given_up_in_the_end(store: Store) -> None:
    outbox, now = Outbox(store), NOW
    outbox.write([MAIL], now)
    for wait in WAITS:
        due = outbox.claim(now)
        assert due is not None
        outbox.retry(due, now, "bận")
        assert outbox.claim(now + timedelta(minutes=wait - 1)) is None
        now += timedelta(minutes=wait)
    last = outbox.claim(now)
    assert last is not None
    outbox.retry(last, now, "bận")
    assert list(outbox.listing()["state"]) == ["refused"]


def test_mail_of_a_process_that_died_while_sending_is_not_sent_again(store: Store) -> None:
    outbox = Outbox(store)
    outbox.write([MAIL], NOW)
    outbox.claim(NOW)
    assert outbox.give_up_abandoned(NOW + timedelta(minutes=30)) == 0
    later = NOW + timedelta(hours=2)
    assert outbox.give_up_abandoned(later) == 1
    assert outbox.claim(later) is None
    found = outbox.listing()
    assert list(found["state"]) == ["uncertain"] and "dừng" in found["error"][0]


FILES = (
    Attachment("Số liệu.xlsx", "application/x", b"\x00\xff"),
    Attachment("x.png", "image/png", b"1", "trend"),
)


def test_files_and_what_was_told_come_back_with_the_mail(store: Store) -> None:
    outbox, mail = Outbox(store), replace(MAIL, attachments=FILES, about="a", told=("open 1",))
    outbox.write([mail], NOW)
    due = outbox.claim(NOW)
    assert due is not None and due.mail == mail
    told = outbox.last("city", "a")
    assert told is not None and told.keys == {"open 1"}
    assert outbox.last("city", "b") is None
    assert outbox.last("city", "a", "nguoi-khac@vi-du.vn") is None


def test_mails_of_two_wards_to_one_address_are_two(store: Store) -> None:
    wards = [replace(MAIL, kind="ward", about=code) for code in ("a", "b", "a")]
    assert Outbox(store).write(wards, NOW) == 2


def test_words_and_files_are_forgotten_after_thirty_days(store: Store) -> None:
    outbox = Outbox(store)
    outbox.write([replace(MAIL, attachments=FILES)], NOW)
    late = NOW + timedelta(days=31)
    assert outbox.shorten(late) == 0  # it has not left yet
    due = outbox.claim(NOW)
    assert due is not None
    outbox.settle(due, "refused")
    assert outbox.shorten(NOW + timedelta(days=29)) == 0
    assert outbox.shorten(late) == 1
    assert outbox.has("city", "2023-04-03", "a@vi-du.vn")
    assert not outbox.send_again(due.id, late)  # nothing of it is left to send


@pytest.mark.parametrize(
    ("state", "again", "droppable"),
    [
        ("sent", False, False),
        ("sending", False, False),
        ("refused", True, True),
        ("uncertain", True, True),
        ("waiting", True, True),
        ("dropped", True, False),
    ],
)
def test_what_a_person_may_do_with_a_mail(
    store: Store, state: str, again: bool, droppable: bool
) -> None:
    outbox = Outbox(store)
    outbox.write([MAIL], NOW)
    if state != "waiting":
        due = outbox.claim(NOW)
        assert due is not None
        outbox.settle(due, state)
    assert outbox.drop(1) is droppable
    assert outbox.claim(NOW) is None or not droppable
    if droppable:
        assert outbox.send_again(1, NOW)
    else:
        assert outbox.send_again(1, NOW) is again
    assert (outbox.claim(NOW) is not None) is again
