"""What holds for the whole tree: who joins the parts, who reads the clock, what is documented."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARTS = {"sync", "review", "report", "store"}
JOINERS = {"commands", "mailing", "jobs.py", "opening.py", "reading.py", "wards.py"}
CLOCK = re.compile(r"\b(?:datetime\.now|datetime\.today|datetime\.utcnow|date\.today|time\.time)\(")


def sources() -> Iterator[Path]:
    for path in ROOT.rglob("*.py"):
        first = path.relative_to(ROOT).parts[0]
        if first not in ("tests", "bench", "demo") and not first.startswith("."):
            yield path


def joins(path: Path) -> bool:
    return path.relative_to(ROOT).parts[0] in JOINERS


SOURCES = [pytest.param(path, id=str(path.relative_to(ROOT))) for path in sources()]


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = [n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module]
    return {module.split(".")[0] for module in modules}


@pytest.mark.parametrize("path", SOURCES)
def test_only_jobs_and_commands_join_the_parts(path: Path) -> None:
    own = path.relative_to(ROOT).parts[0]
    joined = (imported(path) & PARTS) - {own}
    allowed = {"review": {"sync"}}.get(own, set())  # the names of tabs and columns
    assert joins(path) or joined <= allowed


@pytest.mark.parametrize("path", SOURCES)
def test_only_jobs_and_commands_read_the_clock(path: Path) -> None:
    assert joins(path) or not CLOCK.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SOURCES)
def test_public_functions_and_classes_say_what_they_are(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert bare == []


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "commands").glob("*.py"))
    commands = re.findall(r"@app\.command\([^)]*\)\ndef (\w+)", code)
    assert commands and all(
        re.search(rf"`(?:python jobs\.py )?{name}\b", readme) for name in commands
    )


def test_required_packages_are_all_used() -> None:
    names = {
        "jinja2": "jinja2",
        "rapidfuzz": "rapidfuzz",
        "css_inline": "css_inline",
        "pillow": "PIL",
        "xlsxwriter": "xlsxwriter",
        "google_auth": r"google\.auth",
    }
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = {re.split(r"==", line)[0].replace("-", "_").lower() for line in lines if "==" in line}
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources())
    # zoneinfo reads tzdata where the system has no zones (Windows); openpyxl is twice as fast on lxml.
    indirect = {"tzdata", "lxml"}
    unused = {
        n for n in wanted - indirect if not re.search(rf"(?:from|import) {names.get(n, n)}\b", code)
    }
    assert unused == set()
