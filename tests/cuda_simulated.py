"""Run with NUMBA_ENABLE_CUDASIM=1: the CUDA engine on numba-cuda's simulator against the reference's bits.

Prints one line for everything that was run: its name, and "same" or what went wrong. No file of tests itself,
because the simulator is for a process that has never seen the real thing.
"""

from __future__ import annotations

import sys
import warnings
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import batches
import cuda_races
import network_runs
import numpy as np
import test_contract_packs as packs
import test_landscapes
import tiny

import simlab
from simlab import gpu_costs, registry
from simlab.engines import cuda, device_chunk, pace, reference
from simlab.errors import DeviceError
from simlab.kernels import packs as packs_of_kernels
from simlab.kernels import shapes
from simlab.kernels.build import load_kernel
from simlab.kernels.program import Program
from simlab.lanes import device
from simlab.lanes.team import LEAST_SHARED
from simlab.settings import Settings

ROSENBROCK = partial(batches.program, optimizer="gd", options=(), dtype="float32")
SMALL = {"layers": [2, 2], "count": 12, "steps": 2, "replicates": 1, "width": 1}
TEAMS = ("plain", "layers", "batch normalisation", "layer normalisation", "dropout", "error missing_bias")
WIDE = {
    "layers": [9, 6],
    "replicates": 1,
    "steps": 2,
    "count": 28,
    "batch": 'size = 19\norder = "class_sorted"',
}
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
    for chosen in packs.around_the_step():
        yield f"around a step {chosen}", ROSENBROCK(**chosen)
    yield "observers", packs.with_observers()


def compared(make, before=lambda batch: None, within=nullcontext) -> str:
    """Whether the engine gives the bits of the reference, after ``before`` has begun its batch elsewhere."""
    expected, found = make(), make()
    reference.run([expected])
    before(found)
    with within():
        if not cuda.run([found]):
            return "is not done"
    return "same" if batches.same_bits(expected, found) else "other bits"


def spread(of: Program, **changes):
    """Lanes that differ in their learning rate, of which some diverge."""
    rates = np.geomspace(1e-4, 3e-1, 7)
    return batches.batch(
        of, **{"lanes": 7, "steps": 8, "width": 2, "every": 3, "optimizer_learning_rate": rates, **changes}
    )


@contextmanager
def in_small_pieces():
    """Chunks of one block, and launches of one step of one lane."""
    launches = mock.patch.multiple(pace, FIRST_LAUNCH=1, LAUNCH_SECONDS=0.0)
    with launches, mock.patch.object(cuda, "CHUNK_LANES", 2):
        yield


def half_way(of) -> None:
    """The reference takes two blocks all the way, and one to the fourth step."""
    kernel = reference.python_kernel(of.program, of.width)
    for block, stop in ((0, of.steps), (1, of.steps), (2, 4)):
        with np.errstate(all="ignore"):
            kernel(*of.arguments(block, block + 1, 0, stop))
        of.position[block] = stop


@contextmanager
def failing_launch(failure: type[Exception], number: int):
    """The device fails at this launch; a launch takes a chunk of one block all the way."""
    launch, launches = cuda.DeviceChunk.launch, []

    def fail(self, *arguments):
        launches.append(self)
        if len(launches) == number:  # some of them make their words of a number
            raise type(failure.__name__, (failure,), {"__init__": Exception.__init__})(
                700, "an illegal address"
            )
        launch(self, *arguments)

    with ExitStack() as stack:
        stack.enter_context(mock.patch.multiple(cuda, TOGETHER=1, CHUNK_LANES=2))
        stack.enter_context(mock.patch.multiple(pace, LAUNCH_SECONDS=1e9, FIRST_LAUNCH=1 << 40))
        stack.enter_context(mock.patch.object(cuda.DeviceChunk, "launch", fail))
        pace._rates.clear()
        yield


def failing(failure: type[Exception]) -> str:
    """A launch that fails ends the run with the device's words; the chunks before it are kept."""
    expected, found = spread(ROSENBROCK()), spread(ROSENBROCK())
    reference.run([expected])
    try:
        with failing_launch(failure, 4):
            cuda.run([found])
    except DeviceError as error:
        if "an illegal address" not in str(error):
            return str(error)
    kept = found.records["loss"][:, :6], expected.records["loss"][:, :6]
    return "same" if list(found.position) == [8, 8, 8, 0] and np.array_equal(*kept) else f"{found.position}"


