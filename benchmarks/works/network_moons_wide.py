"""2-32-32-1 tanh networks on two moons, batches of 32, gradient descent with momentum."""

from works._networks import Network, momentum

WORK = Network((2, 32, 32, 1), "momentum", momentum)
