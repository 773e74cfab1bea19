"""Formulas over x[i] with sums and products, and problems stated by their residuals."""

from __future__ import annotations

import math
from importlib.util import module_from_spec, spec_from_file_location
from inspect import signature

import numpy as np
import pytest

from simlab.errors import ScenarioError
from simlab.expressions import ExpressionError, check_gradient, points_around
from simlab.expressions.surface import surface_source
from simlab.plan import make_plan
from simlab.scenario import loads

SCENARIO = """\
title = "A formula over a vector"

[problem]
expression = "sum(a*(x[i+1] - x[i]**2)**2 + (1 - x[i])**2 for i in range(dimension - 1))"
dimension = 3
parameters = {a = 100.0}
optimum = [1.0]

[start]
kind = "point"
at = 0.5

[run]
steps = 10

[[optimizer]]
kind = "gd"
learning_rate = "0.1/lambda_max"

[[sweep]]
parameter = "problem.a"
values = [1.0, 100.0]
"""


@pytest.fixture
def module_of(tmp_path):
    def build(formula, dimension=3, parameters=(), variables=()):
        path = tmp_path / f"surface_{abs(hash((str(formula), dimension)))}.py"
        names = variables or [f"x{i}" for i in range(dimension)]
        path.write_text(surface_source(formula, names, parameters, vector=not variables), encoding="utf-8")
        spec = spec_from_file_location(path.stem, path)
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return build


def evaluated(module, x, **parameters):
    """Loss, gradient [d] and Hessian [d, d] at ``x``."""
    d = len(x)
    rows, gradient, hessian = np.array(x, float)[:, None], np.empty((d, 1)), np.empty((d * d, 1))

    def known(function):
        return {name: parameters[name] for name in signature(function).parameters if name in parameters}

    loss = module.value_and_gradient(rows, gradient, **known(module.value_and_gradient))
    module.hessian(rows, hessian, **known(module.hessian))
    return float(np.ravel(loss)[0]), gradient[:, 0], hessian.reshape(d, d)


FORMULAS = {
    "10*dimension + sum(x[i]**2 - 10*cos(2*pi*x[i]) for i in range(dimension))": lambda x: (
        10 * len(x) + np.sum(x**2 - 10 * np.cos(2 * np.pi * x))
    ),
    "sum(100*(x[i+1] - x[i]**2)**2 + (1 - x[i])**2 for i in range(dimension - 1))": lambda x: np.sum(
        100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2
    ),
    "sum(x[j]**2 for j in range(0, dimension))/9 - prod(cos(x[i]/sqrt(i + 1)) for i in range(dimension))": (
        lambda x: x @ x / 9 - np.prod(np.cos(x / np.sqrt(1 + np.arange(len(x)))))
    ),
    "sum(sum(x[j] for j in range(i + 1))**2 for i in range(dimension))": lambda x: np.sum(np.cumsum(x) ** 2),
    "sum(x[i]*x[dimension - 1 - i] if i > 0 else exp(x[0]) for i in range(dimension))": lambda x: (
        np.exp(x[0]) + np.sum((x * x[::-1])[1:])
    ),
    "x[0]**2 + e*x[1] + sum(x[i] for i in range(2, 2)) + prod(x[i] for i in range(0))*x[2]": lambda x: (
        x[0] ** 2 + math.e * x[1] + x[2]
    ),
}


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("dimension", [3, 5])
def test_a_vector_formula_is_what_its_sums_say(module_of, formula, dimension):
    module = module_of(formula, dimension)
    points = points_around([0.3, -0.4, 0.2, 0.9, -0.7][:dimension], count=4)
    assert check_gradient(module, points, {}) >= 4 * dimension
    for point in points:
        assert evaluated(module, point)[0] == pytest.approx(FORMULAS[formula](point), rel=1e-12)
    assert module.COORDINATES[1:] == [f"x{i}" for i in range(1, dimension)]


