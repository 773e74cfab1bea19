"""simlab on a GPU beside JAX, PyTorch and CUDA C++ on the same GPU: one JSON file of results.

    python benchmarks/gpu.py [--out benchmarks/results] [--quick]

Rosenbrock's function with momentum in float32, and networks 2-16-16-1 with tanh, momentum and batches of 32,
of simlab alone. Compile, transfer and run of simlab are listed apart; the others are timed without transfer,
after a warm-up. An opponent that is not installed is left out and named.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path

from simlab.engines import cuda
from simlab.engines.device_chunk import DeviceChunk, shared_arrays
from simlab.kernels.build import kernel_source, load_kernel
from simlab.kernels.store import temporary_store
from simlab.lanes import device
from simlab.plan import make_plan
from simlab.scenario import loads

STEPS, RATE, MOMENTUM = 2000, 5e-4, 0.9
FLOPS = 16  # of a step: 4 fused and 8 single operations, counted in the PTX of simlab's kernel
LANES, NETWORKS = (1_000, 10_000, 1_000_000, 10_000_000), (1_000, 65_536)
SURFACE = """
title = "Rosenbrock"
problem = {{ surface = "rosenbrock", dimension = 2 }}
start = {{ kind = "uniform", low = [-1.0, -0.5], high = 1.0 }}
run = {{ steps = {steps}, replicates = {lanes}, dtype = "float32" }}
optimizer = [{{ kind = "momentum", learning_rate = {rate}, momentum = {momentum} }}]
record = {{ theta = "last" }}
"""
NETWORK = """
title = "Networks 2-16-16-1"
problem = {{ network = {{ layers = [16, 16], activation = "tanh", loss = "mse" }} }}
data = {{ kind = "blobs", count = 400, test_fraction = 0.2 }}
batch = {{ size = 32, order = "shuffled" }}
start = {{ kind = "xavier" }}
run = {{ steps = {steps}, replicates = {lanes}, dtype = "float32" }}
optimizer = [{{ kind = "momentum", learning_rate = 0.05 }}]
record = {{ loss = "last" }}
"""
CPP = r"""
#include <cstdio>
#include <cstdlib>
__global__ void descend(float *x, float *y, int lanes, int steps, float rate, float mu) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= lanes) return;
  float a = x[i], b = y[i], p = 0.f, q = 0.f;
  for (int t = 0; t < steps; ++t) {
    float d = fmaf(-a, a, b), g = 200.f * d;
    float gx = -2.f * fmaf(a, g, 1.f - a);
    p = fmaf(mu, p, -(rate * gx)); q = fmaf(mu, q, -(rate * g)); a += p; b += q;
  }
  x[i] = a; y[i] = b;
}
__global__ void peak(float *out, int steps) {
  float s[8]; for (int k = 0; k < 8; ++k) s[k] = threadIdx.x + k;
  for (int t = 0; t < steps; ++t) for (int k = 0; k < 8; ++k) s[k] = fmaf(s[k], 0.999f, 0.5f);
  float all = 0.f; for (int k = 0; k < 8; ++k) all += s[k];
  out[blockIdx.x * blockDim.x + threadIdx.x] = all;
}
template <class F> float best(F run) {
  cudaEvent_t one, two; cudaEventCreate(&one); cudaEventCreate(&two);
  float least = 1e30f, now;
  for (int k = 0; k < 6; ++k) {
    cudaEventRecord(one); run(); cudaEventRecord(two); cudaEventSynchronize(two);
    cudaEventElapsedTime(&now, one, two); if (k && now < least) least = now;
  }
  if (cudaGetLastError() != cudaSuccess) { std::printf("failed\n"); std::exit(1); }
  return least / 1000.f;
}
int main(int count, char **words) {
  int lanes = std::atoi(words[1]), steps = std::atoi(words[2]); float *x, *y;
  size_t size = sizeof(float) * (lanes > (1 << 20) ? lanes : 1 << 20);
  cudaMalloc(&x, size); cudaMalloc(&y, size); cudaMemset(x, 0, size); cudaMemset(y, 0, size);
  float run = best([&] { descend<<<(lanes + 127) / 128, 128>>>(x, y, lanes, steps, 5e-4f, 0.9f); });
  float most = best([&] { peak<<<4096, 256>>>(x, 4096); });
  std::printf("%.9g %.9g\n", run, 2.0 * 8 * 4096.0 * 4096 * 256 / most);
}
"""


def best(call: Callable, times: int = 5) -> float:
    """Shortest time (seconds) of a call, after one to warm up."""
    taken = []
    for _ in range(times + 1):
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return min(taken[1:])


def simlab_times(text: str, lanes: int, steps: int) -> dict[str, float]:
    """Compile, transfer and run of one launch over all lanes, and the whole engine's run (seconds)."""
    one = next(
        make_plan(loads(text.format(lanes=lanes, steps=steps, rate=RATE, momentum=MOMENTUM), "gpu")).batches()
    )
    start, marks = one.state.copy(), one.marks.copy()
    load_kernel.cache_clear()
    with temporary_store():
        began = time.perf_counter()
        kernel = load_kernel(one.program, one.width, "cuda")
        compiled = time.perf_counter() - began
        source = kernel_source(one.program, one.width, "cuda").name
    began = time.perf_counter()
    chunk = DeviceChunk(one, shared_arrays(one), 0, one.blocks)
    chunk.wait()
    transfer = time.perf_counter() - began

    def launch() -> None:
        chunk.launch(kernel, cuda.THREADS, 0, steps)
        chunk.wait()

    def whole() -> None:
        one.state[...], one.marks[...], one.position[...] = start, marks, 0
        cuda.run([one])

    return {
        "compile": compiled,
        "transfer": transfer,
        "run": best(launch),
        "engine": best(whole),
        "kernel": source,
    }


