"""Height and motion of a ball of mass 1 / alpha."""

import numpy as np


def observe(loss, theta, previous, learning_rate):
    mass, velocity = 1 / learning_rate, theta - previous
    return loss + mass * np.dot(velocity, velocity) / 2
