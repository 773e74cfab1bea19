"""What every concept owes its reader and the kernels: documentation, complete declarations, lane language."""

from __future__ import annotations

import ast
import inspect
from inspect import signature

import pytest
from reference_run import twin

import simlab.lanes
from simlab import registry

PARTS = {
    "surfaces": ("Formula", "Symbols", "Reference"),
    "optimizers": ("Update", "At step 0", "Symbols", "Reference", "Where libraries differ"),
    "schedules": ("Formula", "Symbols", "Reference"),
    "averaging": ("Formula", "At step 0", "Symbols", "Reference"),
    "noise": ("Formula", "Symbols", "Reference"),
    "gradients": ("Formula", "Symbols", "Reference"),
    "starts": ("Formula", "Symbols", "Reference"),
    "observers": ("Formula",),
}
REQUIRED = {
    "surfaces": ("DIMENSION", "PARAMETERS", "DOMAIN", "START", "REFERENCE", "optima"),
    "optimizers": ("HYPERPARAMETERS", "OPTIONS", "STATE"),
    "schedules": ("PARAMETERS", "factor"),
    "averaging": ("PARAMETERS", "update"),
    "noise": ("PARAMETERS", "perturb"),
    "gradients": ("PARAMETERS", "modify"),
    "starts": ("PARAMETERS", "points"),
    "observers": ("LONG_NAME", "UNITS", "observe"),
}
GIVEN = {
    "surfaces": {"x", "gradient", "hessian", "residuals", "jacobian"},
    "optimizers": {"theta", "gradient", "hessian", "t", "loss"}
    | {"residuals", "jacobian", "evaluate", "problem"},
    "schedules": {"t", "loss"},
    "averaging": {"theta", "average", "t"},
    "noise": {"gradient", "normals", "uniforms"},
    "gradients": {"gradient", "theta", "t", "loss", "learning_rate", "normals", "uniforms"},
    "starts": {"uniforms", "normals", "dimension", "count"},
    "observers": {"loss", "theta", "gradient", "optima", "average", "loss_of_average", "out"}
    | {"previous", "learning_rate", "hessian"}
    | {"batch_loss", "error", "test_loss", "test_error"}
    | {"layer_places", "activation_moments", "saturated_shares", "bin_shares", "unit_reach"}
    | {"slope_moments", "mean_gradient", "checked", "evaluate_all", "problem_of_all", "work"},
}
OUTSIDE_KERNELS = {
    "select",
    "specialise",
    "derive",
    "optima",
    "center",
    "residual_count",
    "draw_count",
    "work_rows",
}
ALL = [(kind, name) for kind in PARTS for name in registry.names(kind)]


def parameters_of(kind, module):
    return getattr(module, "HYPERPARAMETERS" if kind == "optimizers" else "PARAMETERS", {})


def lane_functions(module):
    """The functions of a concept that a kernel may call."""
    return [
        function
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and name not in OUTSIDE_KERNELS
        and not name.startswith("_")
    ]


def helpers(module):
    """The private functions of a concept, by name."""
    return {
        name: function
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__ and name.startswith("_")
    }


def with_helpers(module):
    """The lane functions of a concept and the private ones that they call."""
    found, private = lane_functions(module), helpers(module)
    for function in found:
        called = [private[name] for name in function.__code__.co_names if name in private]
        found += [one for one in called if one not in found]
    return found


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_documentation_has_every_part_and_names_every_parameter(kind, name):
    module = registry.load(kind, name)
    lines = module.__doc__.splitlines()
    assert lines[0].endswith((".", ":")) and len(lines[0]) > 15
    for part in PARTS[kind]:
        assert part in lines, f"docstring lacks the part '{part}'"
        assert lines[lines.index(part) + 1].startswith("    "), f"part '{part}' is empty"
    declared = [*parameters_of(kind, module), *getattr(module, "STATE", {})]
    missing = [key for key in declared if f"``{key}``" not in module.__doc__]
    assert not missing, f"docstring does not explain {missing}"


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_declarations_are_complete(kind, name):
    module = registry.load(kind, name)
    for key in REQUIRED[kind]:
        assert hasattr(module, key), f"{kind} {name} lacks {key}"
    for key, parameter in parameters_of(kind, module).items():
        assert parameter.description, f"{key} has no description"
        numbers = parameter.default if isinstance(parameter.default, list) else [parameter.default]
        for number in numbers:
            if isinstance(number, (int, float)):
                assert parameter.complaint(number) is None, f"default of {key} breaks its own bounds"
    for option in getattr(module, "OPTIONS", {}).values():
        assert option.description and option.default in option.choices


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_functions_ask_only_for_what_a_kernel_can_give(kind, name):
    module = registry.load(kind, name)
    known = GIVEN[kind] | set(parameters_of(kind, module)) | set(getattr(module, "STATE", {}))
    if hasattr(module, "derive"):
        sample = {
            key: parameter.default if parameter.default is not None else 1.0
            for key, parameter in module.PARAMETERS.items()
        }
        for key, parameter in module.PARAMETERS.items():  # one number stands for every coordinate
            if parameter.vector and not isinstance(sample[key], list):
                sample[key] = [sample[key]] * (getattr(module, "DIMENSION", None) or 2)
            if parameter.entries == "points":
                sample[key] = [[1.0, 0.0], [0.0, 1.0]]
        known |= set(module.derive(getattr(module, "DIMENSION", None) or 2, **sample))
    if kind == "starts":
        assert set(signature(module.points).parameters) <= known
        return
    used = set()
    for function in lane_functions(module):
        asked = set(signature(function).parameters)
        assert asked <= known, f"{function.__name__} asks for {asked - known}"
        used |= asked
    if not hasattr(module, "derive"):
        assert set(parameters_of(kind, module)) <= used, "a declared parameter is used by no function"
    assert set(getattr(module, "STATE", {})) <= used


@pytest.mark.parametrize(("kind", "name"), [item for item in ALL if item[0] != "starts"])
def test_lane_functions_speak_only_the_lane_language(kind, name):
    """No branch on a lane, no power operator, no attribute, no call but of lanes, helpers, range, len."""
    module = registry.load(kind, name)
    for function in with_helpers(module):
        for node in ast.walk(ast.parse(inspect.getsource(function)).body[0]):
            where = f"{name}.{function.__name__}, line {getattr(node, 'lineno', '?')}"
            if isinstance(node, (ast.If, ast.IfExp, ast.While)):
                assert "any_lane(" in ast.unparse(node.test), where
            assert not isinstance(node, (ast.Try, ast.Attribute)), where
            assert not isinstance(node, (ast.Pow, ast.Mod, ast.Lambda, ast.BoolOp, ast.Not)), where
            if isinstance(node, ast.Call):
                called = node.func.id
                imported = inspect.getattr_static(module, called, None)
                from_lanes = getattr(imported, "__module__", "").startswith(simlab.lanes.__name__)
                given = called in ("range", "len", "evaluate") or called in helpers(module)
                assert given or from_lanes, f"{where}: {called}"


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_every_concept_has_a_twin_that_imports_nothing_of_simlab(kind, name):
    tree = ast.parse(inspect.getsource(twin(kind, name)))
    imported = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    imported += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {name.partition(".")[0] for name in imported} <= {
        "numpy",
        "math",
        "itertools",
        "functools",
        "naive",
    }
