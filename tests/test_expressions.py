from __future__ import annotations

import ast
import math
import os
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlab.expressions import ExpressionError, check_gradient, evaluate_number, points_around
from simlab.expressions.evaluate import evaluate
from simlab.expressions.grammar import Grammar, number_grammar, surface_grammar
from simlab.expressions.parse import parse
from simlab.expressions.surface import surface_source

NAMES = {"kappa": 100.0, "lambda_max": 100.0, "lambda_min": 1.0, "steps": 2000.0}
CLAIMS = Grammar(
    names=frozenset(["loss", "status", "kappa"]),
    functions={"sqrt": (1, 1), "final": (1, 1), "at": (1, 9), "threshold": (2, 3)},
    laws={"gd_rate": (2, 3)},
    loose=frozenset(["final", "at", "threshold"]),
    keyword=frozenset(["at", "law.gd_rate"]),
    allow_strings=True,
    allow_subscripts=True,
    allow_conditionals=False,
    numeric=False,
)


def fault(text: str, grammar: Grammar | None = None) -> str:
    with pytest.raises(ExpressionError) as caught:
        parse(text, grammar or number_grammar(NAMES))
    assert caught.value.exit_code == 2
    return str(caught.value)


# -- the language --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2/(lambda_max + lambda_min)", 2 / 101),
        ("((sqrt(kappa) - 1)/(sqrt(kappa) + 1))**2", (9 / 11) ** 2),
        ("-kappa**-2", -1e-4),
        ("+kappa", 100.0),
        ("min(kappa, 3, steps) + max(1, 2)", 5.0),
        ("abs(-3) + pi - e", 3 + math.pi - math.e),
        ("1 if kappa > 50 and not steps < 3 else 2", 1.0),
        ("2 if 1 < kappa <= 99 or kappa == 7 else 3", 3.0),
        ("exp(log(5)) * sin(1)**2 + 5*cos(1)**2 * 1 + tanh(0)", 5.0),
        ("\n  1_000\n  + 0x10\t", 1016.0),
        (" + ".join(["kappa"] * 200), 20000.0),
    ],
)
def test_a_number_is_what_arithmetic_says(text, value):
    assert evaluate_number(text, NAMES) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("x" * 2001, "has 2001 characters, at most 2000 are allowed"),
        ("kapa", "column 1: unknown name 'kapa', did you mean 'kappa'?"),
        ("1 + qqq", "column 5: unknown name 'qqq'"),
        ("  kapa", "column 3: unknown name 'kapa', did you mean 'kappa'?"),
        ("kappa^2", "column 1: '^' is not a power; write **"),
        ("kappa % 2", "column 1: '%' is not allowed"),
        ("kappa // 2", "column 1: '//' is not allowed"),
        ("kappa & 2", "column 1: '&' is not allowed; write and"),
        ("~kappa", "column 1: '~' is not allowed; write not"),
        ("9**9**9", "column 4: a power in an exponent is not allowed"),
        ("9**(1 + 2**3)", "column 5: a power in an exponent is not allowed"),
        ("kappa**65", "column 8: an exponent must lie between -64 and 64"),
        ("kappa**-65", "column 8: an exponent must lie between -64 and 64"),
        ("1e309", "column 1: the number is too large"),
        ("9" * 400, "column 1: the number is too large"),
        ("1j", "column 1: 1j is not a number"),
        ("True", "column 1: True is not a number"),
        ("None", "column 1: None is not a number"),
        ("...", "column 1: ... is not a number"),
        ("b'x'", "column 1: b'x' is not a number"),
        ("'gd'", "column 1: quoted text is not allowed here"),
        ("kappa.real", "column 1: '.real' is not allowed"),
        ("kappa.__class__", "column 1: '__class__': names that begin with '__' are not allowed"),
        ("__import__('os')", "column 1: '__import__': names that begin with '__' are not allowed"),
        ("__name__", "column 1: '__name__': names that begin with '__' are not allowed"),
        ("law.gd_rate(1, 2)", "column 1: '.gd_rate' is not allowed"),
        ("lambda: 1", "column 1: 'lambda' is not allowed"),
        ("[k for k in kappa]", "column 1: comprehensions are not allowed"),
        ("{k for k in kappa}", "column 1: comprehensions are not allowed"),
        ("{k: k for k in kappa}", "column 1: comprehensions are not allowed"),
        ("max(k for k in kappa)", "column 4: comprehensions are not allowed"),
        ("f'{kappa}'", "column 1: f-strings are not allowed"),
        ("(k := 1)", "column 2: ':=' is not allowed"),
        ("max(*kappa)", "column 5: '*' arguments are not allowed"),
        ("max(**kappa)", "column 5: '**' arguments are not allowed"),
        ("max(1, b=2)", "column 8: max() takes no arguments by name"),
        ("[1, 2]", "column 1: lists are not allowed"),
        ("(1, 2)", "column 1: tuples are not allowed here"),
        ("{1: 2}", "column 1: dictionaries are not allowed"),
        ("kappa[0]", "column 1: '[...]' is not allowed here"),
        ("1 in 2", "column 1: 'in' and 'is' are not allowed; write =="),
        ("sqr(2)", "column 1: unknown function 'sqr', did you mean 'sqrt'?"),
        ("sqrt", "column 1: 'sqrt' is a function; write sqrt(...)"),
        ("sqrt(1, 2)", "column 1: sqrt() takes 1 argument, not 2"),
        ("min(1)", "column 1: min() takes 2 to 16 arguments, not 1"),
        ("kappa(2)", "column 1: 'kappa' is not a function; write kappa*(...) to multiply"),
        ("2(kappa)", "column 1: only a function's name can be called; write * to multiply"),
        ("sqrt(2)(3)", "column 1: only a function's name can be called; write * to multiply"),
        ("2kappa", "column 1: write 2*kappa, not 2kappa"),
        ("kappa > 1", "column 1: is a condition; a number is expected"),
        ("1 + (kappa > 1)", "column 6: is a condition; a number is expected"),
        ("1 if kappa else 2", "column 6: is a number; a condition is expected"),
        ("kappa and 2", "column 1: is a number; a condition is expected"),
        ("import os", "column 1: 'import' is a statement; one formula is expected"),
        ("exec 'x'", "column 1: 'exec' is a statement; one formula is expected"),
        ("kappa = 2", "column 7: '=' assigns; write == to compare"),
        ("1 +", "column 3: ends too early"),
        ("1 2", "column 3: cannot be read as a formula"),
        ("(1", "column 1: '(' is never closed"),
        ("1)", "column 2: ')' closes nothing"),
        ("(1]", "column 3: ']' closes nothing"),
        ("'abc", "a quoted text is never closed"),
        ("kappa\u00b2", "column 6: character '\\xb2' is not allowed"),
        ("1 # one", "column 3: character '#' is not allowed"),
        ("1 \\\n", "column 3: character '\\\\' is not allowed"),
        ("(" * 51 + "1" + ")" * 51, "column 51: is nested more than 50 levels deep"),
        ("-" * 60 + "1", "column 51: is nested more than 50 levels deep"),
        (" + ".join(["1"] * 400), "column 1: has more than 500 parts"),
    ],
)
def test_every_refusal_says_why_and_where(text, message):
    assert fault(text) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("loss['gd'", "column 5: '[' is never closed"),
        ("loss[1:2]", "column 6: slices are not allowed"),
        ("loss[kappa]", "column 6: a key must be a quoted name or a whole number"),
        ("loss[-1]", "column 6: a key must be a quoted name or a whole number"),
        ("loss[1.5]", "column 6: a key must be a quoted name or a whole number"),
        ("final(loss)['gd']", "column 1: '[...]' may only follow a name"),
        ("law.gd_rat(1, 2)", "column 1: unknown law 'gd_rat', did you mean 'gd_rate'?"),
        ("law.gd_rate", "column 1: write law.gd_rate(...)"),
        ("law.gd_rate(1)", "column 1: law.gd_rate() takes 2 to 3 arguments, not 1"),
        ("law.__class__(1)", "column 1: '__class__': names that begin with '__' are not allowed"),
        ("law.gd_rate('a', 1)", "column 13: is a text; a number is expected"),
        ("'gd' + 1", "column 1: is a text; a number is expected"),
        ("'gd'", "column 1: is a text; a number is expected"),
        ("1 if kappa > 1 else 2", "column 1: 'if' is not allowed here"),
        ("'a' == 1", "column 1: only numbers with numbers, or texts with texts, can be compared"),
        ("final(loss, 2)", "column 1: final() takes 1 argument, not 2"),
        ("os.system('x')", "column 1: '.system' is not allowed"),
    ],
)
def test_the_language_of_claims_has_limits_too(text, message):
    assert fault(text, CLAIMS) == message


