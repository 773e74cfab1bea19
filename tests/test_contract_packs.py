"""Every concept of the registry compiles to a kernel on packs and gives the reference's bits there."""

from __future__ import annotations

from dataclasses import replace
from inspect import signature

import numpy as np
import pytest
from reference_run import derived, dimension_of, sample, variants

from simlab import registry
from simlab.engines import cpu, reference
from simlab.engines.batch import Batch
from simlab.kernels.layout import layout
from simlab.kernels.program import Program
from simlab.scenario.checks import OF_EXAMPLES

pytestmark = pytest.mark.usefixtures("kernels")

WIDTH, LANES, STEPS = 8, 16, 30
AROUND = {
    "schedule" if kind == "schedules" else kind: registry.names(kind)
    for kind in ("schedules", "averaging", "noise", "gradients")
}


def numbers_of(program, rng) -> dict[str, np.ndarray]:
    """Random parameters of everything in ``program``, under the kernel's names."""
    surface, d = program.surface_module(), program.dimension
    sections = {"problem": derived(surface, d, sample(surface.PARAMETERS, d, LANES, rng))}
    optimizer = registry.load("optimizers", program.optimizer)
    sections["optimizer"] = sample(optimizer.HYPERPARAMETERS, d, LANES, rng)
    sections["optimizer"]["learning_rate"] = np.full(LANES, 1e-3)
    for section, kind in (("schedule", "schedules"), ("averaging", "averaging"), ("noise", "noise")):
        name = getattr(program, section)
        module = registry.load(kind, name) if name else None
        sections[section] = derived(module, d, sample(module.PARAMETERS, d, LANES, rng)) if name else {}
    for name in program.gradients:
        parameters = registry.load("gradients", name).PARAMETERS
        sections[f"gradient_{name}"] = sample(parameters, d, LANES, rng)
    named = {f"{section}_{name}": v for section, own in sections.items() for name, v in own.items()}
    return {**named, "optima": rng.normal(size=(program.optima * d, LANES))}


def batch(program) -> Batch:
    """Lanes with different parameters and starts, recorded in the middle and at the end."""
    rng, d = np.random.default_rng(21), program.dimension
    known = numbers_of(program, rng)
    vectors = [f"problem_{name}" for name in getattr(program.surface_module(), "DERIVED_VECTORS", ())]
    program = replace(program, lengths=tuple((name, len(known[name])) for name in vectors))
    rows = layout(program)
    numbers, state = (np.zeros((rows.rows(kind), LANES), program.dtype) for kind in ("numbers", "state"))
    for field in rows.numbers.values():
        numbers[field.first : field.first + field.count] = known[field.name]
    for field in rows.state.values():
        state[field.first : field.first + field.count] = field.initial
    box = np.broadcast_to(np.asarray(program.surface_module().DOMAIN, float), (d, 2))
    state[:d] = rng.uniform(box[:, :1], box[:, 1:], (d, LANES))
    if program.averaging:
        average = rows.state["average"].first
        state[average : average + d] = state[:d]
    return Batch(
        program=program,
        width=WIDTH,
        lanes=LANES,
        steps=STEPS,
        seed=5,
        numbers=numbers,
        state=state,
        streams=np.arange(2 * LANES, dtype=np.uint32).reshape(2, LANES),
        marks=np.zeros((2, LANES), np.uint32),
        events=np.array([STEPS // 2, STEPS]),
        slots=np.tile(np.arange(2), (len(program.observers), 1)),
        records={name: np.zeros((2 * count, LANES), program.dtype) for name, count in rows.records.items()},
        position=np.zeros(LANES // WIDTH, np.int64),
    )


def assert_same_bits(program):
    compiled, plain = batch(program), batch(program)
    cpu.run([compiled], 1)
    reference.run([plain])
    assert compiled.state.dtype == plain.state.dtype == np.dtype(program.dtype)
    assert np.array_equal(compiled.state, plain.state, equal_nan=True)
    assert np.array_equal(compiled.marks, plain.marks)
    for name, values in compiled.records.items():
        assert np.array_equal(values, plain.records[name], equal_nan=True), name
        assert values.any(), f"{name} was not recorded"


@pytest.mark.parametrize(("name", "options"), variants("surfaces"))
def test_surface_and_its_hessian(name, options):
    d = dimension_of(registry.load("surfaces", name))
    axes = tuple(options.items())
    assert_same_bits(Program(name, d, "newton", "float32", surface_options=axes, observers=("loss", "theta")))


@pytest.mark.parametrize(("name", "options"), variants("optimizers"))
def test_optimizer(name, options):
    assert_same_bits(Program("rosenbrock", 2, name, "float32", tuple(options.items()), observers=("loss",)))


def around_the_step() -> list[dict]:
    """Everything that may surround a step, one of each kind at a time until all have come."""
    turns = range(max(map(len, AROUND.values())))
    chosen = [{kind: names[turn % len(names)] for kind, names in AROUND.items()} for turn in turns]
    return [{**one, "gradients": (one["gradients"],)} for one in chosen]


@pytest.mark.parametrize("chosen", around_the_step(), ids=lambda chosen: f"{chosen['gradients'][0]}")
def test_what_surrounds_the_step(chosen):
    assert_same_bits(Program("himmelblau", 2, "gd", "float64", observers=("theta",), **chosen))


def of_examples(observer: str) -> bool:
    """Whether it observes a network and its data; those have their tests on networks."""
    return bool(OF_EXAMPLES & {*signature(registry.load("observers", observer).observe).parameters})


def with_observers() -> Program:
    """All that watch a surface, in one program."""
    average = registry.names("averaging")[0]
    names = tuple(name for name in registry.names("observers") if not of_examples(name))
    return Program("himmelblau", 2, "gd", "float32", averaging=average, observers=names, optima=3)


def test_observers():
    assert_same_bits(with_observers())
