"""20 hidden layers of 16 tanh units on two moons, batches of 32, gradient descent with momentum."""

from works._networks import Network, momentum

WORK = Network((2, *[16] * 20, 1), "momentum", momentum, COUNTS=(256,))