def resumed() -> str:
    """What a failing GPU has finished of a run is kept in its folder, and another engine does the rest."""
    with (
        TemporaryDirectory() as folder,
        mock.patch.object(packs_of_kernels, "pack_width", lambda *_, **__: 2),
    ):
        path = tiny.scenario(Path(folder))
        at = {
            name: Settings(device=name, figures=False, out=Path(folder) / name)
            for name in ("cuda", "reference")
        }
        try:
            with failing_launch(device.errors()[0], 3):
                simlab.run(path, at["cuda"])
        except DeviceError as error:
            more = replace(at["reference"], out=at["cuda"].out, resume=True)
            digests = [simlab.run(path, one).manifest.results_digest for one in (more, at["reference"])]
            return "same" if digests[0] == digests[1] and "illegal" in str(error) else "other bits"
    return "did not fail"


def with_little_memory() -> str:
    """Chunks follow the memory that is free: here two blocks fit, so one is under way beside another."""
    expected, found, made = spread(ROSENBROCK()), spread(ROSENBROCK()), []
    reference.run([expected])
    room = cuda.TOGETHER * found.width * found.bytes_per_lane / device_chunk.MEMORY_SHARE
    chunk = cuda.DeviceChunk

    def counted(*arguments):
        made.append(arguments[-2:])
        return chunk(*arguments)

    free = mock.patch.object(device, "free_bytes", lambda: 1.5 * room)
    with free, mock.patch.object(cuda, "DeviceChunk", counted):
        cuda.run([found])
    same = batches.same_bits(expected, found) and made == [(0, 1), (1, 2), (2, 3), (3, 4)]
    return "same" if same else f"chunks {made}"


@contextmanager
def teams(size: int, shared: int = LEAST_SHARED):
    """So many threads to every network, of which a block may share so many bytes."""
    with ExitStack() as stack:
        for name, value in {"FEW_PARAMETERS": 0, "WARP": size, "MOST_THREADS": size}.items():
            stack.enter_context(mock.patch.object(shapes, name, value))
        stack.enter_context(mock.patch.object(device, "shared_bytes", lambda: shared))
        stack.callback(load_kernel.cache_clear)
        load_kernel.cache_clear()  # which has the same programs in another shape
        yield


def of_a_team(
    changes: dict, team: int = 4, shared: int = LEAST_SHARED, barriers: bool = True, within=nullcontext
) -> str:
    """Several threads a network, in the memory of a block or of the GPU, two blocks for three networks."""
    make = partial(network_runs.batch, **SMALL | {"replicates": 3, "steps": 3} | changes)
    with ExitStack() as stack:
        stack.enter_context(teams(team, shared))
        memory = shapes.shape_of(make().program, shared).memory
        accesses = stack.enter_context(cuda_races.watched(barriers))
        found = compared(make, within=within)
    if memory != ("shared" if shared else "global"):
        return f"in {memory} memory"
    if not barriers:
        return "same" if accesses.races else "a race that was not seen"
    return f"races at {sorted(accesses.races)}" if accesses.races else found


@contextmanager
def nothing_of_its_own():
    """A thread that takes a network works in a stretch of the GPU's memory, two of them in a block."""
    own = mock.patch.object(shapes, "MOST_OWN", 0)
    with own, mock.patch.dict(device_chunk.THREADS, apart=2):
        load_kernel.cache_clear()
        yield
    load_kernel.cache_clear()


def apart(changes: dict) -> str:
    """A thread takes a network whose rows are too many for memory of its own, 4 threads for 5 networks."""
    make = partial(network_runs.batch, **SMALL | {"replicates": 5} | changes)
    with nothing_of_its_own():
        memory = shapes.shape_of(make().program, LEAST_SHARED).memory
        found = compared(make)
    return found if memory == "apart" else f"in {memory} memory"


def with_little_room_to_work_in() -> str:
    """Where the stretches of all threads would not fit the memory that is free, fewer threads go together."""
    expected, found = (network_runs.batch(**SMALL | {"replicates": 3}) for _ in range(2))
    reference.run([expected])
    with nothing_of_its_own():
        whole = device_chunk.launcher_of(found, load_kernel(found.program, found.width, "cuda"))
        free = whole.scratch_bytes / device_chunk.SCRATCH_SHARE / device_chunk.MEMORY_SHARE / 2
        with mock.patch.object(device, "free_bytes", lambda: free):
            fewer = device_chunk.launcher_of(found, whole.kernel)
            cuda.run([found])
    if (whole.most, fewer.most) != (2, 1):
        return f"{whole.most} blocks, then {fewer.most}"
    return "same" if batches.same_bits(expected, found) else "other bits"