def cpp_times(lanes: int, steps: int) -> tuple[float, float]:
    """Run (seconds) of the CUDA C++ kernel, and the peak it measures (FP32 operations a second)."""
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder) / "descend.cu", Path(folder) / "descend"
        source.write_text(CPP, encoding="utf-8")
        command = ["nvcc", "-O3", "-std=c++17", "-arch=native", "-o", str(program), str(source)]
        subprocess.run(command, check=True)
        words = subprocess.run([program, str(lanes), str(steps)], check=True, capture_output=True, text=True)
    run, peak = map(float, words.stdout.split())
    return run, peak


def jax_time(lanes: int, steps: int) -> float:
    """Run (seconds) of jit(vmap(scan))."""
    import jax

    def loss(x):
        return (1.0 - x[0]) ** 2 + 100.0 * (x[1] - x[0] ** 2) ** 2

    def one(x):
        def step(carry, _):
            x, p = carry
            p = MOMENTUM * p - RATE * jax.grad(loss)(x)
            return (x + p, p), None

        return jax.lax.scan(step, (x, 0.0 * x), None, length=steps)[0][0]

    run, start = jax.jit(jax.vmap(one)), jax.numpy.zeros((lanes, 2), "float32")
    return best(lambda: run(start).block_until_ready())


def torch_time(lanes: int, steps: int) -> float:
    """Run (seconds) of PyTorch, whose steps are replayed as one CUDA graph."""
    import torch

    x, y, p, q = torch.zeros(4, lanes, device="cuda").unbind()
    graph = torch.cuda.CUDAGraph()

    def step() -> None:
        d = y - x * x
        p.mul_(MOMENTUM).sub_(RATE * (-2.0 * (1.0 - x) - 400.0 * x * d))
        q.mul_(MOMENTUM).sub_(RATE * 200.0 * d)
        x.add_(p)
        y.add_(q)

    step()
    with torch.cuda.graph(graph):
        for _ in range(100):
            step()

    def run() -> None:
        for _ in range(steps // 100):
            graph.replay()
        torch.cuda.synchronize()

    return best(run)


def attempt(result: dict, name: str, call: Callable) -> None:
    """``call`` under ``name``; or why there is no number."""
    try:
        result[name] = call()
    except (ImportError, OSError, RuntimeError, subprocess.CalledProcessError) as error:
        result[name] = f"left out: {' '.join(str(error).split())[:200]}"


def main() -> None:
    """Measure everything, print it and write it."""
    parser = argparse.ArgumentParser(description="simlab on a GPU beside its opponents")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results")
    parser.add_argument("--quick", action="store_true", help="the smallest sizes and a tenth of the steps")
    typed = parser.parse_args()
    if reason := device.missing():
        raise SystemExit(f"no GPU can be used: {reason}")
    steps, results = STEPS // 10 if typed.quick else STEPS, []
    for lanes in LANES[: 1 if typed.quick else None]:
        row: dict = {"work": "rosenbrock momentum float32", "lanes": lanes, "steps": steps}
        row["simlab"] = simlab_times(SURFACE, lanes, steps)
        for name, call in (("cpp", cpp_times), ("jax", jax_time), ("torch", torch_time)):
            attempt(row, name, lambda call=call, lanes=lanes: call(lanes, steps))
        if isinstance(row["cpp"], tuple):
            reached = FLOPS * lanes * steps / row["simlab"]["run"]
            row["peak_fp32"], row["share_of_peak"] = row["cpp"][1], reached / row["cpp"][1]
        results.append(row)
        print(json.dumps(row), flush=True)
    for lanes in NETWORKS[: 1 if typed.quick else None]:
        row = {"work": "network 2-16-16-1 float32", "lanes": lanes, "steps": steps // 10}
        row["simlab"] = simlab_times(NETWORK, lanes, steps // 10)
        results.append(row)
        print(json.dumps(row), flush=True)
    packages = {name: version(name) for name in ("simlab", "numba-cuda", "numpy")}
    content = {
        "device": device.device_name(),
        "date": str(date.today()),
        "versions": packages,
        "results": results,
    }
    typed.out.mkdir(parents=True, exist_ok=True)
    path = typed.out / f"gpu-{content['device'].replace(' ', '-').lower()}.json"
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
