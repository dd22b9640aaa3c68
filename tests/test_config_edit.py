"""The id of a new coordination spreadsheet goes into the config, and nothing else changes."""

import stat
from pathlib import Path

import pytest

from config import ConfigError, load_config
from config_edit import set_register

ID = "1AbC-dE_f"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '# đầu\n[source]\nkind = "google"\nregister = "Điều phối.xlsx"  # bảng\n\n[mail]\nlive = false\n',
            f'# đầu\n[source]\nkind = "google"\nregister = "{ID}"  # bảng\n\n[mail]\nlive = false\n',
        ),
        (
            '[source] # nguồn\r\nkind = "google"\r\n',
            f'[source] # nguồn\r\nregister = "{ID}"\r\nkind = "google"\r\n',
        ),
        ("\ufeff[source]\nregister='x'", f'\ufeff[source]\nregister="{ID}"'),
        (
            '[source]\n# register = "cũ"\n[city]\nname = "Vinh"\n',
            f'[source]\nregister = "{ID}"\n# register = "cũ"\n[city]\nname = "Vinh"\n',
        ),
    ],
)
def test_only_that_line_changes(path: Path, before: str, after: str) -> None:
    path.write_bytes(before.encode())
    set_register(path, ID)
    assert path.read_bytes().decode() == after
    assert load_config(path).source.register_ == ID
    assert [one.name for one in path.parent.iterdir()] == ["config.toml"]


@pytest.mark.parametrize(
    "text", ['source.kind = "google"\n', 'source = {kind = "google"}\n', "[a\n"]
)
def test_another_form_is_left_alone_and_the_line_is_said(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=f'register = "{ID}"'):
        set_register(path, ID)
    assert path.read_text(encoding="utf-8") == text


def test_only_its_owner_still_reads_a_private_file(path: Path) -> None:
    path.write_text("[source]\n", encoding="utf-8")
    path.chmod(0o600)
    set_register(path, ID)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
