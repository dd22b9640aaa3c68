"""The config file: every mistake is named with what to do."""

from datetime import time
from pathlib import Path

import pytest

from config import ConfigError, folder_config, load_config

ROOT = Path(__file__).parent.parent


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_example_is_what_it_says() -> None:
    config = load_config(ROOT / "config.example.toml")
    assert config.source.kind == "folder"
    assert config.folder == ROOT / "wards"
    assert config.schedule.summary_moment == (0, time(8, 0))
    assert not config.mail.live


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "[mail]\nsmtp_hst = 'a'",
            "[mail] smtp_hst: không có mục tên «smtp_hst». Có phải là «smtp_host»?",
        ),
        ("[mial]\nlive = true", "không có mục tên «mial». Có phải là «mail»?"),
        ("[city]\ntimezone = 'Asia/Vinh'", "không có múi giờ «Asia/Vinh»"),
        ("[schedule]\ncity_summary = 'Thứ Hai 8h'", "ví dụ Monday 08:00"),
        ("[schedule]\nward_digest = '7h30'", "ví dụ 08:00"),
        ("[mail]\nsmtp_port = 'abc'", "[mail] smtp_port"),
        ("[source]\nlink = 'may-chu/phuong-xa/'", "bắt đầu bằng https:// hoặc file://"),
        ("[source]\nlink = 'https://may-chu/phuong-xa'", "kết thúc bằng dấu /"),
        ("[source]\nlink = 'https://may-chu/phường xã/'", "dấu cách viết là %20"),
        ("[source]\nlink = 'javascript:alert(1)/'", "[source] link"),
        ("[mail\nlive = true", "dòng 1, cột 6: viết chưa đúng"),
        ("[mail]\nlive = True", "dòng 2, cột 8: viết chưa đúng"),
        ("[mail]\nlive = 'có'", "[mail] live: ghi true hoặc false."),
        ("[mail]\nsmtp_port = 0", "[mail] smtp_port: phải từ 1 trở lên."),
        ("[mail]\nsecurity = 'ssl'", "[mail] security: ghi một trong: starttls, tls, none."),
        ("[mail]\nsender = 5", "[mail] sender: phải là chữ trong dấu nháy"),
        ("[google]\ncredentials = 'a.json'", "[google] credentials: phải là danh sách"),
        ("[google]\ntimeout_seconds = 'a'", "[google] timeout_seconds: phải là số"),
        ("mail = 1", "[mail]: phải là một mục"),
    ],
)
def test_mistake_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(write(tmp_path, text))
    assert says in str(caught.value)


def test_missing_file_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"Chạy lệnh init"):
        load_config(tmp_path / "config.toml")


def test_password_is_never_in_the_message(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(write(tmp_path, "[mail]\nsmtp_password = ['bi-mat']"))
    assert "bi-mat" not in str(caught.value)


def test_secret_may_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SO_TO_SMTP_PASSWORD", "bi-mat")
    config = load_config(write(tmp_path, ""))
    assert config.mail.smtp_password == "bi-mat"
    assert "bi-mat" not in repr(config)


def test_folder_alone_keeps_everything_else_outside_it(tmp_path: Path) -> None:
    config = folder_config(tmp_path / "wards", tmp_path / "so-to")
    for path in (config.outbox, config.backups):
        assert (tmp_path / "wards") not in path.parents
    assert config.store_url.endswith("so-to/so-to.db")
