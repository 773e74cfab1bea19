"""Presets: every step is that of the library, as transcribed and, where it is installed, as computed."""

from __future__ import annotations

import os

import numpy as np
import pytest
from naive import libraries
from tiny import results

from simlab import registry
from simlab.errors import ScenarioError
from simlab.plan import make_plan
from simlab.plots._caption import caption
from simlab.plots._common import PlotOptions
from simlab.scenario import loads
from simlab.scenario.declarations import declaration

STEPS = 120
RATES = {"adadelta": 1.0}  # where the library has none
RATE = 2e-3  # of any other kind
CASES = [(library, kind) for library, rules in libraries.RULES.items() for kind in rules]
HEAD = f"""\
title = "As in a library"

[problem]
surface = "rosenbrock"
b = 5.0

[run]
steps = {STEPS}

[record]
theta = "every 1"
"""


def optimizer(library, kind):
    """One [[optimizer]] with nothing but the preset, what the library leaves open, and a falling rate."""
    name, given = kind.replace(" ", "_"), ""
    if kind.startswith("centered "):
        kind, given = kind.removeprefix("centered "), 'form = "centered"\n'
    if registry.load("presets", library).OPTIMIZERS[kind]["learning_rate"] is None:
        given += f"learning_rate = {RATES.get(kind, RATE)}\n"
    schedule = f'schedule = {{ kind = "linear", duration = {STEPS}, final = 0.5 }}\n'
    table = f'\n[[optimizer]]\nname = "{name}"\nkind = "{kind}"\npreset = "{library}"\n'
    return table + given + schedule


def rates(library, kind):
    kind = kind.removeprefix("centered ")
    rate = registry.load("presets", library).OPTIMIZERS[kind]["learning_rate"] or RATES.get(kind, RATE)
    return rate * np.linspace(1.0, 0.5, STEPS, endpoint=False)


def gradient(x):
    wall = x[1] - x[0] ** 2
    return np.array([-2.0 * (1.0 - x[0]) - 20.0 * x[0] * wall, 10.0 * wall])


def descent(step, rates):
    """Iterates [steps + 1, 2] of ``step(x, gradient, rate) -> x``."""
    points = [np.array([-1.2, 1.0])]
    for rate in rates:
        points.append(np.asarray(step(points[-1], gradient(points[-1]), float(rate))))
    return np.array(points)


@pytest.mark.parametrize("library", libraries.RULES)
def test_every_step_is_that_of_the_library_as_documented(tmp_path, library):
    kinds = libraries.RULES[library]
    found = results(tmp_path, HEAD + "".join(optimizer(library, kind) for kind in kinds))
    for kind, rule in kinds.items():
        theta = found.theta.sel(variant=kind.replace(" ", "_")).values[0]
        expected = descent(rule().step, rates(library, kind))
        assert np.abs(expected[-1] - expected[0]).max() > 1e-4, "it hardly moved"
        np.testing.assert_allclose(theta, expected, rtol=1e-12, atol=1e-12, err_msg=f"{library} {kind}")


@pytest.mark.parametrize("library", libraries.RULES)
def test_a_preset_says_everything_of_its_kinds_and_nothing_else(library):
    for kind, given in registry.load("presets", library).OPTIMIZERS.items():
        declared = declaration("optimizers", kind)
        assert set(given) == {*declared.parameters, *declared.options}, kind
        for key, value in given.items():
            if key in declared.options:
                assert value in declared.options[key].choices
            elif isinstance(value, float):
                assert declared.parameters[key].complaint(value) is None
            else:
                assert isinstance(value, str) or (value is None and key == "learning_rate")
    assert set(libraries.RULES[library]) - {"centered rmsprop"} == set(
        registry.load("presets", library).OPTIMIZERS
    )


def only(text, **overrides):
    """The settings of the one variant of a scenario."""
    (variant,) = make_plan(loads(HEAD + text, "my.toml", overrides)).variants
    return variant


def test_what_is_given_overrides_the_preset_and_a_control_may_change_either():
    text = '[[optimizer]]\nkind = "adam"\npreset = "keras"\nepsilon = 1e-3\nlr = 0.5\n'
    variant = only(text)
    settings = variant.settings
    assert (settings["eps"], settings["learning_rate"], settings["preset"]) == (1e-3, 0.5, "keras")
    assert dict(variant.program.options) == {"eps_added_to": "root"}
    changed = only(text, **{"optimizer.adam.preset": "torch", "optimizer.adam.beta1": 0.5})
    assert dict(changed.program.options) == {"eps_added_to": "corrected_root"}
    assert changed.settings["beta1"] == 0.5 and changed.settings["preset"] == "torch"
    plain = only('[[optimizer]]\nkind = "adam"\n')
    assert "preset" not in plain.settings and plain.settings["eps"] == 1e-8


def test_limits_of_rprop_are_lengths_whatever_its_first_step():
    settings = only('[[optimizer]]\nkind = "rprop"\npreset = "torch"\nlearning_rate = 0.5\n').settings
    assert (settings["smallest"], settings["largest"]) == (2e-6, 100.0)


def test_the_caption_names_the_preset_and_the_numbers(tmp_path):
    found = results(tmp_path, HEAD + '[[optimizer]]\nkind = "gd"\npreset = "keras"\n')
    words = caption(found, PlotOptions(plot="curves"), "", [0]).replace("\N{NO-BREAK SPACE}", " ")
    assert "preset = keras" in words and "learning rate = 0.01" in words


