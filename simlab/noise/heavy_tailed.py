"""Heavy-tailed noise on every coordinate of the gradient: Student's t, from Cauchy's to almost Gaussian.

Formula
    g_i <- g_i + sigma_i T_i,  T_i = sqrt(nu (U_i^(-2 / nu) - 1)) cos(2 pi V_i),  U, V ~ U(0, 1),
    drawn afresh in every step: T_i has Student's t distribution with nu degrees of freedom.
Symbols
    g the gradient; ``sigma`` the scale, one number a coordinate, or one for all: no standard deviation; nu =
    ``degrees`` of freedom. P(|T| > x) falls like x^-nu: the variance is sigma^2 nu / (nu - 2) above nu = 2
    and infinite up to it, and at nu = 1, Cauchy's distribution, there is no mean either and averaging
    steps does not help. As nu grows it becomes the Gaussian. No T exceeds sqrt(nu) 2^(33 / nu) in float32,
    sqrt(nu) 2^(53 / nu) in float64, since no U lies below 2^-33 or 2^-53.
Reference
    R. W. Bailey (1994), Polar generation of random variates with the t-distribution, Mathematics of
    Computation 62, 779-781; heavy tails of gradients: U. Simsekli, L. Sagun & M. Gurbuzbalaban (2019), A
    tail-index analysis of stochastic gradient noise in deep neural networks, ICML.
"""

from __future__ import annotations

from simlab.lanes import cos, exp, fma, log, sqrt, tanh
from simlab.parameters import Parameter

PARAMETERS = {
    "sigma": Parameter("scale of the noise", minimum=0.0, vector=True),
    "degrees": Parameter("degrees of freedom: how fast the tails fall", minimum=1.0, aliases=("nu",)),
}
TURN = 6.283185307179586  # 2 pi


def perturb(gradient, uniforms, sigma, degrees):
    """Add the noise to ``gradient`` [d rows], in place; ``sigma`` has d rows, ``uniforms`` 2 d."""
    d = len(gradient)
    for i in range(d):
        power = -2.0 * log(uniforms[i]) / degrees
        excess = tanh(0.5 * power) * (exp(power) + 1.0)  # exp(power) - 1, exact for a small power too
        student = sqrt(degrees * excess) * cos(TURN * uniforms[d + i])
        gradient[i] = fma(sigma[i], student, gradient[i])


def draw_count(dimension: int) -> int:
    """Two random numbers a coordinate: a radius and an angle."""
    return 2 * dimension