def test_a_sparse_hessian_is_cleared_by_a_loop(module_of):
    formula = "sum(x[i]**4 + x[i]*x[i+1] for i in range(dimension - 1))"
    source = surface_source(formula, [f"x{i}" for i in range(20)], vector=True)
    assert "for entry in range(400):" in source and source.count("\n") < 170
    hessian = evaluated(module_of(formula, 20), np.full(20, 0.5))[2]
    expected = np.diag(np.append(np.full(19, 3.0), 0.0)) + np.eye(20, k=1) + np.eye(20, k=-1)
    np.testing.assert_allclose(hessian, expected)


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        (
            "sum(x[i+1] for i in range(dimension))",
            "column 5: there is no x[3]; the coordinates are x[0] to x[2]",
        ),
        ("x[-1]", "column 1: there is no x[-1]; the coordinates are x[0] to x[2]"),
        ("x[0.5]", "column 3: a whole number is expected, not 0.5"),
        ("sum(x[i/2] for i in range(2))", "column 7: a whole number is expected, not 0.5"),
        ("x[1/0]", "column 3: division by zero"),
        ("x[a]", "column 3: 'a' cannot stand in an index or a range; dimension can"),
        (
            "sum(x[a] for i in range(2))",
            "column 7: 'a' cannot stand in an index or a range; dimension, i can",
        ),
        (
            "sum(x[j] for i in range(2))",
            "column 7: 'j' cannot stand in an index or a range; dimension, i can",
        ),
        ("x[x[0]]", "column 3: 'x' cannot stand in an index or a range; dimension can"),
        ("x[0:1]", "column 3: slices are not allowed"),
        ("x[0, 1]", "column 3: tuples are not allowed here"),
        ("x[0][1]", "column 1: '[...]' may only follow x"),
        ("a[0]", "column 1: '[...]' may only follow x"),
        ("x**2", "column 1: 'x' is a vector; write x[i] for a coordinate"),
        ("x[0].real", "column 1: '.real' is not allowed"),
        ("x.T[0]", "column 1: '[...]' may only follow x"),
        ("x[0] + y", "column 8: unknown name 'y'"),
        ("x[0] + i", "column 8: unknown name 'i', did you mean 'pi'?"),
        ("sum(x)", "column 1: is written sum(... for i in range(...))"),
        ("sum(x[0], x[1])", "column 1: is written sum(... for i in range(...))"),
        ("prod(x[i] for i in x)", "column 20: 'in' must be followed by range(end) or range(first, end)"),
        (
            "sum(x[i] for i in range(0, 3, 2))",
            "column 19: 'in' must be followed by range(end) or range(first, end)",
        ),
        (
            "sum(x[i] for i in range(3) if i > 0)",
            "column 4: one 'for' without 'if' is allowed; nest sums, put conditions in the term",
        ),
        (
            "sum(x[i] for i in range(2) for j in range(2))",
            "column 4: one 'for' without 'if' is allowed; nest sums, put conditions in the term",
        ),
        ("sum(x[i] for i, j in range(2))", "column 14: one name must follow 'for'"),
        ("sum(x[0] for a in range(2))", "column 14: 'a' has a meaning already; count with another name"),
        ("sum(x[0] for e in range(2))", "column 14: 'e' has a meaning already; count with another name"),
        (
            "sum(sum(x[i] for i in range(2)) for i in range(2))",
            "column 18: 'i' has a meaning already; count with another name",
        ),
        ("sum(x[0] for __i in range(2))", "column 14: '__i' has a meaning already; count with another name"),
        ("max(x[i] for i in range(3))", "column 4: comprehensions are not allowed"),
        ("[x[i] for i in range(3)]", "column 1: comprehensions are not allowed"),
        ("x[i] for i in range(3)", "column 6: cannot be read as a formula"),
        ("range(3) + x[0]", "column 1: unknown function 'range'"),
        (
            "sum(x[0]*i for i in range(1000000000))",
            "has more than 5000 parts with its sums and products written out",
        ),
        ("a*sum(i for i in range(3))", "does not depend on x[0] or x[2]"),
    ],
)
def test_every_refusal_of_a_vector_formula_says_why(formula, message):
    with pytest.raises(ExpressionError) as caught:
        surface_source(formula, ["x0", "x1", "x2"], ["a"], vector=True)
    assert str(caught.value) == message


def test_a_dense_formula_of_many_coordinates_is_refused_in_words():
    formula = "prod(x[i] + a for i in range(dimension))"
    with pytest.raises(ExpressionError, match="its derivatives take more than 20000 operations"):
        surface_source(formula, [f"x{i}" for i in range(50)], ["a"], vector=True)


RESIDUALS = [
    ((["a*(y - x**2)", "1 - x"]), ("x", "y"), lambda p: np.array([10 * (p[1] - p[0] ** 2), 1 - p[0]])),
    (
        ["a*(x[i+1] - x[i]**2) for i in range(dimension - 1)", "x[0] - 1", " (2*x[i] for i in range(1, 3))"],
        (),
        lambda p: np.array([*(10 * (p[1:] - p[:-1] ** 2)), p[0] - 1, 2 * p[1], 2 * p[2]]),
    ),
]


