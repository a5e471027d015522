"""The mutants that mutmut leaves out: of what stands outside functions, as bounds and labels do, of
decorated functions, and of functions that only run while their module is loaded. They are made with
mutmut's own operators.

Each is tried in a process of its own that loads it in the place of its module; no file changes.
"""

import os
import re
import resource
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from difflib import unified_diff
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

# Loaded before the processes part, as each would take its time to: no module of ours, and no test.
_LOADED_BEFORE = (
    "cryptography.hazmat.primitives.hpke",
    "cryptography.hazmat.primitives.kdf.argon2",
    "hypothesis.strategies",
    "sqlalchemy.dialects.sqlite",
)
# A mutant that never ends is found by its tests. Seconds of the processor, and of the clock.
_CPU_SECONDS, _SECONDS = 120, 900

_NO_CODE = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom, cst.TypeAlias)
_TRIED_BY_MUTMUT = {"classmethod", "staticmethod"}
# The first two by mutmut too: called otherwise they only ever fail. The third is of types alone.
_PASSED_OVER = {"len", "isinstance"}


@dataclass(frozen=True)
class Mutant:
    """The source of a module with one change, and the line that tells the change."""

    module: Path
    source: str
    change: str


def mutants_of(module: Path, patterns: Sequence[str], *, whole: bool = False) -> Iterator[Mutant]:
    """The mutants of one module, but for expressions on lines that match a pattern; if it is taken
    as a `whole`, also of what stands in its functions."""
    source = module.read_text()
    passed_over = {
        number
        for number, line in enumerate(source.splitlines(), 1)
        if any(re.search(pattern, line) for pattern in patterns)
    }
    wrapper = MetadataWrapper(cst.parse_module(source))
    places = wrapper.resolve(PositionProvider)

    def is_tried(node: cst.CSTNode) -> bool:
        on = places[node].start.line if node in places else 0
        return not (isinstance(node, cst.BaseExpression) and on in passed_over)

    for node, where in _outside(wrapper.module, name_of(module), is_tried, ours=whole):
        for kind, operator in mutation_operators:
            for other in operator(node) if isinstance(node, kind) else ():
                changed = wrapper.module.deep_replace(node, other)
                assert isinstance(changed, cst.Module)
                diff = unified_diff(source.splitlines(), changed.code.splitlines(), n=0)
                yield Mutant(module, changed.code, change_in(where, diff))


def name_of(module: Path) -> str:
    return ".".join(module.with_suffix("").parts)


def change_in(where: str, diff: Iterator[str]) -> str:
    """One line that tells a mutant from every other: its place, what was there and what is."""
    lines = [line for line in diff if line[0] in "+-" and line[:3] not in ("+++", "---")]
    return " ".join([f"{where}:", *(f"{line[0]} {line[1:].strip()}" for line in lines)])


def _outside(
    node: cst.CSTNode, where: str, is_tried: Callable[[cst.CSTNode], bool], *, ours: bool = False
) -> Iterator[tuple[cst.CSTNode, str]]:
    """What mutmut does not look into, each with the name of what it stands in."""
    if isinstance(node, _NO_CODE) or _is_passed_over(node) or not is_tried(node):
        return
    if isinstance(node, cst.FunctionDef | cst.ClassDef):
        where = f"{where}.{node.name.value}"
    if isinstance(node, cst.FunctionDef):
        if not ours and _is_mutmuts(node):
            return
        ours = True
    yield node, where
    for child in node.children:
        yield from _outside(child, where, is_tried, ours=ours)


def _is_passed_over(node: cst.CSTNode) -> bool:
    match node:
        case cst.Call(func=cst.Name(value=name)):
            return name in _PASSED_OVER
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value="__all__"))]):
            return True
        case cst.Assign(value=cst.Call(func=cst.Name(value="TypeVar"))):
            return True
        case cst.AnnAssign(annotation=cst.Annotation(annotation=cst.Name(value="TypeAlias"))):
            return True
    return False


def _is_mutmuts(function: cst.FunctionDef) -> bool:
    match list(function.decorators):
        case []:
            return True
        case [cst.Decorator(decorator=cst.Name(value=name))]:
            return name in _TRIED_BY_MUTMUT
    return False


def require_passing(arguments: Sequence[str]) -> None:
    """To be called before `survivors`: a mutant is only found by tests that pass without it.

    Raises RuntimeError when they do not."""
    for name in _LOADED_BEFORE:
        import_module(name)
    if os.waitpid(_started(None, arguments), 0)[1] != 0:
        raise RuntimeError("The tests fail without a mutant.")


def survivors(mutants: Sequence[Mutant], arguments: Sequence[str], workers: int) -> list[Mutant]:
    """Those that the tests pass with, which pytest finds with these arguments, tried in so many
    processes at once."""
    survived: list[Mutant] = []
    trying: dict[int, Mutant] = {}
    waiting = iter(mutants)
    while True:
        while len(trying) < workers and (mutant := next(waiting, None)):
            trying[_started(mutant, arguments)] = mutant
        if not trying:
            return survived
        process, status = os.wait()
        mutant = trying.pop(process)
        if status == 0:
            survived.append(mutant)


def _started(mutant: Mutant | None, arguments: Sequence[str]) -> int:
    """The process that tries the mutant; it ends with 0 when the tests pass."""
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
        signal.alarm(_SECONDS)
        if mutant:
            sys.meta_path.insert(0, _Instead(mutant))
        with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
            status = int(pytest.main(["-x", "-q", *arguments]))
    finally:
        os._exit(status)


class _Instead(MetaPathFinder):
    """Finds a mutant where its module is looked for."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        if name != name_of(self._mutant.module):
            return None
        loader = _Loader(name, str(self._mutant.module.resolve()))
        loader.source = self._mutant.source
        return spec_from_file_location(name, self._mutant.module.resolve(), loader=loader)


class _Loader(SourceFileLoader):
    source: str

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.source, self.path, "exec", dont_inherit=True)
