"""How the threads of a GPU take lanes: which steps a team shares, which shape a program has."""

import ast
from pathlib import Path

import network_runs
import numpy as np
import pytest
import tiny
from reference_run import call, sample, variants

import simlab
from simlab import registry
from simlab.kernels.separable import is_separable
from simlab.kernels.shapes import MOST_OWN, shape_of
from simlab.lanes import fma
from simlab.lanes.memory import ArrayRows

D, LANES = 5, 3
SHARED = {"adam", "adamw", "momentum", "gd", "sgd", "nesterov", "rmsprop", "adagrad", "lion", "yogi", "nadam"}


def step_of(name, options):
    module = registry.load("optimizers", name)
    return module, module.select(**options) if hasattr(module, "select") else module.step


def vectors_of(module):
    states = {name for name, one in getattr(module, "STATE", {}).items() if one.rows(D) == D}
    return {"theta", "gradient", *states}


def known_of(module):
    """Random rows and numbers for everything that a step may ask for."""
    rng = np.random.default_rng(8)
    known = {name: rng.uniform(0.1, 2.0, (D, LANES)) for name in sorted(vectors_of(module))}
    known |= {
        name: rng.uniform(0.1, 0.9, (1, LANES)) for name in getattr(module, "STATE", {}) if name not in known
    }
    return known | sample(module.HYPERPARAMETERS, D, LANES, rng) | {"t": np.full(LANES, 3.0)}


@pytest.mark.parametrize(("name", "options"), variants("optimizers"))
def test_a_step_that_looks_separable_is(name, options):
    module, step = step_of(name, options)
    vectors = vectors_of(module)
    separable = is_separable(step, vectors)
    assert separable or name not in SHARED
    if not separable:
        return
    whole, parts = known_of(module), known_of(module)
    call(step, {key: ArrayRows(v) if v.ndim == 2 else v for key, v in whole.items()})
    for i in range(D):
        own = {key: v.copy() for key, v in parts.items() if v.ndim == 2 and key not in vectors}
        rows = {key: ArrayRows(v[i : i + 1]) for key, v in parts.items() if key in vectors}
        call(step, parts | rows | {key: ArrayRows(v) for key, v in own.items()})
    assert all(np.array_equal(whole[key], parts[key]) for key in vectors)
    assert all(np.array_equal(whole[key], own[key]) for key in own)


def summed(theta, gradient):
    total = 0.0
    for i in range(len(theta)):
        total = fma(gradient[i], gradient[i], total)
        theta[i] = theta[i] - total


def shifted(theta, gradient):
    for i in range(len(theta)):
        theta[i] = theta[i] - gradient[i - 1]


def measured(theta, gradient):
    for i in range(len(theta)):
        size = gradient[i] / len(theta)
        theta[i] = theta[i] - size


def carried(theta, gradient, scale):
    for i in range(len(theta)):
        scale[0] = scale[0] * 0.5
        theta[i] = theta[i] - scale[0] * gradient[i]


def left(theta, gradient):
    for i in range(len(theta)):
        last = gradient[i]
        theta[i] = theta[i] - last
    theta[0] = last


@pytest.mark.parametrize("step", [summed, shifted, measured, carried, left])
def test_what_goes_from_one_coordinate_to_another_is_not_separable(step):
    assert not is_separable(step, {"theta", "gradient"})


# What one thread of a team does while the others wait: see ``by_one`` in simlab/networks/watching.py.
BY_ONE = {"add_moments", "add_reach", "add_counts", "add_squares", "add_outer_squares", "add_gain_squares"}
PACKAGE = Path(simlab.__file__).parent
WRITING = [
    (path.name, one)
    for path in (*sorted((PACKAGE / "networks").glob("*.py")), PACKAGE / "lanes" / "products.py")
    for one in ast.parse(path.read_text()).body
    if isinstance(one, ast.FunctionDef) and [ast.unparse(name) for name in one.decorator_list] == ["called"]
]


def names_called(function):
    return [ast.unparse(one.func) for one in ast.walk(function) if isinstance(one, ast.Call)]


@pytest.mark.parametrize(("file", "function"), WRITING, ids=lambda one: getattr(one, "name", one))
def test_who_writes_rows_of_a_network_shares_the_loop_and_waits(file, function):
    stores = [
        one for one in ast.walk(function) if isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Store)
    ]
    if stores and function.name not in BY_ONE:
        called = names_called(function)
        assert {"each", "across", "down"} & {*called}, f"{file}: threads of a team would all write the same"
        last = [one for one in function.body if not isinstance(one, ast.Return)][-1]
        assert ast.unparse(last) == "together()", f"{file}: others would read what is not yet written"


def shape(shared=99 * 1024, **changes):
    return shape_of(next(iter(network_runs.plan(**changes).programs)), shared)


def test_the_shape_follows_the_size_and_what_the_program_does():
    assert shape(layers=[3]).memory == "own"
    large = {"layers": [16, 16], "dtype": "float32"}
    team = shape(**large)
    assert (team.team, team.memory) == (32, "shared") and team.bytes < 48 * 1024
    assert shape(**large, shared=team.bytes - 1).memory == "global"
    assert shape(layers=[64, 64], dtype="float32").team > team.team
    for changes, reason in (
        ({"record": 'lambda_max = "last"'}, "lambda_max evaluates the network at points of its own"),
        ({"optimizer": "lbfgs", "batch": 'order = "full"'}, "lbfgs evaluates the network within its step"),
        ({"optimizer": "gauss_newton", "batch": 'order = "full"'}, "gauss_newton evaluates"),
    ):
        alone = shape(**{"layers": [9, 6], **changes})
        assert (alone.team, alone.memory) == (1, "own") and alone.reason.startswith(reason)
        many = {"layers": [12, 9], "count": 400} if reason.startswith("gauss") else {"layers": [30] * 9}
        deep = shape(**many, **changes)
        assert (deep.team, deep.memory) == (1, "apart") and deep.reason.startswith(reason)
        assert deep.bytes > MOST_OWN and deep.title.startswith("a thread a network")


def test_the_plan_says_which_shape(tmp_path):
    path = tmp_path / "network.toml"
    path.write_text(network_runs.text(layers=[16, 16]))
    printed = tiny.typed("plan", path).stdout
    assert "on a GPU: 32 threads a network" in printed and "KiB of shared memory: 321 parameters" in printed
    assert "a thread a trajectory" in tiny.typed("plan", tiny.scenario(tmp_path)).stdout
