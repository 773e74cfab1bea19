"""What the command line leaves out when it starts."""

import subprocess
import sys

import pytest


def imported_after(code: str) -> set[str]:
    """The modules that a fresh interpreter has after ``code``."""
    text = f"{code}\nimport sys\nprint(*sys.modules)"
    return set(
        subprocess.run(
            [sys.executable, "-c", text], capture_output=True, text=True, check=True
        ).stdout.split()
    )


LIGHT = "from simlab.cli.start import import_lightly; import_lightly()"


def test_numba_comes_without_linear_algebra_that_no_kernel_uses():
    light = imported_after(LIGHT)
    assert "numba.np.arraymath" in light
    assert "scipy.linalg" not in light and "scipy.linalg.cython_blas" not in light


def test_xarray_comes_without_arrays_that_no_result_holds():
    light = imported_after(f"{LIGHT}; import xarray, numpy; xarray.Dataset({{'a': ('x', numpy.ones(3))}})")
    assert "xarray" in light and "pandas" in light
    assert not light & {"dask", "dask.array", "pyarrow"}


def test_scipy_comes_without_a_compilers_front_end():
    light = imported_after(f"{LIGHT}; import scipy.special")
    assert "scipy.special" in light and "numpy.f2py" not in light


@pytest.mark.parametrize("name", ["scipy.linalg", "dask", "pyarrow", "numpy.f2py"])
def test_what_was_left_out_can_still_be_imported_afterwards(name):
    pytest.importorskip(name)
    assert name in imported_after(f"{LIGHT}; import {name}")


def test_what_is_loaded_already_stays():
    pytest.importorskip("dask.array")
    code = f"import dask.array; {LIGHT}; import xarray, dask.array\n"
    loaded = imported_after(f"{code}assert xarray.Variable('x', dask.array.ones(3)).chunks == ((3,),)")
    assert "dask.array" in loaded


def test_the_program_is_a_module_too():
    said = subprocess.run([sys.executable, "-m", "simlab", "--version"], capture_output=True, text=True)
    assert said.returncode == 0 and said.stdout.startswith("simlab ")


def test_the_collector_of_the_command_line_seldom_looks():
    code = "import sys, gc; sys.argv = ['simlab', '--version']; from simlab.cli import main\n"
    code += "usual = gc.get_threshold()[0]\n"
    code += "try: main()\nexcept SystemExit: print(usual, gc.get_threshold()[0], gc.get_freeze_count())\n"
    code += "import atexit; atexit._run_exitfuncs(); print(gc.get_freeze_count())"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    usual, threshold, before, after = (int(word) for word in said.split()[-4:])
    assert threshold > 10 * usual and before == 0 and after > 1000
