"""The activation of every unit; in training its slope takes the place of the pre-activation.

Formula
    a = f(z),  s_z = s_a f'(z)
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature

from simlab import registry
from simlab.networks.architecture import Layer, Options
from simlab.networks.place import Place

_FUNCTION = '''\
@called
def {name}(z, a, units, examples, training{arguments}):
    """The activations ``a`` of pre-activations ``z``; in training their slopes replace ``z``."""
    for unit in range(units):
        for e in range(unit * STRIDE, unit * STRIDE + examples):
            before = z[e]
            after = {value}
            a[e] = after
            if training:
                z[e] = {slope}
'''


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


def definitions(layer: Layer) -> tuple[list[Callable], str]:
    """The functions that the text imports, and the function that applies them to a layer."""
    value, slope = functions(layer.activation, layer.options)
    known = {"z": "before", "a": "after"}
    texts = {
        key: f"{role(layer)}_{key}({', '.join(known.get(p, p) for p in signature(f).parameters)})"
        for key, f in (("value", value), ("slope", slope))
    }
    arguments = "".join(f", {name}" for name in parameters(layer))
    return [value, slope], _FUNCTION.format(name=f"apply_{role(layer)}", arguments=arguments, **texts)


def units(place: Place) -> int:
    """Rows of memory for an example; the identity needs none."""
    return 0 if place.run.layer.activation == "identity" else place.run.layer.width


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
    if layer.activation == "identity":
        return []
    return [f"scale(open_rows(memory, here), {place.input()}, {layer.width}, {place.stride}, examples)"]
