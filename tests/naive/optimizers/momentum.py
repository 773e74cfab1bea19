"""Lecture 4, equations 8-9; torch.optim.SGD as documented; the exponential moving average of the gradient."""


def trajectory(gradient, theta, rates, momentum, form="velocity", dampening=0.0):
    if form == "torch":
        return _torch(gradient, theta, rates, momentum, dampening)
    return {"velocity": _velocity, "ema": _ema}[form](gradient, theta, rates, momentum)


def _velocity(gradient, theta, rates, mu):
    points, p = [theta], 0 * theta
    for alpha in rates:
        p = mu * p - alpha * gradient(theta)
        theta = theta + p
        points.append(theta)
    return points


def _torch(gradient, theta, rates, mu, dampening):
    points, buffer = [theta], None
    for lr in rates:
        g = gradient(theta)
        buffer = g if buffer is None else mu * buffer + (1 - dampening) * g
        theta = theta - lr * buffer
        points.append(theta)
    return points


def _ema(gradient, theta, rates, mu):
    points, mean = [theta], 0 * theta
    for alpha in rates:
        mean = mu * mean + (1 - mu) * gradient(theta)
        theta = theta - alpha * mean
        points.append(theta)
    return points
