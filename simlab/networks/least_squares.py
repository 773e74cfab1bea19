"""The text of the residuals of a network with a squared loss, and of their Jacobian.

Formula
    f = 1/2 |r|^2,  r_ej = (y_ej - t_ej)/sqrt(B),  and with a penalty r_w = sqrt(l2) w for every weight w
Symbols
    y_ej, t_ej output j and its target for example e of the B of a batch. A row of the Jacobian is what goes
    back from one output of one example.
"""

from __future__ import annotations

from simlab.kernels.text import Lines
from simlab.networks import passes
from simlab.networks.architecture import Architecture
from simlab.networks.blueprint import Blueprint
from simlab.networks.parts import standardisation
from simlab.networks.place import Place


def complaint(network: Architecture) -> str | None:
    """Why the loss of a network is no sum of squares of its examples, or ``None``."""
    if network.loss != "mse":
        return f"needs a sum of squares, and the loss is {network.loss}, not mse"
    if network.whole_batch:
        return "needs residuals of single examples, which batch normalisation ties to each other"
    if any(layer.dropout for layer in network.layers):
        return "needs one function of the parameters, and dropout makes a new one in every step"
    return None


def count(plan: Blueprint) -> int:
    """Number of residuals."""
    weights = sum(run.count * run.weights for run in plan.runs) if plan.network.penalty else 0
    return plan.size * plan.network.outputs + weights


def residuals_and_jacobian(lines: Lines, plan: Blueprint) -> None:
    """Append ``residuals_and_jacobian``, and ``residual_count``."""
    lines.add("", "", "def residual_count(dimension):", '    """Number of residuals."""')
    lines.add(f"    return {count(plan)}")
    given = "".join(f", {name}" for name in plan.given)
    head = f"residuals_and_jacobian(x, residuals, jacobian, inputs, targets, batch, memory{given})"
    with passes.function(lines, head, "Residuals of the batch, and their Jacobian row by row."):
        lines.add("memory[0] = 0.0", f"share, size = memory[0] + {plan.size**-0.5!r}, {plan.size}")
        lines.add(f"result, wanted = open_rows(memory, {plan.result}), open_rows(memory, {plan.targets})")
        passes.each_weights(lines, plan, standardisation.prepare)
        with lines.indent("for first in range(size):"):
            passes.read(lines, plan, plan.target_rows, plan.batch, "1")
            lines.add(f"forward(x, memory, examples, True{plan.of_layers})")
            _outputs(lines, plan)
        if plan.network.penalty:
            _penalty(lines, plan)


def _outputs(lines: Lines, plan: Blueprint) -> None:
    """The residuals of one example: back from each of its outputs."""
    outputs, d = plan.network.outputs, plan.network.parameters
    with lines.indent(f"for k in range({outputs}):"):
        lines.add(f"place = first * {outputs} + k")
        lines.add("residuals[place] = (result[k * STRIDE] - wanted[k * STRIDE]) * share")
        with lines.indent(f"for row in range({outputs}):"):
            lines.add(f"memory[{plan.slopes[0]} + row * STRIDE] = 0.0")
        lines.add(f"memory[{plan.slopes[0]} + k * STRIDE] = share")
        lines.add(f"gradient = open_rows(jacobian, place * {d})", f"clear(gradient, {d})")
        lines.add(f"backward(x, gradient, memory, examples{plan.of_slopes})")
        passes.each_weights(lines, plan, standardisation.finish)


def _penalty(lines: Lines, plan: Blueprint) -> None:
    """A residual of every weight."""
    d = plan.network.parameters
    lines.add(f"place, root = size * {plan.network.outputs}, sqrt(l2)")
    for run in plan.runs:
        body = Lines()
        with body.indent(f"for weight in range({run.weights}):"):
            body.add(f"at = {Place(run, run.theta).first_parameter()} + weight")
            body.add(f"clear(open_rows(jacobian, place * {d}), {d})")
            body.add("residuals[place] = root * x[at]", f"jacobian[place * {d} + at] = root")
            body.add("place += 1")
        passes.each_layer(lines, run, body.text().splitlines())
