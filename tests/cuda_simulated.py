"""Run with NUMBA_ENABLE_CUDASIM=1: the CUDA engine on numba-cuda's simulator against the reference's bits.

Prints one line for everything that was run: its name, and "same" or what went wrong. No file of tests itself,
because the simulator is for a process that has never seen the real thing.
"""

from __future__ import annotations

import sys
import warnings
from functools import partial

import batches
import network_runs
import numpy as np
import test_contract_packs as packs

from simlab import registry
from simlab.engines import cuda, reference
from simlab.errors import DeviceError
from simlab.kernels.program import Program
from simlab.lanes import device

ROSENBROCK = partial(batches.program, optimizer="gd", options=(), dtype="float32")
STOPS = ("loss_above", "loss_below", "distance_below", "gradient_below", "step_below")


def concepts():
    """Every surface and optimizer, and whatever surrounds a step, each in one program."""
    for name, options in packs.variants("surfaces"):
        d = packs.dimension_of(registry.load("surfaces", name))
        yield (
            f"surface {name} {options}",
            Program(name, d, "gd", "float32", surface_options=(*options.items(),)),
        )
    for name, options in packs.variants("optimizers"):
        yield f"optimizer {name} {options}", Program("rosenbrock", 2, name, "float32", (*options.items(),))
    for kind, name in packs.AROUND:
        key = {"schedules": "schedule", "gradients": "gradients"}.get(kind, kind)
        yield f"{kind} {name}", ROSENBROCK(**{key: (name,) if kind == "gradients" else name})
    for name in registry.names("observers"):
        if not packs.of_examples(name):
            average = registry.names("averaging")[0]
            yield f"observer {name}", ROSENBROCK(observers=(name,), averaging=average, optima=1)


def compared(make, before=lambda batch: None, prepare=lambda: None) -> str:
    """Whether the engine gives the bits of the reference, after ``before`` has begun its batch elsewhere."""
    expected, found = make(), make()
    reference.run([expected])
    before(found)
    prepare()
    if not cuda.run([found]):
        return "is not done"
    return "same" if batches.same_bits(expected, found) else "other bits"


def spread(of: Program, **changes):
    """Lanes that differ in their learning rate, of which some diverge."""
    rates = np.geomspace(1e-4, 3e-1, 7)
    return batches.batch(
        of, **{"lanes": 7, "steps": 8, "width": 2, "every": 3, "optimizer_learning_rate": rates, **changes}
    )


def in_small_pieces() -> None:
    """Chunks of one block and launches of one step."""
    cuda.FIRST_LAUNCH = 1
    cuda.LAUNCH_SECONDS = 0.0
    cuda.CHUNK_LANES = 2


def half_way(of) -> None:
    """The reference takes two blocks all the way, and one to the fourth step."""
    kernel = reference.python_kernel(of.program, of.width)
    for block, stop in ((0, of.steps), (1, of.steps), (2, 4)):
        with np.errstate(all="ignore"):
            kernel(*of.arguments(block, block + 1, 0, stop))
        of.position[block] = stop


def failing() -> str:
    """A launch that fails ends the run with the device's words; the chunk before it is kept."""
    expected, found = spread(ROSENBROCK()), spread(ROSENBROCK())
    reference.run([expected])
    (failure, *_), launch, launches = device.errors(), cuda.DeviceChunk.launch, []
    cuda.FIRST_LAUNCH = 1 << 40

    def fail(self, *arguments):
        launches.append(self)
        if len(launches) == 4:
            raise failure(700, "an illegal address")
        launch(self, *arguments)

    cuda.TOGETHER, cuda.CHUNK_LANES, cuda.LAUNCH_SECONDS = 1, 2, 1e9  # a launch a chunk
    cuda.DeviceChunk.launch = fail
    cuda._speeds.clear()
    try:
        cuda.run([found])
    except DeviceError as error:
        if "an illegal address" not in str(error):
            return str(error)
    finally:
        cuda.DeviceChunk.launch = launch
    kept = found.records["loss"][:, :6], expected.records["loss"][:, :6]
    return "same" if list(found.position) == [8, 8, 8, 0] and np.array_equal(*kept) else f"{found.position}"


def stopped() -> str:
    """No time: nothing is done, and nothing is lost."""
    batch = spread(ROSENBROCK())
    return "same" if not cuda.run([batch], seconds=0.0) and not batch.position.any() else f"{batch.position}"


def too_small() -> str:
    """Not even one block fits."""
    try:
        cuda.most_blocks(spread(ROSENBROCK()), 100.0)
    except DeviceError as error:
        return "same" if "record less often" in str(error) else str(error)
    return "accepted"


def main() -> None:
    """Everything, one line each."""
    packs.LANES, packs.WIDTH, packs.STEPS = 2, 2, 4
    everything = ROSENBROCK(
        schedule="exponential", noise="gaussian", averaging="exponential", hits=("loss",),
        observers=("loss", "grad_norm", "theta", "average", "average_loss"),
    )  # fmt: skip
    cases = {name: partial(compared, partial(packs.batch, of)) for name, of in concepts()}
    cases |= {f"run {name}": partial(compared, partial(spread, of)) for name, of in (
        ("float32", ROSENBROCK()),
        ("stops", ROSENBROCK(dtype="float64", stops=STOPS, optima=1)),
        ("everything", everything),
    )}  # fmt: skip
    cases["run in pieces"] = partial(compared, partial(spread, everything), prepare=in_small_pieces)
    cases["run begun on a CPU"] = partial(compared, partial(spread, everything), before=half_way)
    small = {"layers": [2, 2], "count": 12, "steps": 3, "replicates": 2, "width": 1}
    for changes in ({}, {"dtype": "float32", "activation": "relu", "batch": 'order = "full"'}):
        cases[f"network {changes}"] = partial(compared, partial(network_runs.batch, **small, **changes))
    cases |= {"run that fails": failing, "run without time": stopped, "run without room": too_small}
    for name, case in cases.items():
        print(f"{name}: {case()}", flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(main())
