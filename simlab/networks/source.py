"""An architecture as the source of a surface: the text of its loss and gradient, over ``simlab.lanes``.

The surface's point is all parameters of one network. The examples of a batch pass in tiles: a tile goes
forward through all layers and back, adding to the gradient, before the next one is read. What a pass computes
lies in ``memory``: a row of zeros, two rooms for slopes and with residual layers a third, the targets, the
inputs, then each layer's outputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from inspect import signature
from types import ModuleType

from simlab import registry
from simlab.kernels.store import Source, ingredients
from simlab.kernels.text import Lines
from simlab.networks import elementwise, normalising, orders, penalty, reading
from simlab.networks.architecture import Architecture, Layer, Run
from simlab.networks.parts import activation, branch, dense, normalisation, residual
from simlab.networks.place import Place

TILE = 16  # examples of a tile: so many that weights are read rarely, so few that activations stay in cache
PARTS = (branch, dense, normalisation, activation, residual)
_HEAD = """\
from simlab.lanes.flags import called, inline
from simlab.lanes.heap import open_rows, rows_like
from simlab.lanes.products import bias_sum, input_product, layer_product, weight_product
from simlab.networks.elementwise import add, add_scaled, clear, keep, scale, shrink
from simlab.networks.normalising import gain_and_shift_sums, normalise, normalise_back
from simlab.networks.penalty import add_penalty, penalty
from simlab.networks.reading import read_chosen, read_shared"""


def network_source(network: Architecture, order: str, batch: int, target_rows: int, labelled: bool) -> Source:
    """The surface of ``network``, whose gradient is that of batches of ``batch`` examples in an ``order``.

    Parameters
    ----------
    order, batch : str, int
        A function of ``simlab.networks.orders`` and a size; or "full" and 0, for all examples.
    target_rows : int
        Numbers of an example that its loss takes.
    labelled : bool
        Whether the last row of the targets is the class of the example, so that errors can be counted.
    """
    text = _Text(network, order, batch, target_rows, labelled).text()
    return Source("network", text, ingredients(_modules(network)))


def _modules(network: Architecture) -> list[ModuleType]:
    """Every module whose code the surface contains."""
    names = dict.fromkeys(layer.activation for layer in network.layers)
    concepts = [registry.load("activations", name) for name in names]
    concepts += [registry.load("losses", name) for name in dict.fromkeys((network.loss, "zero_one"))]
    return [*concepts, elementwise, normalising, orders, penalty, reading]


def _declaring(network: Architecture) -> list[ModuleType]:
    """The modules that declare numbers of a lane which the network takes beside its parameters."""
    names = dict.fromkeys(layer.activation for layer in network.layers)
    concepts = [registry.load("activations", name) for name in names]
    concepts.append(registry.load("losses", network.loss))
    used = [part for part in (normalisation, residual) if any(map(part.parameters, network.layers))]
    return [module for module in concepts if module.PARAMETERS] + used + [penalty] * network.penalty


class _Text:
    def __init__(
        self, network: Architecture, order: str, batch: int, target_rows: int, labelled: bool
    ) -> None:
        self.network, self.order, self.batch = network, order, batch
        self.target_rows, self.labelled = target_rows, labelled
        self.stride = min(batch, TILE) if batch else TILE
        self.runs = network.runs()
        self.declaring = _declaring(network)
        self.given = list(dict.fromkeys(name for module in self.declaring for name in module.PARAMETERS))
        widest = max(layer.width for layer in network.layers)
        rooms = 3 if any(layer.residual != "none" for layer in network.layers) else 2
        self.slopes = tuple(1 + room * widest * self.stride for room in range(rooms))
        self.targets = 1 + rooms * widest * self.stride
        self.inputs = self.targets + (target_rows + labelled) * self.stride
        self.memory = self.inputs + network.inputs * self.stride
        self.places = [self._places(run) for run in self.runs]
        self.loss = registry.load("losses", network.loss)
        asked = [name for part in PARTS for layer in network.layers for name in part.parameters(layer)]
        self.of_layers = self._arguments(asked)
        self.of_slopes = self._arguments(
            name for layer in network.layers for name in residual.parameters(layer)
        )
        self.of_loss = self._arguments(signature(self.loss.gradient).parameters)

    def _places(self, run: Run) -> list[Place]:
        """The parts of the layers of ``run``: each reads where the one before it has written."""
        blank = Place(run, run.theta, 0, 0, 0, self.stride)
        step = sum(part.units(blank) for part in PARTS) * self.stride
        source, own = self.memory - run.inputs * self.stride, self.memory
        places, entry = [], source
        for part in PARTS:
            rows, output = part.units(blank) * self.stride, source
            if rows:
                own += rows
                output = own - run.layer.width * self.stride  # what else a part keeps lies before its outputs
            places.append(Place(run, run.theta, source, output, step, self.stride, entry))
            source = output
        self.memory += run.count * step
        return places

    def text(self) -> str:
        """The whole module."""
        lines, title = Lines(), self.network.title()
        lines.add(f'"""{title[0].upper()}{title[1:]}."""', "")
        self._imports(lines)
        self._facts(lines)
        for layer in self._activations():
            lines.add("", "", *activation.definition(layer).rstrip().split("\n"))
        self._forward(lines)
        self._backward(lines)
        self._slopes_of_loss(lines)
        self._value_and_gradient(lines)
        self._measure(lines)
        if self.network.penalty:
            self._penalty(lines)
        return lines.text()

    def _activations(self) -> Iterator[Layer]:
        """One layer for each activation that is not the identity."""
        found = {activation.role(layer): layer for layer in self.network.layers}
        return (layer for layer in found.values() if layer.activation != "identity")

    def _roles(self) -> dict[str, Callable]:
        """Each concept function under the name that the text gives it."""
        roles: dict[str, Callable] = {}
        for layer in self._activations():
            roles |= {f"{activation.role(layer)}_{key}": f for key, f in activation.imported(layer).items()}
        roles |= {"loss_value": self.loss.value, "loss_gradient": self.loss.gradient}
        return roles | {"zero_one": registry.load("losses", "zero_one").value}

    def _imports(self, lines: Lines) -> None:
        roles = self._roles()
        modules = {f.__module__ for f in roles.values()} | {module.__name__ for module in self.declaring}
        modules |= {orders.__name__} if self.batch else set()
        lines.add(*(f"import {module}" for module in sorted(modules)))
        lines.add(*_HEAD.split("\n"), "")
        if self.batch:
            lines.add(f"choose_batch = simlab.networks.orders.{self.order}")
        lines.add(*(f"{role} = inline({f.__module__}.{f.__name__})" for role, f in roles.items()))

    def _facts(self, lines: Lines) -> None:
        lines.add("", f'TITLE = "{self.network.title()}"', f"DIMENSION = {self.network.parameters}")
        lines.add(f"STRIDE = {self.stride}", f"BATCH = {self.batch}  # examples; 0: all of them")
        lines.add(f"BATCH_ROWS = {orders.FIRST + self.batch if self.batch else 1}")
        lines.add(f"MEMORY = {self.memory}  # rows")
        lines.add(f"PARAMETERS = {{{', '.join(f'**{m.__name__}.PARAMETERS' for m in self.declaring)}}}")

    def _arguments(self, wanted: Iterable[str]) -> str:
        """Those of the ``wanted`` that are numbers of a lane, as further arguments."""
        names = {*wanted}
        return "".join(f", {name}" for name in self.given if name in names)

    @contextmanager
    def _function(self, lines: Lines, head: str, docstring: str) -> Iterator[None]:
        lines.add("", "", "@called")
        with lines.indent(f"def {head}:"):
            lines.add(f'"""{docstring}"""')
            yield

    def _each_layer(self, lines: Lines, run: Run, body: list[str], backward: bool = False) -> None:
        """``body`` for every layer of the run."""
        if run.count == 1:
            lines.add(*body)
            return
        order = f"range({run.count - 1}, -1, -1)" if backward else f"range({run.count})"
        with lines.indent(f"for layer in {order}:"):
            lines.add(*body)

    def _forward(self, lines: Lines) -> None:
        head = f"forward(x, memory, examples, training{self.of_layers})"
        with self._function(lines, head, "From the inputs of a tile to the outputs of the network."):
            for run, places in zip(self.runs, self.places, strict=True):
                parts = zip(PARTS, places, strict=True)
                self._each_layer(lines, run, [line for part, place in parts for line in part.forward(place)])

    def _backward(self, lines: Lines) -> None:
        docstring = "From the slopes of the outputs to those of the parameters, which are added."
        with self._function(lines, f"backward(x, gradient, memory, examples{self.of_slopes})", docstring):
            lines.add(f"here, there = {self.slopes[0]}, {self.slopes[1]}")
            lines.add(*(f"kept = {room}" for room in self.slopes[2:]))
            for run, places in zip(reversed(self.runs), reversed(self.places), strict=True):
                parts = zip(reversed(PARTS), reversed(places), strict=True)
                body = [line for part, place in parts for line in part.backward(place)]
                self._each_layer(lines, run, body, backward=True)

    def _slopes_of_loss(self, lines: Lines) -> None:
        outputs = self.network.outputs
        head = f"slopes_of_loss(memory, examples, share{self.of_loss})"
        docstring = "Sum of the losses of a tile; its slopes, times ``share``, to the first room for slopes."
        with self._function(lines, head, docstring):
            self._example_rows(lines)
            lines.add(f"slopes, out = rows_like(memory, {outputs}), open_rows(memory, {self.slopes[0]})")
            lines.add("total = 0.0 * memory[0]")
            with lines.indent("for e in range(examples):"):
                self._example(lines)
                lines.add(f"total = total + loss_gradient(outputs, target, slopes{self.of_loss})")
                with lines.indent(f"for k in range({outputs}):"):
                    lines.add("out[k * STRIDE + e] = slopes[k] * share")
            lines.add("return total")

    def _example_rows(self, lines: Lines) -> None:
        result = self.memory - self.network.outputs * self.stride
        lines.add(f"outputs = rows_like(memory, {self.network.outputs})")
        lines.add(f"target = rows_like(memory, {self.target_rows})")
        lines.add(f"result, wanted = open_rows(memory, {result}), open_rows(memory, {self.targets})")

    def _example(self, lines: Lines) -> None:
        """Outputs and target of example e."""
        with lines.indent(f"for k in range({self.network.outputs}):"):
            lines.add("outputs[k] = result[k * STRIDE + e]")
        with lines.indent(f"for k in range({self.target_rows}):"):
            lines.add("target[k] = wanted[k * STRIDE + e]")

    def _read(self, lines: Lines, target_rows: int, batch: int) -> None:
        """Inputs and targets of a tile: of the whole table, or those of a batch."""
        lines.add("examples = min(STRIDE, size - first)")
        tables = (("inputs", self.inputs, self.network.inputs), ("targets", self.targets, target_rows))
        for table, row, columns in tables:
            where = f"open_rows(batch, {orders.FIRST} + first)" if batch else "first"
            function = "read_chosen" if batch else "read_shared"
            lines.add(f"{function}(open_rows(memory, {row}), {table}, {where}, {columns}, examples, STRIDE)")

    def _value_and_gradient(self, lines: Lines) -> None:
        given = "".join(f", {name}" for name in self.given)
        head = f"value_and_gradient(x, gradient, inputs, targets, batch, memory{given})"
        docstring = "Mean loss of the batch; its gradient is written to ``gradient``."
        with self._function(lines, head, docstring):
            lines.add(f"clear(open_rows(gradient, 0), {self.network.parameters})", "memory[0] = 0.0")
            lines.add(f"total, size = memory[0], {self.batch or 'inputs.shape[1]'}")
            with lines.indent("for first in range(0, size, STRIDE):"):
                self._read(lines, self.target_rows, self.batch)
                lines.add(f"forward(x, memory, examples, True{self.of_layers})")
                lines.add(f"total = total + slopes_of_loss(memory, examples, 1.0 / size{self.of_loss})")
                lines.add(f"backward(x, gradient, memory, examples{self.of_slopes})")
            lines.add("total = total / size")
            for run in self.runs if self.network.penalty else ():
                place = Place(run, run.theta, 0, 0, 0, 0)
                rows = f"{place.parameter()}, {place.slopes_of_parameter()}, {run.weights}, l2"
                self._each_layer(lines, run, [f"total = total + add_penalty({rows})"])
            lines.add("return total")

    def _measure(self, lines: Lines) -> None:
        names = f"{self.of_layers}{self.of_loss}".split(", ")
        numbers = "".join(f", {name}" for name in self.given if name in names)
        head = f"measure(x, inputs, targets, memory{numbers})"
        docstring = "Mean loss of all examples of a table, and the share of wrong classes."
        with self._function(lines, head, docstring):
            lines.add("memory[0] = 0.0", "total, wrong, size = memory[0], memory[0], inputs.shape[1]")
            self._example_rows(lines)
            if self.labelled:
                lines.add("label = rows_like(memory, 1)")
            with lines.indent("for first in range(0, size, STRIDE):"):
                self._read(lines, self.target_rows + self.labelled, batch=0)
                lines.add(f"forward(x, memory, examples, False{self.of_layers})")
                with lines.indent("for e in range(examples):"):
                    self._example(lines)
                    lines.add(f"total = total + loss_value(outputs, target{self.of_loss})")
                    if self.labelled:
                        lines.add(f"label[0] = wanted[{self.target_rows} * STRIDE + e]")
                        if self.network.outputs == 1 and hasattr(self.loss, "BOUNDARY"):
                            lines.add(f"outputs[0] = outputs[0] - {self.loss.BOUNDARY}")
                        lines.add("wrong = wrong + zero_one(outputs, label)")
            lines.add("return total / size, wrong / size")

    def _penalty(self, lines: Lines) -> None:
        with self._function(lines, "penalty_of(x, l2)", "The penalty on all weights, part of the loss."):
            lines.add("total = 0.0 * l2")
            for run in self.runs:
                rows = Place(run, run.theta, 0, 0, 0, 0).parameter()
                self._each_layer(lines, run, [f"total = total + penalty({rows}, {run.weights}, l2)"])
            lines.add("return total")
