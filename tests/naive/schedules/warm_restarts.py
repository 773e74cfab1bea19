"""Loshchilov & Hutter (2017), equation 5, with eta_max = 1 and eta_min = final, cycle after cycle."""

import math


def factor(t, period, growth, final):
    since, length = t, period
    while since >= length:
        since, length = since - length, length * growth
    return final + (1 - final) / 2 * (1 + math.cos(math.pi * since / length))