@pytest.mark.parametrize(("texts", "variables", "expected"), RESIDUALS)
def test_residuals_their_jacobian_and_their_loss_agree(module_of, texts, variables, expected):
    module = module_of(texts, 3, ("a",), variables)
    x = np.array([0.3, -0.7, 0.4])[: module.DIMENSION]
    count, d = module.residual_count(len(x)), len(x)
    r, jacobian = np.empty((count, 1)), np.empty((count * d, 1))
    module.residuals_and_jacobian(x[:, None], r, jacobian, a=10.0)
    r, jacobian = r[:, 0], jacobian.reshape(count, d)
    np.testing.assert_allclose(r, expected(x), rtol=1e-14)
    for i in range(d):
        step = np.eye(d)[i] * 1e-6
        np.testing.assert_allclose(
            (expected(x + step) - expected(x - step)) / 2e-6, jacobian[:, i], atol=1e-8
        )
    loss, gradient, _ = evaluated(module, x, a=10.0)
    assert loss == pytest.approx(0.5 * r @ r, rel=1e-14)
    np.testing.assert_allclose(gradient, jacobian.T @ r, rtol=1e-13)
    assert check_gradient(module, points_around(x.tolist()), {"a": 10.0}) > 0


def test_a_wrong_residual_is_named_by_its_place():
    with pytest.raises(ExpressionError) as caught:
        surface_source(["x[0]", "x[0] + x[5]"], ["x0", "x1"], vector=True)
    assert str(caught.value) == "number 2: column 8: there is no x[5]; the coordinates are x[0] to x[1]"
    with pytest.raises(ExpressionError) as caught:
        surface_source(["x[0]", "x[0] + b for i in range(2)"], ["x0", "x1"], vector=True)
    assert str(caught.value) == "number 2: column 8: unknown name 'b'"
    with pytest.raises(ExpressionError, match="are more than 500"):
        surface_source(["x[0] + i for i in range(501)"], ["x0"], vector=True)


@pytest.mark.parametrize(
    "formula",
    ["x if x > 0 else -0.3*x + 0*y", "x**2 if x > 0 else 0.5*x**2 + y", "abs(x)*exp(y)", "max(x, y) + x"],
)
def test_a_corner_gives_no_false_alarm_however_near(module_of, formula):
    module = module_of(f"({formula}) + 0.1*y", variables=("x", "y"))
    near = [0.0, *(sign * k * 10.0**-n for n in range(3, 13) for k in (1, 2, 5) for sign in (-1, 1))]
    check_gradient(module, np.array([[x, y] for x in near for y in (0.0, 0.7)]), {})


def test_a_wrong_derivative_beside_a_corner_is_still_found(module_of):
    module = module_of("(x if x > 0 else -0.3*x) + y", variables=("x", "y"))

    class Wrong:
        hessian = staticmethod(module.hessian)

        @staticmethod
        def value_and_gradient(x, gradient):
            loss = module.value_and_gradient(x, gradient)
            gradient[0] = gradient[0] + 2.0
            return loss

    with pytest.raises(ExpressionError, match="df/dx0"):
        check_gradient(Wrong, np.array([[0.0, 0.0]]), {})


def test_a_scenario_sweeps_the_parameter_of_a_vector_formula():
    plan = make_plan(loads(SCENARIO))
    by_value = {variant.settings["a"]: variant.settings for variant in plan.variants}
    assert by_value[1.0]["lambda_max"] < by_value[100.0]["lambda_max"] / 50
    assert {variant.settings["dimension"] for variant in plan.variants} == {3}
    assert plan.variants[0].optima == ((1.0, 1.0, 1.0),)
    residuals = 'residuals = ["sqrt(2*a)*(x[i+1] - x[i]**2) for i in range(2)", "1 - x[i] for i in range(2)"]'
    expression = SCENARIO.split("\n")[3]
    squares = make_plan(loads(SCENARIO.replace(expression, residuals)))
    assert squares.variants[0].program.surface_module().residual_count(3) == 4


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "dimension = 3",
            "",
            "line 3: [problem] dimension: is missing; x[i], sum and prod need the number of coordinates",
        ),
        (
            "dimension = 3",
            'variables = ["x", "y"]',
            "line 5: [problem] variables: cannot be listed beside x[i], sum or prod; give dimension instead",
        ),
        ("dimension = 3", "dimension = 51", "line 5: [problem] dimension: must lie between 1 and 50, not 51"),
        ("[1.0]\n", "[1.0, 1.0]\n", "line 7: [problem] optimum: needs 3 coordinates, or one for all"),
        ("{a = 100.0}", "{a = 100.0, x2 = 1}", "line 6: [problem] parameters.x2: is a variable already"),
        ("{a = 100.0}", "{a = 100.0, sum = 1}", None),
        (
            "x[i+1]",
            "x[i+2]",
            "line 4: [problem] expression: column 8: there is no x[3]; the coordinates are x[0] to x[2]",
        ),
        ("expression", 'residuals = ["x[0]"]\nexpression', None),
        ("expression = ", "residuals = ", "line 4: [problem] residuals: must be a list, not the text"),
    ],
)
def test_a_scenario_refuses_a_wrong_vector_formula(old, new, message):
    with pytest.raises(ScenarioError) as caught:
        loads(SCENARIO.replace(old, new, 1))
    assert message is None or message in str(caught.value)