def test_claims_may_select_compare_and_name_laws():
    names = {"loss": {("gd", 0): 4.0, "gd": 9.0}, "status": "diverged", "kappa": 2.0}
    functions = {"final": lambda x: x, "at": lambda x, **where: x + where["rate"], "threshold": max}

    def value(text: str, **more):
        return evaluate(parse(text, CLAIMS), names, functions, **more)

    assert value("final(loss['gd', 0]) + loss['gd']") == 13.0
    assert value("at(kappa, rate=0.5)") == 2.5
    assert value("status == 'diverged' and kappa > 1") is True
    assert value("not status == 'diverged'") is False
    laws = {"gd_rate": lambda a, b, c=0.0: a * 100 + b * 10 + c}
    assert value("law.gd_rate(1, kappa, c=3)", law=laws.__getitem__) == 123.0
    assert value("loss['gd', 1]", subscript=lambda name, keys: (name, keys)) == ("loss", ("gd", 1))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1/(kappa - 100)", "column 1: division by zero"),
        ("2 + sqrt(-kappa)", "column 5: has no real value"),
        ("(0 - kappa)**0.5", "column 1: has no real value"),
        ("log(0)", "column 1: has no real value"),
        ("exp(1000)", "column 1: the value is too large"),
        ("1e300**2", "column 1: the value is too large"),
    ],
)
def test_a_float_without_a_value_is_an_error(text, message):
    with pytest.raises(ExpressionError) as caught:
        evaluate_number(text, NAMES)
    assert str(caught.value) == message


