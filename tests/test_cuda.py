"""CUDA without a GPU: the simulator's bits, the compiler's code, what is said where something is missing."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import tiny
from batches import batch, program

import simlab
from simlab import choosing, engines
from simlab.errors import DeviceError
from simlab.kernels.shapes import MOST_OWN

HERE = Path(__file__).parent
REGISTERS = 128  # of a thread on a surface: 512 threads then still fit a multiprocessor
TEAM_REGISTERS = 255
without_extra = pytest.mark.skipif(not find_spec("numba_cuda"), reason="numba-cuda is not installed")


def process(script: str, *arguments: str, store: Path, **environment: str) -> list[str]:
    """What a script of this folder prints, in a process of its own."""
    path = os.pathsep.join([str(Path(simlab.__file__).parents[1]), str(HERE)])
    environment = {**os.environ, "PYTHONPATH": path, "SIMLAB_CACHE": str(store), **environment}
    command = [sys.executable, str(HERE / script), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()


@without_extra
def test_the_simulator_gives_the_bits_of_the_reference(tmp_path):
    lines = process("cuda_simulated.py", store=tmp_path, NUMBA_ENABLE_CUDASIM="1")
    assert [line for line in lines if not line.endswith(": same")] == []
    for kind, least in (
        ("surface", 25),
        ("optimizer", 25),
        ("around a step", 12),
        ("observers", 1),
        ("network", 16),
        ("team", 9),
        ("apart", 6),
        ("landscapes", 3),
        ("run", 10),
    ):
        assert sum(line.startswith(kind) for line in lines) >= least, kind


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """Facts of each kernel's PTX."""
    store = tmp_path_factory.mktemp("ptx")
    return [json.loads(line) for line in process("cuda_ptx.py", str(store), store=store)]


def has_compiler() -> bool:
    if not find_spec("numba_cuda"):
        return False
    from simlab.lanes.device import has_compiler

    return has_compiler()


@pytest.mark.skipif(not has_compiler(), reason="the extra cuda is not installed: no compiler of PTX")
def test_ptx_rounds_as_written_and_keeps_the_state_in_registers(compiled):
    opponent, sums, careless, *kernels = compiled
    assert opponent["name"] == "gpu.cu" and opponent["bytes"] > 1000
    assert {tuple(kernel["capability"]) for kernel in kernels} == {(8, 0), (9, 0), (10, 0)}
    assert (sums["name"], sums["fused"], sums["plain sums"], sums["free to contract"]) == ("sums", 1, 0, 0)
    assert (careless["name"], careless["fused"], careless["plain sums"]) == ("careless", 1, 1)
    assert {kernel["name"] for kernel in kernels if kernel["halvings"]} == {"network of quarters"}
    for kernel in kernels:
        name = kernel["name"]
        assert kernel["rounded"] > 30, f"{name}: the pattern finds no arithmetic"
        assert kernel["plain sums"] == kernel["free to contract"] == kernel["approximate"] == 0, name
        assert (kernel["f64"] > 0) == (name in ("float64", "network of quarters")), name
        assert (kernel["shared"] > 100 and kernel["barriers"] > 10) == name.startswith("team"), name
        if name.startswith("team") and "registers" in kernel:
            assert kernel["registers"] <= TEAM_REGISTERS and kernel["spilled"] == 0, name
        if name.startswith("apart"):
            assert kernel.get("stack", 0) < MOST_OWN
        if name.startswith(("network", "team", "apart")):
            continue
        assert kernel["local"] == 0, name
        if "registers" in kernel:
            assert kernel["registers"] <= REGISTERS
            assert kernel["stack"] == kernel["spilled"] == 0, name


def test_a_gpu_that_is_missing_is_said_with_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(engines, "missing_gpu", lambda: "the package is not installed: pip install it")
    with pytest.raises(DeviceError, match="pip install it; or use --device cpu"):
        engines.choose("cuda")
    done = tiny.typed("run", tiny.scenario(tmp_path), "--device", "cuda", "--out", tmp_path)
    assert done.exit_code == DeviceError.exit_code and "pip install it" in done.stderr


@pytest.fixture
def device(monkeypatch):
    """The door to numba-cuda, as if there were a driver of CUDA 12.4, a GPU and the toolkit."""
    pytest.importorskip("numba_cuda")
    from numba.cuda.cudadrv.driver import Driver

    from simlab.lanes import device

    monkeypatch.setattr(Driver, "get_version", lambda self: (12, 4))
    monkeypatch.setattr(device.cuda, "current_context", lambda: None)
    monkeypatch.setattr(device.cuda, "is_available", lambda: True)
    device.missing.cache_clear()
    yield device
    device.missing.cache_clear()


def raising(error):
    def call(*_):
        raise error

    return call


def test_a_gpu_with_driver_and_toolkit_is_taken(device):
    assert device.missing() is None


