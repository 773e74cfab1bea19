"""Building the text of a kernel: indented lines, calls by parameter name, imports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import signature

from simlab.kernels.program import Program

_LANE_IMPORTS = """\
from simlab.lanes import any_lane, is_finite, where
from simlab.lanes.flags import inline, kernel
from simlab.lanes.memory import broadcast, load, new_rows, part, store
from simlab.lanes.vectors import all_finite, nearest, norm, separation"""


class Lines:
    """Lines of Python under a current indentation."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._depth = 0

    def add(self, *lines: str) -> None:
        """Append lines at the current depth."""
        self._lines += [f"{'    ' * self._depth}{line}" if line else "" for line in lines]

    @contextmanager
    def indent(self, head: str) -> Iterator[None]:
        """Append ``head`` and write what follows one level deeper, plus the leading spaces of ``head``."""
        self.add(head)
        levels = 1 + (len(head) - len(head.lstrip())) // 4
        self._depth += levels
        yield
        self._depth -= levels

    def text(self) -> str:
        """All lines as one text."""
        return "\n".join(self._lines) + "\n"


def names_of(function: Callable) -> tuple[str, ...]:
    """The parameter names of a concept function: what it asks the kernel for."""
    return tuple(signature(function).parameters)


def call(alias: str, function: Callable, names: dict[str, str]) -> str:
    """``alias(...)`` with each parameter of ``function`` under its name in the kernel."""
    return f"{alias}({', '.join(names.get(name, name) for name in names_of(function))})"


def import_lines(program: Program) -> list[str]:
    """The import block: each concept function, inlined under the role it plays."""
    roles = _roles(program)
    modules = sorted({function.__module__ for function in roles.values()})
    lines = _LANE_IMPORTS.split("\n")
    if program.noise:
        kind = "normals" if "normals" in names_of(program.noise_function()) else "uniforms"
        lines.append(f"from simlab.lanes.random.{kind[:-1]} import {kind} as fill_{kind}")
    lines += [f"import {module}" for module in modules]
    lines.append("")
    lines += [f"{role} = inline({f.__module__}.{f.__name__})" for role, f in roles.items()]
    return lines


def _roles(program: Program) -> dict[str, Callable]:
    value, hessian = program.surface_functions()
    roles = {"value_and_gradient": value}
    if "hessian" in names_of(program.step_function()):
        roles["compute_hessian"] = hessian
    roles["factor"] = program.schedule_function()
    roles["take_step"] = program.step_function()
    if program.noise:
        roles["perturb"] = program.noise_function()
    if program.averaging:
        roles["update_average"] = program.averaging_function()
    return roles | {f"observe_{name}": program.observer_function(name) for name in program.observers}