def test_numpy_numbers_are_held_to_the_same():
    with pytest.raises(ExpressionError, match="division by zero"):
        evaluate_number("1/kappa", {"kappa": np.float64(0.0)})


def test_arrays_take_part_as_they_are():
    grammar = number_grammar(["x"])
    x = np.array([-1.0, 0.0, 4.0])
    assert evaluate(parse("max(x, 0) + sqrt(x)", grammar), {"x": x})[2] == 6.0
    assert np.isnan(evaluate(parse("sqrt(x)", grammar), {"x": x})[0])
    assert evaluate(parse("1 if x > 0 else 2", grammar), {"x": x}).tolist() == [2.0, 2.0, 1.0]
    surface = parse("erf(x) + sigmoid(x) + softplus(x) + tan(x)", surface_grammar(["x"], []))
    single = [evaluate(surface, {"x": value}) for value in x.tolist()]
    assert evaluate(surface, {"x": x}) == pytest.approx(single)


PIECES = st.sampled_from(
    [
        *"()[]{}+-*/^%&|~<>=!,.:;@'\"\\# \n",
        *("**", "kappa", "sqrt", "__", "lambda", "if", "else", "not", "in", "1", "2.5", "1e9", "9**9"),
        *("law.", "for", "import ", "f'", ":=", "and", "é", "\0", "True", "x"),
    ]
)


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=60), st.booleans())
def test_any_text_is_parsed_or_refused_in_words(text, claims):
    try:
        parse(text, CLAIMS if claims else number_grammar(NAMES))
    except ExpressionError as error:
        assert str(error)


@settings(max_examples=200)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_what_parses_evaluates_to_a_float_or_an_expression_error(text):
    try:
        assert isinstance(evaluate_number(text, NAMES), float)
    except ExpressionError as error:
        assert str(error)


def test_nothing_outside_the_whitelist_survives():
    tree = parse(
        "min(sqrt(kappa), -2.0**3) if kappa > 1 and not kappa < 3 else pi", number_grammar(NAMES)
    ).tree
    allowed = (ast.IfExp, ast.BoolOp, ast.UnaryOp, ast.BinOp, ast.Compare, ast.Call, ast.Name, ast.Constant)
    assert all(isinstance(node, allowed) for node in ast.walk(tree) if isinstance(node, ast.expr))


# -- formulas as surfaces ------------------------------------------------------------------------------------


@pytest.fixture
def module_of(tmp_path):
    def build(formula: str, variables=("x", "y"), parameters=(), optimum=()):
        path = tmp_path / f"surface_{abs(hash(formula))}.py"
        path.write_text(surface_source(formula, variables, parameters, optimum), encoding="utf-8")
        spec = spec_from_file_location(path.stem, path)
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return build


def derivatives(module, point, **parameters):
    """Loss, gradient and Hessian at one point."""
    x = np.asarray(point, float).reshape(-1, 1)
    gradient, hessian = np.empty_like(x), np.empty((len(x) ** 2, 1))
    arguments = module.value_and_gradient.__code__.co_varnames[
        2 : module.value_and_gradient.__code__.co_argcount
    ]
    loss = module.value_and_gradient(x, gradient, **{name: parameters[name] for name in arguments})
    arguments = module.hessian.__code__.co_varnames[2 : module.hessian.__code__.co_argcount]
    module.hessian(x, hessian, **{name: parameters[name] for name in arguments})
    return float(np.ravel(loss)[0]), gradient.ravel().tolist(), hessian.ravel().tolist()