def test_a_driver_that_is_too_old_is_said(device, monkeypatch):
    from numba.cuda.cudadrv.driver import Driver

    monkeypatch.setattr(Driver, "get_version", lambda self: (11, 4))
    monkeypatch.setattr(device.cuda, "current_context", raising(RuntimeError("no such function")))
    assert device.missing().startswith("the NVIDIA driver is too old (CUDA 11.4, at least 12.0 is needed)")


def test_a_gpu_that_gives_no_context_is_said_in_its_words(device, monkeypatch):
    from numba.cuda.cudadrv.driver import CudaAPIError

    full = CudaAPIError(2, "Call to cuDevicePrimaryCtxRetain results in CUDA_ERROR_OUT_OF_MEMORY")
    monkeypatch.setattr(device.cuda, "current_context", raising(full))
    assert "CUDA_ERROR_OUT_OF_MEMORY): see `nvidia-smi`" in device.missing()


@pytest.mark.parametrize("finds", [lambda: False, raising(RuntimeError("no libnvvm"))])
def test_a_toolkit_that_is_missing_is_said_with_the_line_to_install_it(device, monkeypatch, finds):
    monkeypatch.setattr(device.cuda, "is_available", finds)
    assert device.missing() == f"the compilers of the CUDA toolkit are missing: {device.INSTALL}"


def test_a_numba_cuda_that_cannot_be_imported_costs_only_the_gpu(tmp_path):
    (tmp_path / "numba_cuda.py").write_text("")  # it is there, but a part that it needs is not
    (tmp_path / "broken.py").write_text(
        "import sys\n"
        "sys.modules['numba.cuda'] = None\n"
        "from simlab.lanes import device\n"
        "print(device.missing())\n"
    )
    path = os.pathsep.join([str(Path(simlab.__file__).parents[1]), str(tmp_path)])
    command = [sys.executable, str(tmp_path / "broken.py")]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True)
    assert "cannot be imported" in done.stdout and "pip install" in done.stdout, done.stderr


def test_few_trajectories_are_nothing_to_warn_of(device):
    from numba.cuda.core import config

    assert not config.CUDA_LOW_OCCUPANCY_WARNINGS


def test_a_kernel_that_the_driver_does_not_take_ends_with_its_words(device, monkeypatch):
    from numba.cuda.cudadrv.driver import LinkerError

    from simlab.kernels import build

    kernel = SimpleNamespace(compile=raising(LinkerError("the provided PTX is of a newer toolkit")))
    monkeypatch.setattr(build, "kernel_source", lambda *_: None)
    monkeypatch.setattr(build, "import_source", lambda _: SimpleNamespace(advance=kernel))
    monkeypatch.setattr(device, "device_name", lambda: "Some GPU")
    with pytest.raises(DeviceError, match="Some GPU failed: the provided PTX is of a newer toolkit"):
        build.load_kernel.__wrapped__(program(), 8, "cuda")


def test_a_multiprocessor_holds_as_many_blocks_as_its_threads_registers_and_memory_allow(device, monkeypatch):
    gpu = SimpleNamespace(
        MULTIPROCESSOR_COUNT=10,
        MAX_THREADS_PER_MULTIPROCESSOR=2048,
        MAX_REGISTERS_PER_MULTIPROCESSOR=65536,
        MAX_SHARED_MEMORY_PER_MULTIPROCESSOR=228 * 1024,
    )
    monkeypatch.setattr(device.cuda, "get_current_device", lambda: gpu)
    assert device.resident_blocks(32, 0, 32) == 10 * 32
    assert device.resident_blocks(128, 0, 32) == 10 * 16
    assert device.resident_blocks(256, 0, 255) == 10
    assert device.resident_blocks(32, 100 * 1024, 32) == 10 * 2


def test_auto_asks_for_a_gpu_only_where_a_cpu_would_take_long(tmp_path, monkeypatch):
    plan = simlab.make_plan(simlab.load(tiny.scenario(tmp_path)))
    asked = []
    monkeypatch.setattr(engines, "missing_gpu", lambda: asked.append(1) or "there is none")
    soon = choosing.choose_engine(plan, "auto", 1)
    assert (soon.name, soon.reason[:4]) == ("cpu", "done") and not asked
    monkeypatch.setattr(choosing, "SOON", 1.0)
    chosen = choosing.choose_engine(plan, "auto", 1)
    assert (chosen.name, chosen.reason) == ("cpu", "there is none")
    assert choosing.choose_engine(plan, "cpu", 1).reason == ""


