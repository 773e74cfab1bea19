"""On a GPU, if there is one: the CPU's bits, and runs that go from one to the other. ``pytest -m gpu``."""

from importlib.util import find_spec

import numpy as np
import pytest
from batches import batch, program, same_bits
from network_runs import FEATURES
from network_runs import batch as network
from reference_run import variants

from simlab.engines import cpu
from simlab.kernels.program import Program


def missing() -> str | None:
    if not find_spec("numba_cuda"):
        return "numba-cuda is not installed"
    from simlab.lanes import device

    return device.missing() or ("the simulator has its own test" if device.SIMULATED else None)


pytestmark = [pytest.mark.gpu, pytest.mark.skipif(bool(missing()), reason=missing() or "")]
RATES = np.geomspace(1e-5, 3e-2, 1000)
EVERYTHING = program(
    dtype="float32",
    schedule="exponential",
    noise="gaussian",
    averaging="exponential",
    observers=("loss", "grad_norm", "theta", "average", "average_loss"),
    hits=("loss",),
)
STOPS = program(
    stops=("loss_above", "loss_below", "distance_below", "gradient_below", "step_below"), optima=1
)


def on_gpu(*batches, **changes):
    from simlab.engines import cuda

    assert cuda.run([*batches], **changes)


def spread(of):
    return batch(of, lanes=1000, steps=200, optimizer_learning_rate=RATES)


@pytest.mark.parametrize("of", [program(), program(dtype="float32"), EVERYTHING, STOPS], ids=str)
def test_bits_are_those_of_the_cpu(of):
    one, other = spread(of), spread(of)
    cpu.run([one], 2)
    on_gpu(other)
    assert same_bits(one, other)


@pytest.mark.parametrize(("name", "options"), variants("surfaces"))
def test_surface(name, options):
    import test_contract_packs as packs

    d = packs.dimension_of(packs.registry.load("surfaces", name))
    compare(
        Program(name, d, "gd", "float32", surface_options=(*options.items(),), observers=("loss", "theta"))
    )


@pytest.mark.parametrize(("name", "options"), variants("optimizers"))
def test_optimizer(name, options):
    compare(Program("rosenbrock", 2, name, "float32", (*options.items(),), observers=("loss",)))


def test_what_surrounds_the_step():
    import test_contract_packs as packs

    for chosen in packs.around_the_step():
        compare(Program("himmelblau", 2, "gd", "float64", observers=("theta",), **chosen))


def test_observers():
    import test_contract_packs as packs

    compare(packs.with_observers())


def compare(of):
    import test_contract_packs as packs

    one, other = packs.batch(of), packs.batch(of)
    cpu.run([one], 1)
    on_gpu(other)
    assert same_bits(one, other)


@pytest.mark.parametrize("feature", FEATURES)
def test_network(feature):
    one, other = network(**FEATURES[feature]), network(**FEATURES[feature])
    cpu.run([one], 1)
    on_gpu(other)
    assert same_bits(one, other)


@pytest.mark.parametrize("shared_bytes", [None, 0], ids=["shared", "global"])
@pytest.mark.parametrize("feature", FEATURES)
def test_network_of_a_team(feature, shared_bytes, monkeypatch):
    from simlab.kernels import shapes
    from simlab.kernels.build import load_kernel
    from simlab.lanes import device

    monkeypatch.setattr(shapes, "FEW_PARAMETERS", 0)
    if shared_bytes is not None:
        monkeypatch.setattr(device, "shared_bytes", lambda: shared_bytes)
    load_kernel.cache_clear()
    try:
        one, other = network(**FEATURES[feature]), network(**FEATURES[feature])
        cpu.run([one], 1)
        on_gpu(other)
        assert same_bits(one, other)
    finally:
        load_kernel.cache_clear()


@pytest.mark.parametrize("feature", ["plain", "curvature", "lbfgs", "gauss_newton"])
def test_network_whose_rows_lie_apart(feature, monkeypatch):
    from simlab.kernels import shapes
    from simlab.kernels.build import load_kernel

    monkeypatch.setattr(shapes, "MOST_OWN", 0)
    load_kernel.cache_clear()
    try:
        one, other = (network(**FEATURES[feature] | {"replicates": 100}) for _ in range(2))
        cpu.run([one], 1)
        on_gpu(other)
        assert same_bits(one, other)
    finally:
        load_kernel.cache_clear()


@pytest.mark.parametrize("layers", [[16, 16], [64, 32], [300, 200]])
def test_larger_networks(layers):
    changes = {"layers": layers, "dtype": "float32", "replicates": 9, "count": 60}
    one, other = network(**changes), network(**changes)
    cpu.run([one], 1)
    on_gpu(other)
    assert same_bits(one, other)


@pytest.mark.parametrize("scenario", ["SURFACE", "NETWORK"])
def test_landscapes(scenario):
    import test_landscapes

    text = getattr(test_landscapes, scenario)
    assert test_landscapes.results(text, "cpu").equals(test_landscapes.results(text, "cuda"))


def test_a_run_goes_from_cpu_to_gpu_and_back(monkeypatch):
    from simlab.engines import cuda, pace

    whole, moved = spread(EVERYTHING), spread(EVERYTHING)
    cpu.run([whole], 2)
    monkeypatch.setattr(cpu, "FIRST_CALL", 1)
    monkeypatch.setattr(cpu, "CALL_SECONDS", 1e-9)
    monkeypatch.setattr(pace, "FIRST_LAUNCH", 1000)
    monkeypatch.setattr(pace, "LAUNCH_SECONDS", 1e-9)
    monkeypatch.setattr(cuda, "CHUNK_LANES", 256)
    engines, turn = [lambda s: cpu.run([moved], 1, seconds=s), lambda s: cuda.run([moved], seconds=s)], 0
    while not engines[turn % 2](0.02):
        turn += 1
    assert same_bits(whole, moved)
