"""The activation of every unit; in training its slope takes the place of the pre-activation.

Formula
    a = f(z),  s_z = s_a f'(z)
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature

from simlab import registry
from simlab.kernels.text import call
from simlab.networks.architecture import Layer, Options
from simlab.networks.place import Place

_FUNCTION = '''\
@called
def {name}(z, a, units, examples, training{arguments}):
    """The activations ``a`` of pre-activations ``z``; in training their slopes replace ``z``."""
    for unit in down(units, TEAM_COLUMNS):
        for example in across(examples, TEAM_COLUMNS):
            e = unit * STRIDE + example
            before = z[e]
            if training:
                {both}
                a[e], z[e] = after, slope
            else:
                a[e] = {value}
    together()
'''


_ROWS = {"z": "before", "a": "after"}


def functions(name: str, options: Options) -> tuple[Callable, Callable]:
    """The value and the slope of an activation, by its compile-time choices."""
    module = registry.load("activations", name)
    if hasattr(module, "select"):
        chosen = {key: option.default for key, option in module.OPTIONS.items()} | dict(options)
        return module.select(**chosen)
    return module.value, module.slope


def parameters(layer: Layer) -> list[str]:
    """The numbers that the activation takes."""
    value, _ = functions(layer.activation, layer.options)
    return [name for name in signature(value).parameters if name != "z"]


def role(layer: Layer) -> str:
    """The name of the activation in the text; its choices are part of it."""
    return "_".join([layer.activation, *(value for _, value in layer.options)])


def imported(layer: Layer) -> dict[str, Callable]:
    """The functions that the text imports; some activations have value and slope in one, at less cost."""
    value, slope = functions(layer.activation, layer.options)
    both = getattr(registry.load("activations", layer.activation), "value_and_slope", None)
    return {"value": value, "both": both} if both else {"value": value, "slope": slope}


def definition(layer: Layer) -> str:
    """The function of the text that applies the activation to a layer."""
    texts = {key: call(f"{role(layer)}_{key}", f, _ROWS) for key, f in imported(layer).items()}
    both = f"after, slope = {texts['both']}" if "both" in texts else f"after = {texts['value']}"
    if "both" not in texts:
        both += f"\n                slope = {texts['slope']}"
    arguments = "".join(f", {name}" for name in parameters(layer))
    name = f"apply_{role(layer)}"
    return _FUNCTION.format(name=name, arguments=arguments, both=both, value=texts["value"])


def rows(place: Place) -> tuple[int, int]:
    """Rows of memory beside the outputs, and for these: the identity needs none."""
    layer = place.run.layer
    return 0, 0 if layer.activation == "identity" else layer.width * place.stride


def forward(place: Place) -> list[str]:
    """Apply the activation to every unit."""
    layer = place.run.layer
    if layer.activation == "identity":
        return []
    arguments = ", ".join([str(layer.width), "examples", "training", *parameters(layer)])
    return [f"apply_{role(layer)}({place.input()}, {place.output()}, {arguments})"]


def backward(place: Place) -> list[str]:
    """Multiply the slopes by those of the activation."""
    layer = place.run.layer
    if layer.activation == "identity" or layer.error == "forgotten_slope":
        return []
    return [f"scale(open_rows(memory, here), {place.input()}, {layer.width}, {place.stride}, examples)"]
