"""SciPy: L-BFGS-B from one start after another, shared out to processes."""

import multiprocessing
import re

import numpy as np
import scipy
from scipy.optimize import minimize

NAME = "SciPy"


def version():
    return scipy.__version__


def variants(case):
    return ["1 process", f"{case.threads} processes"] if case.threads > 1 else ["1 process"]


def prepare(case, variant):
    start, _ = case.inputs()
    processes = int(re.findall(r"\d+", variant)[0])
    settings = {"maxcor": case.item.MEMORY, "gtol": case.item.GRADIENT, "ftol": 1e-15, "maxiter": case.steps}
    if processes == 1:
        return lambda: minimise(start, settings)
    pool = multiprocessing.get_context("spawn").Pool(processes)  # its processes end with this one
    pieces = [(piece, settings) for piece in np.array_split(start, 8 * processes, axis=1)]
    return lambda: np.concatenate(pool.starmap(minimise, pieces), axis=1)


def minimise(starts, settings):
    """The ends of all ``starts`` (2, count)."""
    ends = [minimize(rosenbrock, x, jac=True, method="L-BFGS-B", options=settings).x for x in starts.T]
    return np.reshape(ends, (-1, len(starts))).T


def rosenbrock(theta):
    """Value and gradient."""
    x, y = theta.tolist()
    across, along = y - x * x, 1.0 - x
    return 100.0 * across * across + along * along, np.array(
        [-400.0 * x * across - 2.0 * along, 200.0 * across]
    )
