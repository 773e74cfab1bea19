"""2-16-16-1 tanh networks on two moons, batches of 32, Adam."""

from works._networks import Network, adam

WORK = Network((2, 16, 16, 1), "adam", adam)
