"""Do the tests notice a mistake? Small mistakes (mutants) are put into a module, one at a time.

python -m bench.mutants [--every N] [--near] [MODULE.py[::MUTANT,MUTANT…] …]

Each mutant runs in a process of its own, in a copy of the project, up to the first test that
fails: the nearest tests (the module's own in NEAREST and the YAML cases of its rules, or where it
has none those of form and of members), then all other YAML cases and the tests in FURTHER. Printed
are what the mutants change that no test noticed, and the counts. What stands in the arguments of a
decorator is not tried: a rule's severity, clause and columns.
"""

import argparse
import gc
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from difflib import ndiff
from functools import _lru_cache_wrapper, partial
from pathlib import Path

import libcst as cst
import pytest
from mutmut.mutation.file_mutation import MutatedFile, mutate_file_contents
from mutmut.mutation.trampoline import set_mutant_under_test

HERE = Path(__file__).parent.parent
# Besides the YAML cases: tests/test_*.py.
NEAREST = {
    "rules/check.py": "reconcile",
    "rules/dispatch.py": "catalogue",
    "rules/groups.py": "groups",
    "rules/identity.py": "identity",
    "rules/messages.py": "words",
    "rules/policy.py": "catalogue",
    "rules/policy_file.py": "second_city",
    "rules/registry.py": "catalogue",
    "rules/titles.py": "titles",
    "sync/headers.py": "headers",
    "sync/rows.py": "rows",
    "sync/values.py": "readings",
    "vietnamese/hamlets.py": "spelling",
    "vietnamese/legacy.py": "legacy",
    "vietnamese/mention.py": "spelling",
    "vietnamese/nearest.py": "spelling",
    "vietnamese/text.py": "spelling",
}
FURTHER = {
    "rules": ("catalogue", "second_city"),
    "vietnamese": ("matching", "figures"),
    "sync": ("xlsx_make", "xlsx_read"),
}
MODULES = (
    "rules/[!_]*.py", "vietnamese/[!_]*.py",
    "sync/values.py", "sync/tables.py", "sync/rows.py", "sync/headers.py",
)  # fmt: skip
MEMORY = 8 * 2**30
SECONDS = 20  # of the processor, beyond five times what the tests take without a mutant