ROSENBROCK = '''\
"""f(x, y) = (a - x)**2 + b*(y - x**2)**2."""

from __future__ import annotations

from simlab.parameters import Parameter

DIMENSION = 2
COORDINATES = ["x", "y"]
PARAMETERS: dict[str, Parameter] = {
    "a": Parameter("parameter of the formula"),
    "b": Parameter("parameter of the formula"),
}


def value_and_gradient(x, gradient, a, b):
    """f at ``x`` [d rows]; its gradient is written to ``gradient`` [d rows]."""
    t1 = a - x[0]
    t2 = x[1] - x[0] * x[0]
    t3 = b * t2
    gradient[0] = -(2.0 * t1 + 4.0 * t3 * x[0])
    gradient[1] = 2.0 * t3
    return b * t2 * t2 + t1 * t1


def hessian(x, hessian, b):
    """Second derivatives at ``x`` [d rows], written to ``hessian`` [d * d rows, row-major]."""
    t1 = x[0] * x[0]
    t2 = 4.0 * b
    hessian[0] = 8.0 * b * t1 + 2.0 - t2 * (x[1] - t1)
    hessian[2] = -t2 * x[0]
    hessian[3] = 2.0 * b
    hessian[1] = hessian[2]


def optima(dimension, a, b):
    """The global minimisers that the scenario states."""
    return [[a, a ** 2]]
'''


def test_the_module_of_a_formula_reads_like_one_written_by_hand():
    source = surface_source("(a - x)**2 + b*(y - x**2)**2", ("x", "y"), ("a", "b"), [["a", "a**2"]])
    assert source == ROSENBROCK


def test_the_module_does_not_depend_on_the_hash_seed():
    program = (
        "from simlab.expressions.surface import surface_source as s;"
        "print(s('exp(-x*y)*sin(x+y*z)+abs(x-y)+cos(z)**3*a', ['x','y','z'], ['a']))"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1


SURFACES = [
    "0.5*(a*x**2 + y**2)",
    "(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
    "20 + x**2 + y**2 - 10*(cos(2*pi*x) + cos(2*pi*y))",
    "-20*exp(-0.2*sqrt(0.5*(x**2 + y**2))) - exp(0.5*(cos(2*pi*x) + cos(2*pi*y))) + e + 20",
    "tanh(x*y) + sigmoid(3*x - y)*softplus(x) - erf(y/2)",
    "abs(x - y) + max(x, y, x*y) - min(2*x, y**2)",
    "x**2 + y if x > 0 and not y < -0.5 else x*y + 1",
    "sin(x)**3/(2 + cos(y)) + tan(x/4)",
    "log(1 + x**2 + y**4) + (1 + x**2)**1.5 + sqrt(1 + y**2)**-3",
    "x**7 - y**-2 + 2**x + (1.5 + sin(x))**y + (2 + y*y)**(1/3)",
    "a**2*x - exp(-a*x*x)*y + 3",
    "(3 if x > y else 4) + x*y",
]


@pytest.mark.parametrize("formula", SURFACES)
def test_a_formula_agrees_with_its_differences_and_its_text(module_of, formula):
    parameters = ("a",) if "a*" in formula else ()
    module = module_of(formula, parameters=parameters)
    numbers = dict.fromkeys(parameters, 3.0)
    points = points_around([0.3, -0.4])
    assert check_gradient(module, points, numbers) >= 3 * len(points)
    text = parse(formula, surface_grammar(["x", "y"], parameters))
    for x, y in points.tolist():
        expected = evaluate(text, {"x": x, "y": y, **numbers})
        assert derivatives(module, [x, y], **numbers)[0] == pytest.approx(expected, rel=1e-12, abs=1e-13)


ATOMS = st.sampled_from(["x", "y", "a", "2", "0.5", "3", "(1 + x*x)"])
FORMULAS = st.recursive(
    ATOMS,
    lambda inner: (
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
        | st.tuples(inner, inner).map(lambda t: f"({t[0]}/(2 + ({t[1]})**2))")
        | st.tuples(st.sampled_from(["sin", "cos", "tanh", "sigmoid", "softplus", "abs", "erf"]), inner).map(
            lambda t: f"{t[0]}({t[1]})"
        )
        | st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})")
        | st.tuples(inner, st.integers(1, 5)).map(lambda t: f"({t[0]})**{t[1]}")
        | st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} if {t[1]} > {t[2]} else {t[2]})")
    ),
    max_leaves=7,
)


