"""Robbins & Monro (1951), equation 8, for the root of a gradient."""


def trajectory(gradient, theta, rates):
    points = [theta]
    for alpha in rates:
        theta = theta - alpha * gradient(theta)
        points.append(theta)
    return points