FAULTS = [
    (
        'kind = "yogi"\npreset = "torch"\nlearning_rate = 0.1',
        "line 15: [optimizer.yogi] preset: torch has no yogi; it has adadelta, adagrad, adam, adamax, "
        "adamw, amsgrad, gd, momentum, nadam, nesterov, radam, rmsprop, rprop; yogi is in optax",
    ),
    ('kind = "newton"\npreset = "keras"', "keras has no newton; it has"),
    ('kind = "newton"\npreset = "keras"', "no preset has newton"),
    ('kind = "adam"\npreset = "optax"', "learning_rate: must be given: optax has no default for it"),
    ('kind = "gd"\npreset = "optax"', "[optimizer.gd] learning_rate: is missing"),
    ('kind = "adam"\npreset = "tensorflow"', "preset: must be one of"),
    ('kind = "adam"\npreset = "troch"', "did you mean 'torch'?"),
    ('kind = "adam"\npreset = 3', "preset: must be"),
    ('kind = "adam"\npreset = "keras"\neps_added_to = "maximum"', "eps_added_to: must be"),
]


@pytest.mark.parametrize(("table", "words"), FAULTS)
def test_a_preset_that_cannot_be_is_refused(table, words):
    with pytest.raises(ScenarioError) as refused:
        loads(f"{HEAD}\n[[optimizer]]\n{table}\n", "my.toml")
    assert words in str(refused.value)


def test_a_preset_cannot_be_swept():
    sweep = '\n[[sweep]]\nparameter = "optimizer.adam.preset"\nvalues = [1, 2]\n'
    with pytest.raises(ScenarioError, match=r"'optimizer\.adam\.preset' cannot be varied within a run"):
        loads(f'{HEAD}\n[[optimizer]]\nkind = "adam"\npreset = "torch"\n{sweep}', "my.toml")


# -- the libraries themselves -------------------------------------------------------------------------


def torch_step(kind):
    torch = pytest.importorskip("torch")
    torch.set_default_dtype(torch.float64)  # that of its scalars, such as the product of NAdam
    parameter = torch.nn.Parameter(torch.zeros(2))
    centered, kind = kind.startswith("centered "), kind.removeprefix("centered ")
    classes = {"adam": "Adam", "adamw": "AdamW", "amsgrad": "Adam", "adamax": "Adamax", "nadam": "NAdam"}
    classes |= {"radam": "RAdam", "adagrad": "Adagrad", "adadelta": "Adadelta", "rmsprop": "RMSprop"}
    classes |= {"rprop": "Rprop"}
    own = {"momentum": {"momentum": 0.9}, "nesterov": {"momentum": 0.9, "nesterov": True}}
    own |= {"amsgrad": {"amsgrad": True}, "rmsprop": {"centered": centered}}
    one = getattr(torch.optim, classes.get(kind, "SGD"))([parameter], **own.get(kind, {}))

    def step(x, slope, rate):
        for group in one.param_groups:
            group["lr"] = rate
        with torch.no_grad():
            parameter.copy_(torch.from_numpy(x))
        parameter.grad = torch.from_numpy(slope.copy())
        one.step()
        return parameter.detach().numpy().copy()

    return step, one.defaults["lr"]


def optax_step(kind, rates):
    optax, jax = pytest.importorskip("optax"), pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    centered, kind = kind.startswith("centered "), kind.removeprefix("centered ")
    own = {"momentum": {"momentum": 0.9}, "nesterov": {"momentum": 0.9, "nesterov": True}}
    own |= {"rmsprop": {"centered": centered}}
    make = getattr(optax, {"gd": "sgd", "momentum": "sgd", "nesterov": "sgd"}.get(kind, kind))
    table = jax.numpy.asarray(rates)
    one = make(lambda count: table[count], **own.get(kind, {}))
    memory = [one.init(jax.numpy.zeros(2))]

    def step(x, slope, rate):
        updates, memory[0] = one.update(jax.numpy.asarray(slope), memory[0], jax.numpy.asarray(x))
        return np.asarray(optax.apply_updates(jax.numpy.asarray(x), updates))

    return step


def keras_step(kind):
    os.environ.setdefault("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    keras.config.set_floatx("float64")
    centered, kind = kind.startswith("centered "), kind.removeprefix("centered ")
    classes = {"adam": "Adam", "adamw": "AdamW", "amsgrad": "Adam", "adamax": "Adamax", "nadam": "Nadam"}
    classes |= {"adagrad": "Adagrad", "adadelta": "Adadelta", "rmsprop": "RMSprop", "lion": "Lion"}
    own = {"momentum": {"momentum": 0.9}, "nesterov": {"momentum": 0.9, "nesterov": True}}
    own |= {"amsgrad": {"amsgrad": True}, "rmsprop": {"centered": centered}}
    one = getattr(keras.optimizers, classes.get(kind, "SGD"))(**own.get(kind, {}))
    usual, variable = float(one.learning_rate), keras.Variable(np.zeros(2), dtype="float64")

    def step(x, slope, rate):
        one.learning_rate = rate
        variable.assign(x)
        one.apply([keras.ops.convert_to_tensor(slope, dtype="float64")], [variable])
        return keras.ops.convert_to_numpy(variable).copy()

    return step, usual


@pytest.mark.parametrize(("library", "kind"), CASES)
@pytest.mark.filterwarnings("ignore")
def test_the_transcription_is_what_the_library_computes(library, kind):
    falling = rates(library, kind)
    if library == "optax":
        step = optax_step(kind, falling)
    else:
        step, usual = {"torch": torch_step, "keras": keras_step}[library](kind)
        assert usual == pytest.approx(falling[0], rel=1e-7), "the default learning rate is another"
    own = descent(libraries.RULES[library][kind]().step, falling)
    np.testing.assert_allclose(descent(step, falling), own, rtol=1e-12, atol=1e-12)