@without_extra
def test_auto_takes_what_is_measured_to_be_faster_and_says_both_times(tmp_path, monkeypatch):
    from simlab import gpu_costs

    monkeypatch.setenv("SIMLAB_CACHE", str(tmp_path))
    monkeypatch.setattr(engines, "missing_gpu", lambda: None)
    monkeypatch.setattr(choosing, "SOON", 1.0)
    monkeypatch.setattr(gpu_costs.device, "device_name", lambda: "Some GPU")
    plan = simlab.make_plan(simlab.load(tiny.scenario(tmp_path)))
    (program,) = plan.programs
    probed = []

    def probe(kind, dtype):
        probed.append((kind, dtype))
        known = {"Some GPU": {f"{kind} {dtype}": {"rate": 1e15, "compile_s": 0.5}}}
        (tmp_path / "gpu_costs.json").write_text(json.dumps(known))
        return known["Some GPU"][f"{kind} {dtype}"]

    monkeypatch.setattr(gpu_costs, "_probe", probe)
    for _ in range(2):
        chosen = choosing.choose_engine(plan, "auto", 3)
        assert chosen.name == "cuda" and chosen.reason.startswith("about 0.5 s on Some GPU, 3 s on 3 thr")
    assert probed == [("surface", program.dtype)]  # once
    known = {"Some GPU": {f"surface {program.dtype}": {"rate": 1e15, "compile_s": 50.0}}}
    (tmp_path / "gpu_costs.json").write_text(json.dumps(known))
    assert choosing.choose_engine(plan, "auto", 3).name == "cpu"
    monkeypatch.setattr(gpu_costs, "seconds", raising(DeviceError("Some GPU failed: an illegal address")))
    chosen = choosing.choose_engine(plan, "auto", 3)
    assert (chosen.name, chosen.reason) == ("cpu", "Some GPU failed: an illegal address")


@without_extra
def test_a_gpu_that_is_too_small_says_what_it_lacks(monkeypatch):
    from simlab.engines import cuda
    from simlab.kernels.shapes import Shape

    one = batch(program(), lanes=100, steps=10, width=8)
    launcher = cuda.Launcher(None, Shape(1, "own", 0, ""), 0)
    monkeypatch.setattr(cuda.device, "free_bytes", lambda: 4e9)
    monkeypatch.setattr(cuda.device, "resident_threads", lambda: 200_000)
    monkeypatch.setattr(cuda.device, "local_bytes", lambda *_: 16_000)
    with pytest.raises(DeviceError, match=r"has 3\.20 GB to spare, its threads need 3\.20 GB to work in"):
        cuda._most_blocks(one, launcher)
    monkeypatch.setattr(cuda.device, "local_bytes", lambda *_: 600 * 1024)
    with pytest.raises(DeviceError, match="needs 600 KiB of memory for each thread, of which a GPU has 512"):
        cuda._most_blocks(one, launcher)


def test_a_launch_takes_as_many_lanes_and_steps_as_it_may():
    from simlab.engines import pace

    one = batch(program(), lanes=100, steps=1000, width=8, every=250)
    load = pace.load_of(one)
    assert load.between(0, 100) == 100 * load.step + load.before[1]
    assert load.until(0, load.between(0, 700)) == 700
    assert load.until(0, 0.0) == 1 and load.until(999, 0.0) == 1000 == load.until(0, 1e12)
    kernel = object()
    assert pace.allowed(kernel) == pace.FIRST_LAUNCH
    pace.learn(kernel, 1e6, 0.01)
    assert pace.allowed(kernel) == pytest.approx(1e8 * pace.LAUNCH_SECONDS)


def test_what_is_looked_at_with_all_examples_is_reckoned_to_take_long():
    import network_runs

    from simlab.engines.pace import load_of

    sizes = [
        load_of(network_runs.batch(count=count, record=f'{observer} = "last"', layers=[2])).before[-1]
        for count, observer in ((40, "loss"), (400, "loss"), (40, "lambda_max"))
    ]
    assert sizes[1] > 5 * sizes[0] and sizes[2] > 5 * sizes[0]


@without_extra
def test_chunks_follow_the_free_memory_and_the_positions():
    from simlab.engines import cuda

    one = batch(program(), lanes=100, steps=10, width=8)
    room = cuda.TOGETHER * 3 * one.width * one.bytes_per_lane
    assert cuda.most_blocks(one, room) == 3
    assert list(cuda.pieces(one, 5)) == [(0, 5), (5, 10), (10, 13)]
    one.position[:] = [0] * 4 + [10] * 2 + [6] * 7
    assert list(cuda.pieces(one, 5)) == [(0, 4), (6, 11), (11, 13)]


def test_parity_counts_the_floats_between_two_engines(tmp_path):
    from simlab.parity import difference

    for kind in ("f4", "f8"):
        one = np.array([1.0, -0.0, np.nan, -1.0, 3.0], kind)
        other = np.array([np.nextafter(one[0], 2, dtype=kind), 0.0, np.nan, -1.0, 3.0], kind)
        found = difference("x", one, other)
        assert (found.values, found.different, found.ulps) == (5, 1, 1.0)
        other[4], tiny_one = np.nan, np.nextafter(np.array(0, kind), np.array(1, kind))
        assert difference("x", one, other).ulps == np.inf
        assert difference("x", np.array([-tiny_one]), np.array([tiny_one])).ulps == 2.0
    done = tiny.typed("parity", tiny.scenario(tmp_path), "--devices", "cpu", "reference", "--format", "json")
    (report,) = tiny.data(done)
    assert done.exit_code == 0 and {one["variable"] for one in report["variables"]} >= {"loss", "status"}
    assert not any(one["different"] for one in report["variables"])
