"""The package as a whole: what its wings offer is there, and loads nothing needless."""

import importlib
import pickle
import pkgutil
import subprocess
import sys

import pytest

import dlnlp

WINGS = [module.name for module in pkgutil.iter_modules(dlnlp.__path__)]


@pytest.mark.parametrize("wing", WINGS)
def test_a_wing_is_on_the_map_and_offers_what_it_names(wing):
    assert f"\n{wing} " in dlnlp.__doc__
    module = importlib.import_module(f"dlnlp.{wing}")
    assert module.__doc__
    offered = getattr(module, "__all__", [])
    assert all(hasattr(module, name) for name in offered)


def test_importing_needs_no_jupyter_and_no_matplotlib():
    code = (
        "import sys, dlnlp.vectors, dlnlp.text, dlnlp.wordnet, dlnlp.datasets\n"
        "unneeded = 'IPython', 'matplotlib', 'ipywidgets', 'pooch'\n"
        "print([m for m in unneeded if m in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True
    )
    assert answer.stdout.strip() == "[]", answer.stderr


def exceptions():
    """Every class of exception that is defined anywhere in the package."""
    for module in pkgutil.walk_packages(dlnlp.__path__, "dlnlp."):
        for thing in vars(importlib.import_module(module.name)).values():
            own = getattr(thing, "__module__", None) == module.name
            if own and isinstance(thing, type) and issubclass(thing, Exception):
                yield thing


ARGUMENTS = {"Diverged": ("lr is too large", 3)}  # of those that take not only a text


def test_every_exception_travels_between_processes():
    """One that does not unpickle makes a `Pool.map` wait for ever."""
    classes = set(exceptions())
    assert len(classes) >= 5
    for cls in classes:
        error = cls(*ARGUMENTS.get(cls.__name__, ("the message",)))
        copied = pickle.loads(pickle.dumps(error))
        assert type(copied) is cls
        assert str(copied) == str(error)
        assert copied.args == error.args