def seen(text: str, within=nullcontext) -> str:
    """The landscapes of a whole run, in several launches."""
    expected, launches, launch = test_landscapes.results(text), [], cuda.DeviceChunk.launch

    def counted(self, start, stop, first, last):
        launches.append(stop)
        launch(self, start, stop, first, last)

    narrow = mock.patch.object(packs_of_kernels, "pack_width", lambda *_, **__: 2)
    with within(), narrow, in_small_pieces(), mock.patch.object(cuda.DeviceChunk, "launch", counted):
        found = test_landscapes.results(text, "cuda")
    if launches.count(0) < 3:
        return f"{launches.count(0)} launches that look"
    return "same" if expected.equals(found) else "other bits"


def probed() -> str:
    """What the GPU needs for a plan is measured once by a probe of the same kind, and kept."""
    with TemporaryDirectory() as folder:
        plan = simlab.make_plan(simlab.load(tiny.scenario(Path(folder))))
    with mock.patch.dict(gpu_costs.PROBES, surface=(2, 2)):
        first = gpu_costs.seconds(plan)
    with mock.patch.object(gpu_costs, "_probe", None):
        again = gpu_costs.seconds(plan)
    return "same" if first == again > 0.0 else f"{first} s, then {again} s"


def benchmarked() -> str:
    """What the benchmark measures of simlab gives the answer that the engine gives."""
    sys.path.insert(0, str(Path(simlab.__file__).parents[1] / "benchmarks"))
    import gpu_opponents
    from case import Case
    from opponents import simlab_engine

    case = Case("rosenbrock_momentum", "float32", 3, 2, 1)
    batch, _ = simlab_engine._batch(case, 1)
    reference.run([batch])
    found = gpu_opponents.simlab(case)
    return "same" if found["size"] == gpu_opponents.size_of(batch.state[:2]) else f"{found}"


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
    cases["run in pieces"] = partial(compared, partial(spread, everything), within=in_small_pieces)
    cases["run begun on a CPU"] = partial(compared, partial(spread, everything), before=half_way)
    for name, changes in network_runs.FEATURES.items():
        cases[f"network {name}"] = partial(compared, partial(network_runs.batch, **SMALL | changes))
    fault = 'faults = [{ kind = "outlier", indices = [1], where = "target", step = 1, duration = 2 }]'
    for_a_while = partial(network_runs.batch, **SMALL | {"faults": fault, "steps": 4})
    cases["network with a fault for a while"] = partial(compared, for_a_while)
    for name in TEAMS:
        cases[f"team, {name}"] = partial(of_a_team, network_runs.FEATURES[name])
    cases["team of eight, tiles of all sizes"] = partial(of_a_team, WIDE, 8)
    cases["team in pieces"] = partial(of_a_team, network_runs.FEATURES["dropout"], within=in_small_pieces)
    for name in ("plain", "curvature", "lbfgs", "gauss_newton", "batch normalisation"):
        cases[f"apart, {name}"] = partial(apart, network_runs.FEATURES[name])
    cases["apart, little room to work in"] = with_little_room_to_work_in
    cases["team in global memory"] = partial(of_a_team, network_runs.FEATURES["relu"], shared=0)
    cases["team that does not wait"] = partial(of_a_team, network_runs.FEATURES["relu"], barriers=False)
    curved = (
        test_landscapes.NETWORK.replace("points = 3", "points = 2") + 'quantities = ["loss", "lambda_max"]\n'
    )
    cases |= {
        "landscapes of a surface": partial(seen, test_landscapes.SURFACE),
        "landscapes of a network": partial(seen, curved),
        "landscapes by a team": partial(seen, test_landscapes.NETWORK, partial(teams, 4)),
    }
    cases |= {f"run that fails by {one.__name__}": partial(failing, one) for one in device.errors()}
    cases |= {"run that fails, resumed": resumed, "run in little memory": with_little_memory}
    cases |= {
        "run of a probe": probed,
        "run of the benchmark": benchmarked,
        "run without time": stopped,
        "run without room": too_small,
    }
    for name, case in cases.items():
        print(f"{name}: {case()}", flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(main())
