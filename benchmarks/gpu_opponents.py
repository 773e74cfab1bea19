"""One part of ``gpu.py`` in a process of its own: it prints one JSON line, or fails with a sentence.

    python benchmarks/gpu_opponents.py simlab|simlab_thread|jax|torch|cuda_cpp|peak WORK COUNT STEPS

So no library holds memory of the GPU while another is measured, and none can take the others down. Works,
starts, learning rates and the forms of JAX and PyTorch are those of ``run.py``. Times are wall time from a
call to the end of what it began on the GPU, the best of some after one to warm up, the data being there.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from case import Case

REPEATS = 5
STEPS_OF_A_GRAPH = 50  # of PyTorch, captured at a time
PEAK_STEPS, PEAK_BLOCKS, PEAK_THREADS, PEAK_CHAINS = 4096, 4096, 256, 8


def best(call: Callable) -> tuple[float, float]:
    """Seconds of the first call, and of the best of the following."""
    taken = []
    for _ in range(REPEATS + 1):
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return taken[0], min(taken[1:])


def size_of(theta: np.ndarray) -> float:
    """Mean magnitude of the answer: opponents that compute the same have the same but for rounding."""
    return float(np.abs(np.asarray(theta, float)).mean())


def simlab(case: Case, few_parameters: int | None = None) -> dict:
    """Compile, transfer and run of one launch over all lanes, and the engine's run with all copies."""
    from opponents import _simlab_networks, simlab_engine

    from simlab.engines import cuda
    from simlab.engines.device_chunk import DeviceChunk, launcher_of, shared_arrays
    from simlab.kernels import shapes
    from simlab.kernels.build import load_kernel
    from simlab.kernels.store import temporary_store
    from simlab.lanes import device

    if reason := device.missing():
        raise SystemExit(reason)
    if few_parameters is not None:
        shapes.FEW_PARAMETERS = few_parameters
    build = _simlab_networks.batch if case.item.SURFACE == "network" else simlab_engine._batch
    batch, initial = build(case, 1)
    with temporary_store():
        began = time.perf_counter()
        kernel = load_kernel(batch.program, batch.width, "cuda")
        compiled = time.perf_counter() - began
        launcher = launcher_of(batch, kernel)
        began = time.perf_counter()
        chunk = DeviceChunk(batch, launcher, shared_arrays(batch), 0, batch.blocks)
        chunk.wait()
        transfer = time.perf_counter() - began

        def launch() -> None:
            chunk.launch(0, case.steps, 0, chunk.lanes)
            chunk.wait()

        def engine() -> None:
            batch.state[:], batch.marks[:], batch.position[:] = initial, 0, 0
            cuda.run([batch])

        engine()
        theta = batch.state[: case.item.DIMENSION].copy()
        run = best(launch)[1]
        return {
            "compile": compiled,
            "transfer": transfer,
            "run": run,
            "engine": best(engine)[1],
            "shape": launcher.shape.title,
            "device": device.device_name(),
            "size": size_of(theta),
        }


def jax(case: Case) -> dict:
    """The fastest of the forms of ``run.py``."""
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    import jax
    from opponents import jax_loops, jax_networks

    if jax.default_backend() != "gpu":
        raise SystemExit(f"JAX {jax.__version__} sees no GPU: pip install 'jax[cuda12]'")
    opponent = jax_networks if case.item.SURFACE == "network" else jax_loops
    found: dict = {"run": float("inf")}
    for form in opponent.variants(case):
        call, answer = opponent.prepare(case, form), []
        first, run = best(lambda call=call, answer=answer: answer.append(call()))
        if run < found["run"]:
            found = {"run": run, "compile": first - run, "form": form, "size": size_of(np.stack(answer[-1]))}
    return found | {"version": jax.__version__}


