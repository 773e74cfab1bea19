"""simlab's own part in the works on networks: a program and a batch of networks. See ``simlab_engine``."""

import numpy as np
from opponents import simlab_engine
from works import _networks

from simlab.data.batches import sorted_order
from simlab.engines.batch import Batch, Tables
from simlab.kernels.layout import layout
from simlab.kernels.program import Program
from simlab.networks.architecture import Architecture, Layer
from simlab.networks.source import network_source


def program(case):
    """The kernel's description."""
    work = case.item
    normalise = "batch" if work.NORMALISE else "none"
    hidden = (Layer(units, "tanh", normalise=normalise) for units in work.WIDTHS[1:-1])
    network = Architecture(work.WIDTHS[0], (*hidden, Layer(work.WIDTHS[-1])), work.LOSS)
    examples = _networks.TABLES[work.DATA]()[0].shape[1]
    return Program(
        network_source(network, "shuffled", work.BATCH, 1, True, examples),
        network.parameters,
        work.OPTIMIZER,
        case.dtype,
        options=simlab_engine.OPTIONS[work.OPTIMIZER],
    )


def batch(case, width):
    """The batch of ``case``, whose last lane fills the last pack, and the state its lanes start from."""
    of = program(case)
    rows, (start, hyper) = layout(of), case.inputs()
    padded = -(-case.count // width) * width
    last = (0, padded - case.count)
    numbers = np.full((rows.rows("numbers"), padded), 1e-5, case.dtype)  # normalise_eps, where it is taken
    for name, values in {"dampening": np.zeros(case.count), **hyper}.items():
        field = rows.numbers.get(f"optimizer_{name}")
        if field:
            numbers[field.first] = np.pad(values, last, "edge")
    initial = np.empty((rows.rows("state"), padded), case.dtype)
    initial[: len(start)] = np.pad(start, ((0, 0), last), "edge")
    rows.begin(initial)
    inputs, classes = _networks.table(case.item, case.dtype)
    targets = np.concatenate([classes, classes])  # for the loss, and the class
    order, begins = sorted_order(classes[0])
    sizes = np.diff(begins)
    by_class = np.array([order, np.repeat(begins[:-1], sizes), np.repeat(sizes, sizes)], np.uint32)
    streams = np.zeros((2, padded), np.uint32)
    streams[0] = np.arange(padded)
    return Batch(
        program=of,
        width=width,
        lanes=case.count,
        steps=case.steps,
        seed=_networks.SEED,
        numbers=numbers,
        state=initial.copy(),
        streams=streams,
        marks=np.zeros((2, padded), np.uint32),
        events=np.zeros(0, np.int64),
        slots=np.zeros((0, 0), np.int64),
        position=np.zeros(padded // width, np.int64),
        tables=Tables(inputs, targets, inputs, targets, by_class),
    ), initial
