"""`init`: a config from five answers, and a city to begin with."""

import os
import pty
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config import load_config
from sync.register import read_register
from tests.folders import ROOT, program

UNITS = "Đơn vị,Loại,Số khối,Email\nPhường Bến Thủy,Phường,3,bt@vi-du.vn\nXã Nghi Phú,Xã,2,np@vi-du.vn\n"
PERSON = "Lê Văn Nam <nam@vi-du.vn>, Kỹ thuật"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "don-vi.csv").write_text(UNITS, encoding="utf-8")
    return tmp_path


def test_answers_as_options_make_a_city_that_runs(home: Path) -> None:
    made = program(
        "init", "--city", 'Thành phố "Mẫu"', "--source", "bang-tinh", "--smtp", "mail.vi-du.vn:465",
        "--recipient", PERSON, "--units", "don-vi.csv", cwd=home,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    config = load_config(home / "config.toml")
    assert (config.city.name, config.mail.smtp_host) == ('Thành phố "Mẫu"', "mail.vi-du.vn")
    assert (config.mail.security, config.mail.live) == ("tls", False)
    assert stat.S_IMODE((home / "config.toml").stat().st_mode) == 0o600
    register = read_register(home / "Điều phối.xlsx")
    assert [unit.name for unit in register.units] == ["Phường Bến Thủy", "Xã Nghi Phú"]
    assert [(one.name, one.role) for one in register.recipients] == [("Lê Văn Nam", "technician")]
    assert program("run", cwd=home).returncode == 0
    assert program("doctor", cwd=home).returncode == 0


def test_everything_may_be_left_for_later(home: Path) -> None:
    made = program("init", cwd=home)
    assert made.returncode == 0, made.stderr
    assert load_config(home / "config.toml").city.name == "Thành phố Vinh"


def test_google_without_a_key_says_what_comes_next(home: Path) -> None:
    made = program("init", "--source", "google", "--units", "don-vi.csv", cwd=home)
    assert made.returncode == 0 and "docs/google.md" in made.stdout
    config = load_config(home / "config.toml")
    assert (config.source.kind, config.register_id) == ("google", "")


def test_config_that_is_there_is_never_written_over(home: Path) -> None:
    (home / "config.toml").write_text("# của tôi\n", encoding="utf-8")
    made = program("init", cwd=home)
    assert made.returncode == 2 and "Đã có tệp config.toml" in made.stderr
    assert (home / "config.toml").read_text(encoding="utf-8") == "# của tôi\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--recipient", "Lê Văn Nam"), "Người nhận «Lê Văn Nam» chưa rõ"),
        (("--recipient", "Nam <nam@vi-du.vn>, Thủ kho"), "Không có vai trò «Thủ kho»"),
        (("--smtp", "mail vi-du"), "Máy chủ thư «mail vi-du» chưa đúng"),
        (("--units", "khac.csv"), "khac.csv"),
    ],
)
def test_answer_that_cannot_be_used_leaves_nothing(
    home: Path, words: tuple[str, ...], said: str
) -> None:
    made = program("init", *words, cwd=home)
    assert made.returncode == 2 and said in made.stderr
    assert not (home / "config.toml").exists()


def test_questions_are_asked_on_a_terminal(home: Path) -> None:
    ours, theirs = pty.openpty()
    answers = f"Thành phố Mẫu\nbang-tinh\n\n{PERSON}\n\ndon-vi.csv\n"
    os.write(ours, answers.encode())
    command = [sys.executable, str(ROOT / "jobs.py"), "init"]
    done = subprocess.run(
        command, cwd=home, stdin=theirs, capture_output=True, timeout=60, check=False
    )
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0, done.stderr.decode()
    assert "Ai nhận thư?" in done.stdout.decode()
    assert load_config(home / "config.toml").city.name == "Thành phố Mẫu"
    assert len(list((home / "bang-tinh").glob("*.xlsx"))) == 2
