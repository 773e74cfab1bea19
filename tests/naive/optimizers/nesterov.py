"""Sutskever et al. (2013), equations 3-4, as published; torch.optim.SGD(nesterov=True) as documented."""


def trajectory(gradient, theta, rates, momentum, form="velocity"):
    return {"velocity": _published, "torch": _torch}[form](gradient, theta, rates, momentum)


def _published(gradient, theta, rates, mu):
    """The points where the gradient is taken, theta + mu p, of the published rule."""
    points, p = [theta], 0 * theta
    for alpha in rates:
        p = mu * p - alpha * gradient(theta + mu * p)
        theta = theta + p
        points.append(theta + mu * p)
    return points


def _torch(gradient, theta, rates, mu):
    points, buffer = [theta], None
    for lr in rates:
        g = gradient(theta)
        buffer = g if buffer is None else mu * buffer + g
        theta = theta - lr * (g + mu * buffer)
        points.append(theta)
    return points
