"""2-16-16-1 tanh networks with batch normalisation on two moons, batches of 32, momentum."""

from works._networks import Network, momentum

WORK = Network((2, 16, 16, 1), "momentum", momentum, NORMALISE=True)
