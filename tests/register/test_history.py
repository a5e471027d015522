"""Every act that the trail can hold has a name."""

import ast
from collections.abc import Iterator
from pathlib import Path

from somesec.register import history

FOLDER = Path(history.__file__).parent
TREES = [ast.parse(file.read_text(encoding="utf-8")) for file in FOLDER.rglob("*.py")]


def _constants() -> dict[str, str]:
    return {
        node.targets[0].id: node.value.value
        for tree in TREES
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def _handed_on() -> dict[str, int]:
    """The functions that take an act from who calls them, with its place among what is given."""
    places = {}
    for tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                names = [argument.arg for argument in node.args.args if argument.arg != "self"]
                if "act" in names:
                    places[node.name] = names.index("act")
    return places


def _acts() -> Iterator[str]:
    constants, places = _constants(), _handed_on()
    for tree in TREES:
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            name = node.func.id if isinstance(node.func, ast.Name) else name
            if name not in places or len(node.args) <= places[name]:
                continue
            match node.args[places[name]]:
                case ast.Constant(value=str() as act):
                    yield act
                case ast.Name(id=constant) if constant in constants:
                    yield constants[constant]
                case ast.Name(id="act"):
                    pass
                case other:
                    raise AssertionError(f"what act is this? {ast.unparse(other)}")


def test_every_act_has_a_name_and_every_name_an_act() -> None:
    made = {"register-made", *_acts()}  # the first entry is made before there is a register
    assert made == set(history.ACTS)


def test_an_act_without_a_name_is_shown_as_it_is() -> None:
    assert history.act_name("from-the-future") == "from-the-future"
