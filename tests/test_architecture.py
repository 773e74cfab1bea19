"""The house rules that a reader relies on: direction of imports, size of files, flags in one place."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import simlab
from simlab import registry

PACKAGE = Path(simlab.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
CONCEPTS = ("problems", "optimizers", "schedules", "starts", "averaging", "noise", "gradients", "observers")
CONCEPTS += ("presets", "data", "activations", "losses", "initialisers", "mutations")
LAYERS = (
    ("errors", "parameters", "plain", "registry", "status"),
    ("lanes",),
    CONCEPTS,
    ("kernels",),
    ("engines",),
    ("expressions",),
    ("networks",),
    ("scenario",),
    ("plan",),
    ("results",),
    ("statistics", "laws"),
    ("verdicts",),
    ("plots",),
    ("diagnosis",),
    ("settings", "progress", "drawing", "doctor", "naive_loops", "bench", "beside", "effort", "costs"),
    ("gpu_costs", "choosing"),
    ("cluster", "landscapes"),
    ("execution",),
    ("pipeline", "reproduction", "parity"),
    ("mutating", "diagnosing", "gallery"),
    ("cli",),
    ("__main__",),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
# The schema asks a plot for its options, which import nothing of what draws.
ALLOWED_UP: set[tuple[str, str]] = set()


def part(path: Path) -> str:
    """The layer's name of a file of the package."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path):
    """Every simlab module that a file imports, at the top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("simlab."))
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("simlab"):
            if node.module == "simlab":
                yield from (f"simlab.{alias.name}" for alias in node.names)
            else:
                yield node.module


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down_only(path):
    own = part(path)
    if own == "__init__":
        return
    for module in imported(path):
        other = module.split(".")[1]
        if other not in RANK:
            continue
        assert RANK[other] <= RANK[own] or (own, other) in ALLOWED_UP, f"{own} must not import {module}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_are_short_and_say_what_they_are(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    assert ast.get_docstring(ast.parse(text))


def test_compile_flags_live_in_one_file():
    pattern = re.compile(r"\bnjit\(|\bjit\(|fastmath\s*=|error_model\s*=|@jit|@njit")
    holders = {
        path.relative_to(PACKAGE).as_posix()
        for path in FILES
        if pattern.search(re.sub(r'"""[\s\S]*?"""', "", path.read_text(encoding="utf-8")))
    }
    assert holders == {"lanes/flags.py"}


def test_nobody_evaluates_text_as_python():
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("eval", "exec"), path


@pytest.mark.parametrize("kind", registry.KINDS)
def test_every_concept_has_a_one_line_summary(kind):
    for name in registry.names(kind):
        assert 10 < len(registry.summary(kind, name)) < 120, f"{kind} {name}"


def test_importing_simlab_runs_nothing_heavy():
    code = "import sys, simlab, simlab.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"numba", "numpy", "scipy", "sympy", "matplotlib", "xarray", "zarr", "pydantic", "rich"}
    assert not heavy & set(done.stdout.split())
