"""Loshchilov & Hutter (2017), equation 5, with eta_max = 1 and eta_min = final."""

import math


def factor(t, duration, final):
    return final + (1 - final) / 2 * (1 + math.cos(math.pi * min(t, duration) / duration))
