"""Variance of the gradients of single examples, over the squared length of their mean."""


def observe(slope_moments, layer_places):
    count = len(layer_places)
    return (sum(slope_moments[count : 2 * count]) - slope_moments[-1]) / slope_moments[-1]
