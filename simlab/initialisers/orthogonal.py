"""Random orthogonal weights: a rotation, which keeps every length, not only the mean.

Formula
    W = gain Q, with Q^T Q = 1 if inputs >= outputs, else Q Q^T = 1
Symbols
    W [inputs, outputs] the weights; ``gain`` a factor on all of them. Q is the orthogonal factor of a
    Gaussian matrix whose triangular factor has a positive diagonal: uniform (Haar) over all such matrices.
    An entry has mean 0 and variance gain^2 / max(inputs, outputs). Q is found by Gram and Schmidt's way,
    column by column and twice, so its bits do not depend on a matrix library.
Reference
    A. M. Saxe, J. L. McClelland & S. Ganguli (2014), Exact solutions to the nonlinear dynamics of learning in
    deep linear neural networks, ICLR. F. Mezzadri (2007), How to generate random matrices from the classical
    compact groups, Notices of the AMS 54. Twice: L. Giraud, J. Langou & M. Rozloznik (2005), The loss of
    orthogonality in the Gram-Schmidt orthogonalization process, Computers & Mathematics with Applications 50.
"""

from __future__ import annotations

import numpy as np

from simlab.initialisers._draws import per_lane
from simlab.parameters import Parameter

PARAMETERS = {"gain": Parameter("scale of the weights", default=1.0, minimum=0.0)}


def weights(normals: np.ndarray, inputs: int, outputs: int, gain) -> np.ndarray:
    """Weights of one layer in every lane.

    Parameters
    ----------
    normals : [lanes, inputs, outputs]
        Independent numbers from N(0, 1).
    inputs, outputs : int
        Units of the layer below, and of this one.
    gain : number or [lanes]
        Scale of the weights.

    Returns
    -------
    [lanes, inputs, outputs] float64
    """
    tall = normals if inputs >= outputs else normals.transpose(0, 2, 1)
    columns = _orthonormal(_orthonormal(tall))
    return per_lane(gain) * (columns if inputs >= outputs else columns.transpose(0, 2, 1))


def _orthonormal(matrix: np.ndarray) -> np.ndarray:
    """The columns of ``matrix`` [lanes, rows, columns], each without those before it and of length 1."""
    rest = np.array(matrix, float)
    for k in range(rest.shape[2]):
        rest[:, :, k] /= np.sqrt(np.square(rest[:, :, k]).sum(axis=1))[:, None]
        axis, later = rest[:, :, k, None], rest[:, :, k + 1 :]
        later -= axis * (axis * later).sum(axis=1)[:, None, :]
    return rest
