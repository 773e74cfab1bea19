"""Error function.

Below 0.9 ``erf(x) = x + x p(x**2)``, above ``1 - exp(g(x))`` with ``g = log(1 - erf)``. Both polynomials are
minimax for the error they leave in erf, which asks less and less of ``g`` as ``1 - erf`` vanishes.
"""

from simlab.lanes.dispatch import by_precision
from simlab.lanes.elementary.exp import expm1_float32, expm1_float64, split_float32, split_float64
from simlab.lanes.ops import absolute, copy_sign, fma, from_bits, where


def _erf_float32(x):
    size = absolute(x)
    size = where(size > 4.0, 4.0, size)
    s = size * size
    p = fma(s, -0.0006018499843776226, 0.0049973283894360065)
    p = fma(s, fma(s, p, -0.026768680661916733), 0.11281859129667282)
    p = fma(s, fma(s, p, -0.3761249780654907), 0.12837915122509003)
    near = fma(p, size, size)
    g = fma(size, 0.00019823861657641828, -0.003065662458539009)
    g = fma(size, fma(size, g, 0.02231583558022976), -0.104114830493927)
    g = fma(size, fma(size, g, -0.6369749307632446), -1.1277978420257568)
    r, n = split_float32(fma(size, g, -0.00016631736070849001))
    power = from_bits((n - 127) << 23)
    far = fma(-power, expm1_float32(r), 1.0 - power)
    return copy_sign(where(size < 0.9, near, far), x)


def _erf_float64(x):
    size = absolute(x)
    size = where(size > 6.0, 6.0, size)
    s = size * size
    p = fma(s, 1.0247073601395145e-08, -1.5540240460460464e-07)
    p = fma(s, fma(s, p, 1.637473955908182e-06), -1.491982510544806e-05)
    p = fma(s, fma(s, p, 0.00012055081501039255), -0.000854832001306409)
    p = fma(s, fma(s, p, 0.005223977503052867), -0.02686617063260869)
    p = fma(s, fma(s, p, 0.1128379167088907), -0.3761263890318239)
    near = fma(fma(s, p, 0.12837916709551253), size, size)
    g = fma(size, -6.957732944849393e-12, 2.8219925868397455e-10)
    g = fma(size, fma(size, g, -5.313571384462191e-09), 6.149555224883565e-08)
    g = fma(size, fma(size, g, -4.868609165896615e-07), 2.7616293545374745e-06)
    g = fma(size, fma(size, g, -1.1281179685865168e-05), 3.1270135130124156e-05)
    g = fma(size, fma(size, g, -4.1655641668736436e-05), -9.237508577399072e-05)
    g = fma(size, fma(size, g, 0.0007035415663625639), -0.0018332565827410387)
    g = fma(size, fma(size, g, 0.00033174270897798553), 0.019047231552301865)
    g = fma(size, fma(size, g, -0.10273365362026339), -0.6366325852240564)
    g = fma(size, fma(size, g, -1.1283765770530267), -2.4273446488304254e-07)
    r, n = split_float64(g)
    power = from_bits((n - 1023) << 52)
    far = fma(-power, expm1_float64(r), 1.0 - power)
    return copy_sign(where(size < 0.9, near, far), x)


erf = by_precision(
    "erf",
    _erf_float32,
    _erf_float64,
    doc="""Error function ``2/sqrt(pi) * integral of exp(-t**2) from 0 to x`` to 2 ulp; odd, +-1 at +-inf.""",
)
