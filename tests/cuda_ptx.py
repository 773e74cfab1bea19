"""Compile kernels for GPUs that are not here; print what their code is made of, one JSON line a kernel."""

from __future__ import annotations

import json
import re
import sys
import warnings
from dataclasses import replace
from pathlib import Path
from subprocess import run
from time import process_time

import batches
import network_runs
from numba import types

from simlab.kernels.build import kernel_source, signature_of
from simlab.kernels.program import Program
from simlab.kernels.store import import_source
from simlab.lanes import fma
from simlab.lanes.device import assembler, compile_ptx
from simlab.lanes.memory import load, store

PROGRAMS = {
    "momentum": (batches.program(dtype="float32"), [(8, 0), (9, 0), (10, 0)]),
    "everything": (
        Program(
            *("himmelblau", 2, "adam", "float32"),
            schedule="cosine",
            noise="gaussian",
            averaging="exponential",
            observers=("loss", "theta"),
            hits=("loss",),
        ),
        [(9, 0)],
    ),
    "float64": (batches.program(optimizer="gd", options=()), [(9, 0)]),
}

TEAM = {"layers": [16, 16], "count": 60, "dtype": "float32", "batch": 'size = 32\norder = "shuffled"'}
TEAMS = {  # several threads a network
    "team": (TEAM, [(8, 0), (9, 0), (10, 0)]),
    "team of everything": (
        TEAM
        | {"layers": '[16, 16], normalise = "batch", residual = true, dropout = true'}
        | {"numbers": "dropout_rate = 0.4\n", "optimizer": "adam"},
        [(9, 0)],
    ),
}
NETWORKS = ("curvature", "batch normalisation", "gauss_newton")


def network(**changes) -> Program:
    """The program of a network."""
    return next(iter(network_runs.plan(**changes).programs))


def sums(values):
    """Products and sums that are not to be fused, and one that is."""
    x, y = load(values, 0, 0, 1), load(values, 1, 0, 1)
    store(values, 2, 0, x * y + y - x * x)
    store(values, 3, 0, fma(x, y, x))


def kernel(program: Program):
    """The generated function and its signature."""
    return import_source(kernel_source(program, 1, "cuda")).advance.py_func, signature_of(program)


def facts(name: str, program: tuple, capability: tuple[int, int], folder: Path) -> dict:
    """What the PTX of one kernel contains, and what the assembler says of it if there is one."""
    began = process_time()
    text = compile_ptx(*program, capability)
    body = re.sub(r"^\s*(\.visible|\.param|\.reg|//).*$", "", text, flags=re.MULTILINE)
    found = {"name": name, "capability": capability, "seconds": round(process_time() - began, 1)}
    found |= {"f64": len(re.findall(r"\.f64", body))}
    found["rounded"] = len(re.findall(r"\b(?:add|sub|mul|div|sqrt|fma)\.rn\.f(?:32|64)", body))
    found["free to contract"] = len(re.findall(r"\b(?:add|sub|mul)\.(?:ftz\.)?f(?:32|64)", body))
    found["approximate"] = len(re.findall(r"\.approx|\.full|\.ftz", body))
    found["local"] = len(re.findall(r"\.local\b", body))
    found["fused"] = len(re.findall(r"\bfma\.rn", body))
    found["shared"] = len(re.findall(r"\b(?:ld|st)\.shared", body))
    found["barriers"] = len(re.findall(r"\bbar(?:rier)?\.sync", body))
    if assembler():
        path = folder / "kernel.ptx"
        path.write_text(text, encoding="utf-8")
        architecture = f"sm_{capability[0]}{capability[1]}"
        done = run(
            [assembler(), "-v", f"-arch={architecture}", "-o", str(folder / "kernel.cubin"), str(path)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        found["registers"] = max(map(int, re.findall(r"Used (\d+) registers", done.stderr)))
        found["stack"] = max(map(int, re.findall(r"(\d+) bytes stack frame", done.stderr)))
        found["spilled"] = sum(map(int, re.findall(r"(\d+) bytes spill", done.stderr)))
    return found


def opponent(capability: tuple[int, int]) -> int:
    """Bytes of machine code of the benchmark's CUDA C++."""
    from cuda.core import Program, ProgramOptions

    path = Path(__file__).parents[1] / "benchmarks" / "gpu.cu"
    options = ProgramOptions(arch=f"sm_{capability[0]}{capability[1]}")
    made = Program(path.read_text(encoding="utf-8"), "c++", options)
    return len(made.compile("cubin", name_expressions=("descend", "peak")).code)


def main(folder: Path) -> None:
    """Every kernel for every capability asked of it."""
    print(json.dumps({"name": "gpu.cu", "capability": (9, 0), "bytes": opponent((9, 0))}))
    signature = types.none(types.Array(types.float32, 2, "C"))
    print(json.dumps(facts("sums", (sums, signature), (9, 0), folder)))
    small = {"count": 12, "dtype": "float32"}
    features = {name: network(**network_runs.FEATURES[name] | small) for name in NETWORKS}
    cases = {**PROGRAMS, **{f"network {name}": (of, [(9, 0)]) for name, of in features.items()}}
    landscape = replace(network(**small, layers=[3, 3], record='loss = "last"'), optimizer="gd", still=True)
    cases["network landscape"] = landscape, [(9, 0)]
    cases |= {name: (network(**changes), where) for name, (changes, where) in TEAMS.items()}
    for name, (program, capabilities) in cases.items():
        for capability in capabilities:
            print(json.dumps(facts(name, kernel(program), capability, folder)), flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(Path(sys.argv[1]))
