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
from unittest import mock

import batches
import network_runs
from numba import types
from numba.cuda.cudadrv import nvvm

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
QUARTERS = {"layers": "[4, 2], weight_standardisation = true", "count": 12}
NETWORKS = ("curvature", "batch normalisation", "gauss_newton", "error sum_over_batch")
# Sums of floats in LLVM's text, where a negation is the difference with minus zero.
SUMS = r"= (?:fadd |fsub (?:float|double) (?!0x8000000000000000,))|@llvm\.fmuladd"
POWER_OF_2 = {"0f": re.compile(r"[0-9A-F]{2}[08]00000"), "0d": re.compile(r"[0-9A-F]{3}0{13}")}


def network(**changes) -> Program:
    """The program of a network."""
    return next(iter(network_runs.plan(**changes).programs))


def is_halving(operation: str) -> bool:
    """Whether an operation of PTX is a product by a power of 2, or by that of the other sign."""
    factor = re.search(r"\bmul\.\S+.*\b(0[fd])([0-9A-F]+)$", operation.strip())
    return bool(factor and POWER_OF_2[factor[1]].fullmatch(factor[2]))


def sums(values):
    """Products and sums that are not to be fused, and one that is."""
    x, y = load(values, 0, 0, 1), load(values, 1, 0, 1)
    store(values, 2, 0, x * y + y - x * x)
    store(values, 3, 0, fma(x, y, x))


def careless(values):
    """Arithmetic that is not of lanes: NVVM fuses it."""
    values[2, 0] = values[0, 0] * values[1, 0] + values[1, 0]


def kernel(program: Program):
    """The generated function and its signature."""
    return import_source(kernel_source(program, 1, "cuda")).advance.py_func, signature_of(program)


def compiled(program: tuple, capability: tuple[int, int]) -> tuple[str, str]:
    """The intermediate code of a kernel and all that it calls, and its PTX."""
    compile_ir, given = nvvm.compile_ir, []

    def noted(modules, **options):
        given.extend(modules)
        return compile_ir(modules, **options)

    with mock.patch.object(nvvm, "compile_ir", noted):
        text = compile_ptx(*program, capability)
    return "\n".join(given), text


def facts(name: str, program: tuple, capability: tuple[int, int], folder: Path) -> dict:
    """What the PTX of one kernel contains, and what the assembler says of it if there is one.

    "plain sums" of the intermediate code say nothing of rounding: NVVM may take a product into them. Of PTX,
    operations without a mode may be contracted; products by a power of 2 alone are what NVVM makes of
    quotients, exact or rounded once like those, and no sum is there to take them in.
    """
    began = process_time()
    intermediate, text = compiled(program, capability)
    body = re.sub(r"^\s*(\.visible|\.param|\.reg|//).*$", "", text, flags=re.MULTILINE)
    found = {"name": name, "capability": capability, "seconds": round(process_time() - began, 1)}
    found |= {"f64": len(re.findall(r"\.f64", body))}
    found["rounded"] = len(re.findall(r"\b(?:add|sub|mul|div|sqrt|fma)\.rn\.f(?:32|64)", body))
    found["plain sums"] = len(re.findall(SUMS, intermediate))
    free = re.findall(r"\b(?:add|sub|mul)\.(?:ftz\.)?f(?:32|64)[^;]*", body)
    found["free to contract"] = sum(not is_halving(one) for one in free)
    found["halvings"] = sum(map(is_halving, free))
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
    for function in (sums, careless):
        print(json.dumps(facts(function.__name__, (function, signature), (9, 0), folder)))
    small = {"count": 12, "dtype": "float32"}
    features = {name: network(**network_runs.FEATURES[name] | small) for name in NETWORKS}
    cases = {**PROGRAMS, **{f"network {name}": (of, [(9, 0)]) for name, of in features.items()}}
    cases["network of quarters"] = network(**QUARTERS), [(9, 0)]
    landscape = replace(network(**small, layers=[3, 3], record='loss = "last"'), optimizer="gd", still=True)
    cases["network landscape"] = landscape, [(9, 0)]
    cases |= {name: (network(**changes), where) for name, (changes, where) in TEAMS.items()}
    alone = {"layers": [60, 60], "dtype": "float32", "record": 'lambda_max = "last"'}
    cases["apart"] = network(**alone), [(9, 0)]  # a thread whose rows are too many for its own memory
    for name, (program, capabilities) in cases.items():
        for capability in capabilities:
            print(json.dumps(facts(name, kernel(program), capability, folder)), flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(Path(sys.argv[1]))
