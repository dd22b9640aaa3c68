"""Where the source says that a person has to put something right: every making of a UserError."""

import ast
import re
from functools import cache
from pathlib import Path
from types import TracebackType

from tests.folders import ROOT

_NOT_OURS = ("tests", "bench", "demo")
_SPOKEN_OF = re.compile(r"Error\(|Refused\(")


@cache
def _trees() -> dict[str, ast.Module]:
    """The modules that speak of an error at all, by file."""
    texts = {}
    for path in sorted(ROOT.rglob("*.py")):
        inside = path.relative_to(ROOT)
        if inside.parts[0] not in _NOT_OURS and not inside.parts[0].startswith("."):
            texts[inside.as_posix()] = path.read_text(encoding="utf-8")
    said = {path: text for path, text in texts.items() if _SPOKEN_OF.search(text)}
    return {path: ast.parse(text) for path, text in said.items()}


@cache
def user_errors() -> frozenset[str]:
    """The names of UserError and of all classes that are one."""
    classes = [
        (node.name, {base.id for base in node.bases if isinstance(base, ast.Name)})
        for tree in _trees().values()
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    ]
    found = {"UserError"}
    while more := {name for name, bases in classes if bases & found} - found:
        found |= more
    return frozenset(found)


@cache
def sites() -> dict[str, tuple[str, int, int]]:
    """`file:function#n` → file, first and last line of the statement with the nth of a function."""
    found = {}
    for path, tree in _trees().items():
        for function in (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)):
            lines = sorted(
                (one.lineno, one.end_lineno or one.lineno)
                for one in ast.walk(function)
                if isinstance(one, ast.Raise | ast.Return) and _makes_one(one)
            )
            for number, (first, last) in enumerate(lines, 1):
                found[f"{path}:{function.name}#{number}"] = (path, first, last)
    return found


def _makes_one(statement: ast.Raise | ast.Return) -> bool:
    """Whether a new one is raised or returned."""
    made = statement.exc if isinstance(statement, ast.Raise) else statement.value
    called = made.func if isinstance(made, ast.Call) else None
    return isinstance(called, ast.Name) and called.id in user_errors()


def site_of(where: TracebackType | None) -> str:
    """The site from which an exception with this traceback was raised."""
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    assert where is not None
    path = Path(where.tb_frame.f_code.co_filename).relative_to(ROOT).as_posix()
    return next(
        (n for n, (f, a, z) in sites().items() if f == path and a <= where.tb_lineno <= z),
        f"{path}:{where.tb_lineno}",
    )