@settings(max_examples=60)
@given(FORMULAS)
def test_derivatives_of_any_formula_agree_with_differences(formula):
    try:
        source = surface_source(f"{formula} + 0.1*x", ("x", "y"), ("a",))
    except ExpressionError:  # the derivatives may be too long, the powers too high
        return
    names: dict = {}
    exec(compile(source, "surface", "exec"), names)  # a test may: the text was just generated here
    module = type("Surface", (), {key: staticmethod(names[key]) for key in ("value_and_gradient", "hessian")})
    check_gradient(module, points_around([0.2, -0.3], count=4, reach=0.7), {"a": 0.8})


def test_corners_have_subgradients(module_of):
    module = module_of("abs(x) + 0*y + max(y, 2*y)")
    assert derivatives(module, [0.0, 0.0])[1] == [0.0, 2.0]
    assert derivatives(module, [-3.0, -1.0]) == (2.0, [-1.0, 1.0], [0.0] * 4)


def test_saturated_functions_keep_their_digits(module_of):
    gradient = derivatives(module_of("tanh(x) + sigmoid(y)"), [30.0, -40.0])[1]
    assert gradient == pytest.approx([4 * math.exp(-60), math.exp(-40)], rel=1e-12)


def test_a_minimum_is_exact(module_of):
    module = module_of("(a - x)**2 + 0.1*(y - a*x)**2", parameters=("a",))
    assert derivatives(module, [0.1, 0.1 * 0.1], a=0.1)[1] == [0.0, 0.0]


def test_optima_follow_the_parameters(module_of):
    module = module_of(
        "(x - a)**2 + y**2", parameters=("a",), optimum=[["sqrt(a)*pi", 0], ["min(a, 1)", "-a"]]
    )
    assert module.optima(2, a=4.0) == [[2 * math.pi, 0.0], [1.0, -4.0]]
    assert module_of("x + y").optima(2) == []


def test_not_a_number_is_not_hidden(module_of):
    with np.errstate(invalid="ignore"):
        loss, gradient, _ = derivatives(module_of("abs(sqrt(x)) + y"), [-1.0, 0.0])
    assert math.isnan(loss)
    assert math.isnan(gradient[0])


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("3 + a", "does not depend on x or y"),
        ("x/0", "column 1: division by zero"),
        ("x*sqrt(-1)", "column 3: has no real value"),
        ("x/(y - y)", "column 1: division by zero"),
        ("((x**64)**64)**64", "column 2: the powers multiply to more than 256"),
        ("x*1e308*10*1e10", "a constant of it or of its derivatives is too large"),
        ("x + b", "column 5: unknown name 'b'"),
        ("sin(" * 49 + "x" + ")" * 49, "its derivatives take more than 20000 operations"),
    ],
)
def test_formulas_without_a_usable_surface(formula, message):
    with pytest.raises(ExpressionError) as caught:
        surface_source(formula, ("x", "y"), ("a",))
    assert str(caught.value) == message


def test_a_wrong_derivative_is_found(module_of):
    module = module_of("x**2 + y**3")

    class Wrong:
        hessian = staticmethod(module.hessian)

        @staticmethod
        def value_and_gradient(x, gradient):
            loss = module.value_and_gradient(x, gradient)
            gradient[1] = 1.001 * gradient[1]
            return loss

    with pytest.raises(
        ExpressionError, match=r"the derivative df/dx1 at \(.*\) is .*, a finite difference gives"
    ):
        check_gradient(Wrong, points_around([1.0, 1.0]), {})


def test_points_off_the_domain_are_passed_over(module_of):
    module = module_of("log(x) + sqrt(y)")
    assert check_gradient(module, np.array([[-1.0, -1.0]]), {}) < 5
    assert check_gradient(module, np.array([[1.0, 1.0]]), {}) == 5


def test_points_lie_around_their_center():
    points = points_around([10.0, 0.0], count=50, reach=0.5)
    assert points.shape == (50, 2)
    assert np.abs(points - [10.0, 0.0]).max(axis=0) == pytest.approx([5.0, 0.5], rel=0.1)
    assert np.array_equal(points, points_around([10.0, 0.0], count=50, reach=0.5))
