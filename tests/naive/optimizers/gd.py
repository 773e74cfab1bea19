"""Lecture 4, equation 2."""


def trajectory(gradient, theta, rates):
    points = [theta]
    for alpha in rates:
        theta = theta - alpha * gradient(theta)
        points.append(theta)
    return points
