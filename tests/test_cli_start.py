"""What the command line leaves out when it starts."""

import subprocess
import sys


def imported_after(code: str) -> set[str]:
    """The modules that a fresh interpreter has after ``code``."""
    text = f"{code}\nimport sys\nprint(*sys.modules)"
    return set(
        subprocess.run(
            [sys.executable, "-c", text], capture_output=True, text=True, check=True
        ).stdout.split()
    )


def test_numba_comes_without_linear_algebra_that_no_kernel_uses():
    light = imported_after("from simlab.cli.start import import_numba_lightly; import_numba_lightly()")
    assert "numba.np.arraymath" in light
    assert "scipy.linalg" not in light and "scipy.linalg.cython_blas" not in light


def test_linear_algebra_can_still_be_imported_afterwards():
    code = "from simlab.cli.start import import_numba_lightly; import_numba_lightly(); import scipy.linalg"
    assert "scipy.linalg" in imported_after(code)
