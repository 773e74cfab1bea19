"""Elementary functions on lanes: own polynomials, a known bound on the error, the same bits everywhere.

They replace libm, which costs several nanoseconds a lane, is not vectorised by Numba and differs between
machines. Every function is straight-line code over ``simlab.lanes.ops``; errors are in ulp, units in the
last place of the correctly rounded result.
"""
