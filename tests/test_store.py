"""The store of kernels: a second process hits, an edit misses, nothing is compiled twice."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from batches import batch, program

import simlab
from simlab.engines import cpu
from simlab.kernels import build, store
from simlab.kernels.store import Source, import_source, remembered

PACKAGE = Path(simlab.__file__).parent
TESTS = Path(__file__).parent
RUN = """
from batches import batch, program
from simlab.engines import cpu
from simlab.kernels.build import load_kernel
one = batch(program(), lanes=3, steps=10)
cpu.run([one], 1)
kernel = load_kernel(one.program, one.width)
print(sum(kernel.stats.cache_hits.values()), repr(float(one.state[0, 1])))
"""
STORED_THEN_NEW = f"""{RUN}
import sys
print("numba.np.polynomial" in sys.modules)  # which Numba imports before it compiles
other = batch(program(optimizer="gd", options=()), lanes=3, steps=10)
cpu.run([other], 1)
print("numba.np.polynomial" in sys.modules, repr(float(other.state[0, 1])))
"""


def printed(package: Path, cache: Path, code: str) -> list[str]:
    """The words that ``code`` prints in a process of its own."""
    path = os.pathsep.join([str(package.parent), str(TESTS)])
    environment = {**os.environ, "PYTHONPATH": path, "SIMLAB_CACHE": str(cache)}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def process(package: Path, cache: Path) -> tuple[int, float]:
    """``(cache hits, a coordinate)`` of one run in a process of its own."""
    hits, value = printed(package, cache, RUN)
    return int(hits), float(value)


def test_second_process_hits_and_an_edited_concept_misses_and_gives_the_new_answer(tmp_path):
    package, cache = tmp_path / "copy" / "simlab", tmp_path / "cache"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    hits, value = process(package, cache)
    assert hits == 0
    assert process(package, cache) == (1, value)
    edited = package / "optimizers" / "momentum.py"
    text = edited.read_text(encoding="utf-8")
    assert "theta[i] + velocity[i]" in text
    edited.write_text(
        text.replace("theta[i] + velocity[i]", "theta[i] + 0.5 * velocity[i]"), encoding="utf-8"
    )
    hits, changed = process(package, cache)
    assert hits == 0
    assert changed != value


def test_a_kernel_from_the_store_needs_no_compiler_and_leaves_it_in_order(tmp_path):
    process(PACKAGE, tmp_path)
    hits, _, ready, ready_later, value = printed(PACKAGE, tmp_path, STORED_THEN_NEW)
    assert (hits, ready, ready_later) == ("1", "False", "True")
    here = batch(program(optimizer="gd", options=()), lanes=3, steps=10)
    cpu.run([here], 1)
    assert float(value) == here.state[0, 1]


def test_equal_programs_share_a_kernel_and_different_ones_do_not():
    one = build.kernel_source(program(), 16)
    assert one == build.kernel_source(program(), 16)
    assert one.name != build.kernel_source(program(dtype="float32"), 16).name
    assert one.name != build.kernel_source(program(), 32).name


def test_a_second_run_in_the_process_compiles_nothing(tmp_path, monkeypatch):
    one = batch(program(), lanes=3, steps=10)
    cpu.run([one], 1)
    kernel = build.load_kernel(one.program, one.width)
    assert len(kernel.signatures) == 1
    cpu.run([batch(program(), lanes=3, steps=10, optimizer_momentum=0.5)], 1)
    assert len(kernel.signatures) == 1


def test_programs_compile_in_parallel_processes_into_the_shared_store(tmp_path, monkeypatch):
    monkeypatch.setenv("SIMLAB_CACHE", str(tmp_path))
    build.load_kernel.cache_clear()
    wanted = [(program(observers=("grad_norm",), dtype=dtype), 4) for dtype in ("float32", "float64")]
    assert not any(build.is_compiled(*item) for item in wanted)
    assert build.compile_all(wanted, processes=2) == 2
    assert all(build.is_compiled(*item) for item in wanted)
    assert build.compile_all(wanted, processes=2) == 0
    build.load_kernel.cache_clear()


def test_the_derivatives_of_a_formula_are_worked_out_once(tmp_path, monkeypatch):
    monkeypatch.setenv("SIMLAB_CACHE", str(tmp_path))
    program = (
        "import sys; from simlab.scenario.formula import FormulaProblem\n"
        "text = FormulaProblem(expression=sys.argv[1]).source()\n"
        "print(('sympy' in sys.modules) * 'derived', hash(text))"
    )

    def source(formula: str) -> list[str]:
        command = [sys.executable, "-c", program, formula]
        return subprocess.run(
            command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": "0"}
        ).stdout.split()

    (derived, text), again = source("x**2 * y**2"), source("x**2 * y**2")
    assert (derived, again) == ("derived", [text])
    assert source("x**2 * y**4")[0] == "derived"


def test_what_the_store_cannot_keep_is_asked_for_again(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("SIMLAB_CACHE", str(tmp_path / "file" / "store"))
    answers = iter(["first", "second"])
    assert [remembered("formula", "what?", lambda: next(answers)) for _ in range(2)] == ["first", "second"]
    monkeypatch.setenv("SIMLAB_CACHE", str(tmp_path / "store"))
    answers = iter(["first", "second", "third"])
    assert remembered("formula", "what?", lambda: next(answers)) == "first"
    assert remembered("formula", "what?", lambda: next(answers)) == "first"
    assert remembered("formula", "what else?", lambda: next(answers)) == "second"


def test_the_generated_file_is_python_a_reader_can_follow():
    text = build.kernel_source(program(), 16).text
    assert text.startswith('"""rosenbrock (2-D), momentum, velocity form, float64."""')
    assert "take_step(theta, gradient, velocity, learning_rate, optimizer_momentum)" in text
    compile(text, "kernel", "exec")


def test_the_hot_loop_is_packed_arithmetic_without_calls():
    of = program(dtype="float32", observers=("loss",))
    module = import_source(Source("fresh", build.kernel_source(of, 16).text))
    from numba import njit

    fresh = njit(error_model="numpy")(module.advance.py_func)
    fresh.compile(build.signature_of(of))
    assembly = "".join(fresh.inspect_asm().values())
    if "mulps" not in assembly and "fmul" not in assembly:
        pytest.fail("no packed multiplication in the kernel")
    if "mulps" in assembly:
        assert assembly.count("mulps") > 2 * assembly.count("mulss")


def test_the_store_is_capped(tmp_path, monkeypatch):
    monkeypatch.setenv("SIMLAB_CACHE", str(tmp_path))
    monkeypatch.setattr(store, "CAPACITY", 3)
    sources = [Source("test", f"VALUE = {number}\n") for number in range(6)]
    for age, source in enumerate(sources):
        assert age == import_source(source).VALUE
        os.utime(source.path.with_suffix(".used"), (age, age))
        del sys.modules[source.name]
    left = sorted(path.stem for path in tmp_path.glob("simlab_test_*.py"))
    assert len(left) == 3
    assert sources[-1].name in left