def torch(case: Case) -> dict:
    """Steps captured in a CUDA graph, which is replayed."""
    import torch

    if not torch.cuda.is_available():
        raise SystemExit(f"PyTorch {torch.__version__} sees no GPU: install its build for CUDA")
    torch.set_default_device("cuda")
    with torch.no_grad():
        reset, step, theta = (_torch_networks if case.item.SURFACE == "network" else _torch_surface)(case)
        aside = torch.cuda.Stream()
        with torch.cuda.stream(aside):
            step()
        torch.cuda.synchronize()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            for _ in range(STEPS_OF_A_GRAPH):
                step()

        def run() -> None:
            reset()
            for _ in range(case.steps // STEPS_OF_A_GRAPH):
                graph.replay()
            torch.cuda.synchronize()

        seconds = best(run)[1]
    return {"run": seconds, "size": size_of(theta().cpu().numpy()), "version": torch.__version__}


def _torch_surface(case: Case) -> tuple[Callable, Callable, Callable]:
    import torch
    from opponents import torch_eager

    start, hyper = torch_eager.tensors(case)
    start, hyper = start.cuda(), {name: values.cuda() for name, values in hyper.items()}
    theta, g = start.clone(), torch.empty_like(start)
    gradient, memory = torch_eager.GRADIENTS[case.item.SURFACE], []
    update = _with_memory(torch_eager.OPTIMIZERS[case.item.OPTIMIZER], theta, hyper, memory)

    def step() -> None:
        gradient(theta, g)
        update(theta, g)

    def reset() -> None:
        theta.copy_(start)
        for state in memory:
            state.zero_()

    return reset, step, lambda: theta


def _torch_networks(case: Case) -> tuple[Callable, Callable, Callable]:
    import torch
    from opponents import torch_networks
    from works import _networks

    work, (start, hyper) = case.item, case.inputs()
    inputs, classes = (torch.from_numpy(one).cuda() for one in _networks.table(work, case.dtype))
    inputs, classes = inputs.T.contiguous(), classes[0].contiguous()
    chosen = torch.from_numpy(_networks.places(work, case.count, case.steps).astype("int64")).cuda()
    start = torch.from_numpy(start.T.copy()).cuda()
    theta, at, memory = start.clone(), torch.zeros(1, dtype=torch.int64), []
    columns = {name: torch.from_numpy(values)[:, None].cuda() for name, values in hyper.items()}
    slopes = torch_networks.by_hand(work)
    update = _with_memory(torch_networks.UPDATES[work.OPTIMIZER], theta, columns, memory)

    def step() -> None:
        places = chosen.index_select(0, at)[0]
        update(theta, slopes(theta, inputs[places], classes[places]))
        at.add_(1).remainder_(case.steps)

    def reset() -> None:
        theta.copy_(start)
        at.zero_()
        for state in memory:
            state.zero_()

    return reset, step, lambda: theta


def _with_memory(optimizer: Callable, theta, hyper: dict, memory: list) -> Callable:
    """The update of ``optimizer``; the tensors that it keeps from step to step are added to ``memory``."""
    import torch

    update = optimizer(theta, hyper)
    kept = (cell.cell_contents for cell in update.__closure__ or ())
    memory += [one for one in kept if isinstance(one, torch.Tensor) and one is not theta]
    return update


def _program(name: str):
    """The device, a stream on it, and a kernel of ``gpu.cu``, compiled for it by NVRTC."""
    from cuda.core import Device, Program, ProgramOptions

    device = Device()
    device.set_current()
    text = (Path(__file__).parent / "gpu.cu").read_text(encoding="utf-8")
    options = ProgramOptions(arch=f"sm_{device.arch}")
    kernel = Program(text, "c++", options).compile("cubin", name_expressions=(name,)).get_kernel(name)
    return device, device.create_stream(), kernel


def _on_device(device, stream, array: np.ndarray):
    """A copy of ``array`` on the device."""
    from cuda.bindings import runtime

    buffer = device.allocate(array.nbytes, stream=stream)
    stream.sync()
    (error,) = runtime.cudaMemcpy(
        int(buffer.handle), array.ctypes.data, array.nbytes, runtime.cudaMemcpyKind.cudaMemcpyHostToDevice
    )
    if error:
        raise SystemExit(f"copying to the GPU failed: {error}")
    return buffer


def _from_device(buffer, array: np.ndarray) -> np.ndarray:
    from cuda.bindings import runtime

    kind = runtime.cudaMemcpyKind.cudaMemcpyDeviceToHost
    (error,) = runtime.cudaMemcpy(array.ctypes.data, int(buffer.handle), array.nbytes, kind)
    if error:
        raise SystemExit(f"copying from the GPU failed: {error}")
    return array


def cuda_cpp(case: Case) -> dict:
    """The same algorithm in CUDA C++, a thread a trajectory."""
    if case.work != "rosenbrock_momentum":
        raise SystemExit("gpu.cu has Rosenbrock's valley alone")
    from cuda.core import LaunchConfig, launch

    device, stream, kernel = _program("descend")
    start, hyper = case.inputs()
    rows = (start, np.zeros_like(start), hyper["learning_rate"], hyper["momentum"])
    buffers = [_on_device(device, stream, np.ascontiguousarray(row)) for row in rows]
    config = LaunchConfig(grid=-(-case.count // 128), block=128)

    def run() -> None:
        launch(stream, config, kernel, *buffers, np.int32(case.count), np.int32(case.steps))
        stream.sync()

    seconds = best(run)[1]
    return {"run": seconds, "size": size_of(_from_device(buffers[1], np.empty_like(start)))}


def peak(case: Case) -> dict:
    """Single-precision operations a second that fused multiplications and additions reach."""
    from cuda.core import LaunchConfig, launch

    device, stream, kernel = _program("peak")
    out = device.allocate(4 * PEAK_BLOCKS * PEAK_THREADS, stream=stream)
    config = LaunchConfig(grid=PEAK_BLOCKS, block=PEAK_THREADS)

    def run() -> None:
        launch(stream, config, kernel, out, np.int32(PEAK_STEPS))
        stream.sync()

    operations = 2 * PEAK_CHAINS * PEAK_STEPS * PEAK_BLOCKS * PEAK_THREADS
    return {"operations_per_second": operations / best(run)[1]}


PARTS = {
    "simlab": simlab,
    "simlab_thread": lambda case: simlab(case, few_parameters=1 << 30),
    "jax": jax,
    "torch": torch,
    "cuda_cpp": cuda_cpp,
    "peak": peak,
}


if __name__ == "__main__":
    part, work, count, steps = sys.argv[1:]
    print(json.dumps(PARTS[part](Case(work, "float32", int(count), int(steps), 1))))
