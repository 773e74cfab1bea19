"""Every kind of data of the registry: documentation, twin, and the distribution that it promises."""

from __future__ import annotations

import ast
import inspect
import math

import numpy as np
import pytest
from naive.threefry import threefry_4x32_20
from reference_run import call, twin
from scipy import special, stats

from simlab import registry
from simlab.data import draws, load, read_table
from simlab.data.kinds import _shipped
from simlab.errors import UsageError
from simlab.lanes.random import purposes

KINDS = registry.names("data")
REAL = ("breast_cancer", "diabetes", "digits", "wine")
GENERATORS = [name for name in KINDS if name not in REAL]
SEED, COUNT = 2**40 + 7, 24


def words(count, slots, step, purpose=draws.EXAMPLES):
    """Random words [count][4 slots], example by example, from the specification of the generator."""
    key = (SEED & 0xFFFFFFFF, SEED >> 32, 0, 0)
    return [
        [word for slot in range(slots) for word in threefry_4x32_20((i, step, slot, purpose), key)]
        for i in range(count)
    ]


def naive_uniforms(step, columns, count=COUNT, purpose=draws.EXAMPLES):
    rows = words(count, -(-columns // 2), step, purpose)
    pairs = [[(row[2 * j] << 32 | row[2 * j + 1]) >> 12 for j in range(columns)] for row in rows]
    return [[(n + 0.5) / 2**52 for n in row] for row in pairs]


def naive_normals(step, columns, count=COUNT, purpose=draws.EXAMPLES):
    found = []
    for row in naive_uniforms(step, columns + columns % 2, count, purpose):
        pairs = [
            (math.sqrt(-2 * math.log(u)), 2 * math.pi * v) for u, v in zip(row[::2], row[1::2], strict=True)
        ]
        found.append([value for r, t in pairs for value in (r * math.cos(t), r * math.sin(t))][:columns])
    return found


def examples(name, count=COUNT, seed=SEED, **changes):
    module = registry.load("data", name)
    given = {key: parameter.default for key, parameter in module.PARAMETERS.items()} | changes
    return module.examples(seed, count, **given)


@pytest.mark.parametrize("name", KINDS)
def test_documentation_and_declarations_are_complete(name):
    module = registry.load("data", name)
    lines = module.__doc__.splitlines()
    for part in ("Formula", "Symbols", "Reference"):
        assert lines[lines.index(part) + 1].startswith("    ")
    assert not [key for key in module.PARAMETERS if f"``{key}``" not in module.__doc__]
    assert module.KIND in ("regression", "binary", "classes")
    assert list(inspect.signature(module.examples).parameters) == ["seed", "count", *module.PARAMETERS]
    for parameter in module.PARAMETERS.values():
        assert parameter.description and parameter.complaint(parameter.default) is None
    imported = {
        alias.name.partition(".")[0] if isinstance(node, ast.Import) else node.module.partition(".")[0]
        for node in ast.walk(ast.parse(inspect.getsource(twin("data", name))))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported <= {"numpy", "math", "itertools"}


@pytest.mark.parametrize("name", GENERATORS)
def test_generator_agrees_with_its_twin(name):
    own = twin("data", name)
    inputs, targets = examples(name, **own.EXAMPLE)
    known = {
        "uniforms": naive_uniforms,
        "normals": naive_normals,
        "constants": lambda count, columns: naive_normals(0, columns, count, purposes.CONSTANTS),
        "order": draws.order(SEED, 2 ** own.EXAMPLE.get("bits", 1), draws.EXAMPLES),
        "count": COUNT,
        **own.EXAMPLE,
    }
    expected_inputs, expected_targets = call(own.examples, known)
    np.testing.assert_allclose(inputs, expected_inputs, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(targets, expected_targets, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", GENERATORS)
def test_examples_depend_on_the_seed_and_their_number_alone(name):
    inputs, targets = examples(name)
    again, longer, other = examples(name), examples(name, 2 * COUNT), examples(name, seed=3)
    assert inputs.dtype == np.float64 and inputs.shape[0] == len(targets) == COUNT
    assert targets.dtype == (np.int64 if registry.load("data", name).KIND == "classes" else np.float64)
    assert np.array_equal(again[0], inputs) and np.array_equal(again[1], targets)
    assert np.array_equal(longer[0][:COUNT], inputs) and np.array_equal(longer[1][:COUNT], targets)
    assert name == "xor" or not np.array_equal(other[0], inputs)


@pytest.mark.parametrize(
    ("name", "classes"), [("two_moons", 2), ("circles", 2), ("spirals", 3), ("blobs", 3), ("xor", 2)]
)
def test_classes_are_balanced(name, classes):
    changes = {"classes": 3.0} if name in ("spirals", "blobs") else {}
    counts = np.bincount(examples(name, 600, **changes)[1].astype(int))
    assert np.array_equal(counts, np.full(classes, 600 // classes))


def test_moons_circles_and_spirals_lie_on_their_curves_without_noise():
    x, label = examples("two_moons", 4000, noise=0.0)
    centre = np.where(label[:, None] == 0, (0.0, 0.0), (1.0, 0.5))
    np.testing.assert_allclose(np.linalg.norm(x - centre, axis=1), 1.0, rtol=1e-14)
    assert ((x - centre)[:, 1] * np.where(label == 0, 1, -1) >= 0).all()
    x, label = examples("circles", 4000, noise=0.0, ratio=0.25)
    np.testing.assert_allclose(np.linalg.norm(x, axis=1), np.where(label == 1, 0.25, 1.0), rtol=1e-14)
    turn = np.arctan2(x[:, 1], x[:, 0]) / (2 * np.pi) + 0.5
    assert stats.kstest(turn, "uniform").pvalue > 1e-4
    x, label = examples("spirals", 4000, noise=0.0, turns=2.0)
    radius = np.linalg.norm(x, axis=1)
    assert stats.kstest(radius**2, "uniform").pvalue > 1e-4
    angle = 2 * np.pi * (2.0 * radius + label / 2)
    np.testing.assert_allclose(x, radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1), atol=1e-12)


def test_noise_has_its_standard_deviation():
    for name in ("two_moons", "circles", "xor", "spirals"):
        noise = examples(name, 20_000, noise=0.3)[0] - examples(name, 20_000, noise=0.0)[0]
        assert stats.kstest(noise.ravel() / 0.3, "norm").pvalue > 1e-4
        assert abs(np.corrcoef(noise.T)[0, 1]) < 5 / np.sqrt(20_000)


def test_xor_and_parity_are_their_truth_tables():
    x, label = examples("xor", 4)
    assert np.array_equal(label, (x.prod(axis=1) < 0).astype(float)) and len(np.unique(x, axis=0)) == 4
    x, label = examples("parity", 32, bits=5.0)
    assert len(np.unique(x, axis=0)) == 32 and set(np.unique(x)) == {-1.0, 1.0}
    assert np.array_equal(label, ((x > 0).sum(axis=1) % 2).astype(float))


def test_the_best_classifier_of_two_blobs_errs_as_the_formula_says():
    x, label = examples("blobs", 40_000, separation=1.5, spread=1.2, dimension=3.0)
    wrong = np.mean((x[:, 0] < 0) != label)
    expected = stats.norm.cdf(-1.5 / 1.2)
    assert abs(wrong - expected) < 4 * np.sqrt(expected * (1 - expected) / 40_000)


@pytest.mark.parametrize("correlation", [-0.4, 0.0, 0.7])
def test_linear_regression_has_its_moments(correlation):
    scales, offsets, count = [1.0, 10.0, 0.1], [0.0, -5.0, 2.0], 40_000
    x, y = examples(
        "linear_regression", count, dimension=3.0, scales=scales, offsets=offsets, correlation=correlation
    )
    np.testing.assert_allclose((x.mean(axis=0) - offsets) / scales, 0.0, atol=5 / np.sqrt(count))
    np.testing.assert_allclose(x.std(axis=0), scales, rtol=5 / np.sqrt(2 * count))
    expected = np.where(np.eye(3), 1.0, correlation)
    np.testing.assert_allclose(np.corrcoef(x.T), expected, atol=5 / np.sqrt(count))
    residual = y - x.sum(axis=1)
    assert stats.kstest(residual / 0.1, "norm").pvalue > 1e-4


@pytest.mark.parametrize(
    ("changes", "kappa"),
    [({"scales": [1.0, 10.0]}, 100.0), ({"offsets": 3.0}, 1 + 2 * 9.0), ({"correlation": 0.8}, 9.0)],
)
def test_unnormalised_inputs_have_the_condition_number_of_the_lecture(changes, kappa):
    x, _ = examples("linear_regression", 100_000, **changes)
    assert np.linalg.cond(x.T @ x) == pytest.approx(kappa, rel=0.03)


def test_logistic_labels_follow_the_model():
    x, label = examples("logistic_regression", 40_000, weights=[2.0, -1.0], bias=0.5)
    chance = special.expit(x @ [2.0, -1.0] + 0.5)
    score = (label - chance).sum() / np.sqrt((chance * (1 - chance)).sum())
    assert abs(score) < 4
    assert abs(((label - chance) * x[:, 0]).sum() / np.sqrt((chance * (1 - chance) * x[:, 0] ** 2).sum())) < 4


def test_sine_and_teacher():
    x, y = examples("sine", 20_000, noise=0.0, frequency=2.0)
    np.testing.assert_allclose(y, np.sin(2.0 * x[:, 0]), atol=1e-14)
    assert stats.kstest((x[:, 0] + 3) / 6, "uniform").pvalue > 1e-4
    x, y = examples("teacher_student", 4000, hidden=200.0, dimension=3.0)
    assert stats.kstest(x.ravel(), "norm").pvalue > 1e-4
    assert 0.1 < y.var() < 1.0  # E tanh^2 of a unit Gaussian is 0.394


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"kind": "linear_regression", "scales": [1, 2, 3]}, "scales: has 3 entries for dimension = 2"),
        ({"kind": "linear_regression", "correlation": -0.9, "dimension": 3}, "at least -0.5 for 3 inputs"),
        ({"kind": "sine", "low": 3.0}, "low: must be below high"),
        ({"kind": "blobs", "dimension": 1000, "count": 1e6}, "20,000,000"),
        ({"kind": "two_moon"}, "did you mean 'two_moons'"),
    ],
)
def test_impossible_parameters_are_refused(table, words):
    with pytest.raises(UsageError, match=words):
        load(read_table(table), 1)


@pytest.mark.parametrize("name", REAL)
def test_real_tables_are_what_their_authors_describe(name):
    pytest.importorskip("sklearn")
    facts, data = twin("data", name), load(read_table({"kind": name}), 1)
    assert data.inputs.shape == facts.SHAPE == (len(data.targets), len(data.feature_names))
    np.testing.assert_allclose(data.inputs[0, : len(facts.FIRST)], facts.FIRST)
    if data.target_kind == "regression":
        assert data.targets.mean() == pytest.approx(facts.MEAN)
    else:
        assert np.bincount(data.targets.astype(int)).tolist() == facts.CLASSES
        assert len(data.class_names) == len(facts.CLASSES)


def test_some_rows_of_a_real_table_are_chosen_by_the_seed():
    pytest.importorskip("sklearn")
    one, other = (load(read_table({"kind": "wine", "count": 50}), seed).inputs for seed in (1, 2))
    every = {tuple(row) for row in load(read_table({"kind": "wine"}), 1).inputs}
    assert len(one) == 50 and not np.array_equal(one, other)
    assert {tuple(row) for row in one} <= every
    with pytest.raises(UsageError, match="'wine' has 178 examples, not 500"):
        load(read_table({"kind": "wine", "count": 500}), 1)


def test_without_scikit_learn_the_message_says_how_to_install_it(monkeypatch):
    def absent(name):
        raise ImportError(f"No module named '{name}'")

    monkeypatch.setattr(_shipped, "import_module", absent)
    _shipped.bunch.cache_clear()
    with pytest.raises(
        UsageError, match=r"'digits' comes with scikit-learn .*pip install \"simlab\[data\]\""
    ):
        load(read_table({"kind": "digits"}), 1)
