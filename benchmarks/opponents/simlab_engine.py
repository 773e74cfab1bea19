"""simlab: its CPU engine on the arrays of one program, as ``simlab run`` calls it, nothing recorded.

This file is the one place of the benchmarks that knows simlab's interior. The width of a pack is the one that
simlab chooses by itself. Every run starts from fresh states: refilling them is part of the time.
"""

import numpy as np
from works import quadratic_momentum

import simlab
from simlab.engines import cpu
from simlab.engines.batch import Batch
from simlab.kernels.layout import layout
from simlab.kernels.packs import width_of
from simlab.kernels.program import Program

NAME = "simlab"
PARAMETERS = {  # the same in all lanes, and data: no constant is compiled in
    "rosenbrock": {"a": 1.0, "b": 100.0},
    "rastrigin": {"amplitude": 10.0},
    "ackley": {"a": 20.0, "b": 0.2, "c": 2 * np.pi, "share": 0.5},
    "quadratic": {"curvatures": quadratic_momentum.CURVATURES},
}
SURFACE_OPTIONS = {"quadratic": (("axes", "aligned"),)}
OPTIONS = {"momentum": (("form", "velocity"),), "adam": (), "lbfgs": ()}
LBFGS = {"learning_rate": 1.0, "memory": 10.0, "decrease": 1e-4, "curvature": 0.9}


def version():
    return simlab.__version__


def variants(case):
    program = _networks().program(case) if case.item.SURFACE == "network" else _program(case)
    return [f"W={width_of(program)}"]


def prepare(case, variant):
    build = _networks().batch if case.item.SURFACE == "network" else _batch
    batch, initial = build(case, int(variant.removeprefix("W=")))

    def run():
        batch.state[:] = initial
        batch.marks[:] = 0
        batch.position[:] = 0
        cpu.run([batch], case.threads)
        return batch.state[: case.item.DIMENSION, : case.count]

    return run


def _networks():
    """The part for networks, which reads this file's ``OPTIONS``."""
    from opponents import _simlab_networks

    return _simlab_networks


def _program(case):
    work = case.item
    return Program(
        work.SURFACE,
        work.DIMENSION,
        work.OPTIMIZER,
        case.dtype,
        options=OPTIONS[work.OPTIMIZER],
        surface_options=SURFACE_OPTIONS.get(work.SURFACE, ()),
        stops=("gradient_below",) if work.OPTIMIZER == "lbfgs" else (),
        shared=tuple(f"problem_{name}" for name in PARAMETERS[work.SURFACE]),
    )


def _batch(case, width):
    """The batch of ``case``, whose last lane fills the last pack, and the state its lanes start from."""
    program = _program(case)
    rows = layout(program)
    start, hyper = case.inputs()
    padded = -(-case.count // width) * width
    last = (0, padded - case.count)
    numbers = np.empty((rows.rows("numbers"), padded), case.dtype)
    for name, value in PARAMETERS[case.item.SURFACE].items():
        field = rows.numbers[f"problem_{name}"]
        numbers[field.first : field.first + field.count] = np.reshape(value, (-1, 1))
    if case.item.OPTIMIZER == "lbfgs":
        hyper = {name: np.full(case.count, value) for name, value in LBFGS.items()}
        numbers[rows.numbers["stop_gradient_below"].first] = case.item.GRADIENT
    for name, values in hyper.items():
        numbers[rows.numbers[f"optimizer_{name}"].first] = np.pad(values, last, "edge")
    initial = np.empty((rows.rows("state"), padded), case.dtype)
    initial[: len(start)] = np.pad(start, ((0, 0), last), "edge")
    rows.begin(initial)
    batch = Batch(
        program=program,
        width=width,
        lanes=case.count,
        steps=case.steps,
        seed=0,
        numbers=numbers,
        state=initial.copy(),
        streams=np.zeros((2, padded), np.uint32),
        marks=np.zeros((2, padded), np.uint32),
        events=np.zeros(0, np.int64),
        slots=np.zeros((0, 0), np.int64),
        position=np.zeros(padded // width, np.int64),
    )
    return batch, initial
