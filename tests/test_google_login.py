"""A person who lets the program make spreadsheets: what is kept of it, and how."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from google.oauth2.credentials import Credentials

from shapes import UserError
from sync.google_client import PROVISION_SCOPES, load_credentials
from sync.google_login import login, main

CLIENT = {"installed": {"client_id": "id", "client_secret": "secret"}}


@pytest.fixture
def client(tmp_path: Path) -> Path:
    path = tmp_path / "client.json"
    path.write_text(json.dumps(CLIENT), encoding="utf-8")
    return path


def agree(config: Any, scopes: Any) -> Credentials:
    """A browser in which somebody agrees at once."""
    assert (config, tuple(scopes)) == (CLIENT, PROVISION_SCOPES)
    return Credentials(
        "token", "refresh", token_uri="https://oauth2.googleapis.com/token", client_id="id",
        client_secret="secret", scopes=scopes,
    )  # fmt: skip


def test_the_key_is_private_and_can_be_used(tmp_path: Path, client: Path) -> None:
    key = tmp_path / "person.json"
    login(client, key, agree)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert "token" not in json.loads(key.read_text())
    made = load_credentials(key, PROVISION_SCOPES)
    assert (made.refresh_token, made.client_id) == ("refresh", "id")


def test_a_key_is_never_written_over(tmp_path: Path, client: Path) -> None:
    key = tmp_path / "person.json"
    key.write_text("cũ", encoding="utf-8")
    with pytest.raises(FileExistsError):
        login(client, key, agree)
    assert key.read_text(encoding="utf-8") == "cũ"


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"type": "service_account"}'])
def test_another_file_is_named(tmp_path: Path, client: Path, content: str) -> None:
    client.write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=r"client\.json"):
        login(client, tmp_path / "person.json", agree)


def test_usage_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main([str(tmp_path / "no.json"), str(tmp_path / "key.json")]) == 2
    said = capsys.readouterr().err
    assert "docs/google.md" in said and "no.json" in said