class _Undecorated(cst.CSTTransformer):
    """`@rule(…) def f` becomes `def f`, then `f = rule(…)(f)`: mutmut skips what is decorated."""

    def visit_FunctionDef(self, _: cst.FunctionDef) -> bool:  # noqa: N802
        return False

    def leave_FunctionDef(  # noqa: N802
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef | cst.FlattenSentinel[cst.BaseStatement]:
        made: cst.BaseExpression = original_node.name
        for decorator in reversed(original_node.decorators):
            made = cst.Call(decorator.decorator, [cst.Arg(made)])
        if made is original_node.name:
            return updated_node
        entered = cst.Assign([cst.AssignTarget(original_node.name)], made)
        bare = updated_node.with_changes(decorators=[])
        return cst.FlattenSentinel([bare, cst.SimpleStatementLine([entered])])


def main() -> None:
    """Prints what each survivor changes, and the counts of each module."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("modules", nargs="*", metavar="MODULE.py[::MUTANT,MUTANT…]")
    options.add_argument("--every", type=int, default=1, help="only one mutant in so many")
    options.add_argument("--near", action="store_true", help="only the tests nearest to a module")
    given = options.parse_args()
    sys.dont_write_bytecode = True
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "copy")
        shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "demo-out"))
        os.chdir(copy)
        every = [str(path) for names in MODULES for path in sorted(Path().glob(names))]
        tried = [
            _in_a_process(partial(_try_module, module, given.every, given.near))
            for module in given.modules or every
        ]
    sys.exit(any(tried))


def _in_a_process(work: Callable[[], object]) -> int:
    """Does it in a fork; gives the exit code, less than 0 for a signal."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        work()
        code = 0
    except Exception as why:
        print(why, file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _try_module(module: str, every: int, only_near: bool) -> None:
    """Puts the mutants into the copy's module, tries them, takes them out again."""
    path, _, wanted = module.partition("::")
    source = Path(path).read_text(encoding="utf-8")
    mutated = mutate_file_contents(path, cst.parse_module(source).visit(_Undecorated()).code)
    Path(path).write_text(mutated.code, encoding="utf-8")
    sys.path[0] = str(Path.cwd())
    name = path.removesuffix(".py").replace("/", ".")
    mutants = wanted.split(",") if wanted else mutated.mutant_names[::every]
    try:
        tests = _tests(path, name, only_near)
        seconds = SECONDS + 5 * _seconds(tests)
        survived, stopped = [], 0
        for mutant in mutants:
            code = _in_a_process(partial(_alone, f"{name}.{mutant}", tests, seconds))
            stopped += code < 0
            if code == 0:
                survived.append(mutant)
                print(_difference(mutated, mutant), flush=True)
    finally:
        Path(path).write_text(source, encoding="utf-8")
    noticed = len(mutants) - len(survived)
    print(
        f"{path}: {noticed} of {len(mutants)} mutants noticed, "
        f"{noticed / max(len(mutants), 1):.0%}, {stopped} of them because they did not end"
    )
    if survived:
        print(f"again: {path}::{','.join(survived)}", flush=True)


def _seconds(tests: Callable[[], None]) -> int:
    """How long they take without a mutant. What was imported stays, but nothing that was worked out."""
    started = time.process_time()
    tests()
    for kept in gc.get_objects():
        if isinstance(kept, _lru_cache_wrapper):
            kept.cache_clear()
    for name in [name for name in sys.modules if name.startswith("tests.test_")]:
        del sys.modules[name]
    gc.freeze()
    return int(time.process_time() - started)


def _tests(path: str, module: str, only_near: bool) -> Callable[[], None]:
    """What raises where a test of the module fails."""
    from rules.registry import RULES
    from tests.cases import cities
    from tests.test_rules import CASES, test_case_gives_exactly_these_flags

    own = {code for code, rule in RULES.items() if rule.check.__module__ == module}
    near = own or {code for code in RULES if code[:2] in ("FM", "TV")}
    groups = [[case for code, case in CASES if (code in near) == nigh] for nigh in (True, False)]
    folder = path.split("/")[0]
    # No mutant of a rule changes the tables.
    made = [list(cities(cases)) if folder == "rules" else [] for cases in groups]

    def run_cases(number: int) -> None:
        cases = groups[number]
        for city in made[number] or cities(cases):
            for at, flags in city.found().items():
                test_case_gives_exactly_these_flags(cases[at], {id(cases[at]): flags})

    def run() -> None:
        _pytest(NEAREST.get(path, ""))
        run_cases(0)
        if not only_near:
            run_cases(1)
            _pytest(*() if own else FURTHER[folder])

    return run


def _pytest(*names: str) -> None:
    for name in filter(None, names):
        quiet = ["-qx", "-p", "no:cacheprovider", "-p", "no:xdist"]
        if pytest.main([*quiet, f"tests/test_{name}.py"]):
            raise AssertionError(name)


def _alone(mutant: str, tests: Callable[[], None], seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    set_mutant_under_test(mutant)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    tests()


def _difference(mutated: MutatedFile, name: str) -> str:
    """The lines of the function that the mutant changes."""
    spans, lines = mutated.line_span_by_function_name, mutated.code.splitlines()
    original = name[: name.rindex("_")] + "_orig"
    old, new = (
        [line.replace(one, "") for line in lines[spans[one].start - 1 : spans[one].end]]
        for one in (original, name)
    )
    changed = [line for line in ndiff(old, new) if line[0] in "-+"]
    return "\n".join([name, *(f"    {line}" for line in changed)])


if __name__ == "__main__":
    main()
