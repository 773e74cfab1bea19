"""What draws random numbers at every step of a program."""

from __future__ import annotations

from inspect import signature


def drawing(program, *kinds: str) -> str | None:
    """The noise, else the first modification of the gradient, that asks for one of ``kinds`` of numbers."""
    wanted = set(kinds or ("normals", "uniforms"))
    candidates = [(program.noise, program.noise_function())] if program.noise else []
    candidates += [(name, program.gradient_function(name)) for name in program.gradients]
    return next((name for name, f in candidates if wanted & {*signature(f).parameters}), None)
