"""Lecture 4, equation 10, with t counted from the start of the decay."""

import math


def factor(t, time_constant, start):
    return math.exp(-max(0.0, t - start) / time_constant)
