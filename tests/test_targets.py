"""Other machines: AVX2 by asking the compiler for it, NEON by compiling for it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from llvmlite import binding

from simlab.kernels import build

RUN = """
import hashlib
from batches import batch, program
from simlab.engines import cpu
from simlab.kernels.program import Program
facts = dict(dtype="float32", schedule="exponential", noise="gaussian", averaging="exponential")
for of in (program(**facts), program(optimizer="adam", options=())):
    one = batch(of, lanes=77, steps=60, optimizer_learning_rate=3e-4)
    cpu.run([one], 2)
    digest = hashlib.sha256()
    for array in (one.state, one.marks, *one.records.values()):
        digest.update(array[:, :77].tobytes())
    print(digest.hexdigest())
"""

NEON = """
import re
from batches import program
from llvmlite import binding
from numba import njit
from simlab.kernels import build
from simlab.kernels.store import Source, import_source
of = program(dtype="float32", observers=("loss",))
module = import_source(Source("neon", build.kernel_source(of, 16).text))
kernel = njit(error_model="numpy")(module.advance.py_func)
kernel.compile(build.signature_of(of))
(text,) = kernel.inspect_llvm().values()
binding.initialize_all_targets()
binding.initialize_all_asmprinters()
text = re.sub("^target .*$", "", text, flags=re.MULTILINE)
machine = binding.Target.from_triple("aarch64-unknown-linux-gnu").create_target_machine(opt=2)
print(machine.emit_assembly(binding.parse_assembly(text)))
"""


def process(code: str, tmp_path, **environment) -> str:
    """What ``code`` prints in a process with ``environment`` and a store of its own."""
    path = os.pathsep.join([str(Path(build.__file__).parents[2]), str(Path(__file__).parent)])
    environment = {**os.environ, "PYTHONPATH": path, "SIMLAB_CACHE": str(tmp_path / "store"), **environment}
    command = [sys.executable, "-P", "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.skipif(
    not binding.get_host_cpu_features().get("avx2"), reason="the processor has no AVX2 to compare with"
)
def test_avx2_gives_the_bits_of_this_machine(tmp_path):
    native = process(RUN, tmp_path / "native")
    haswell = {
        "NUMBA_CPU_NAME": "haswell",
        "NUMBA_CPU_FEATURES": "+avx2,+fma,+avx",
        "SIMLAB_VECTOR_BITS": "256",
    }
    assert process(RUN, tmp_path / "avx2", **haswell) == native


def test_kernels_compile_to_packed_neon_instructions(tmp_path):
    assembly = process(NEON, tmp_path, NUMBA_OPT="0")
    assert re.search(r"fmla\s+v\d+\.4s", assembly)
    assert re.search(r"fmul\s+v\d+\.4s", assembly)
