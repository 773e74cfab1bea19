"""2-16-16-1 tanh networks on two moons, batches of 32, gradient descent with momentum."""

from works._networks import OPPONENTS, Network, momentum

WORK = Network(
    (2, 16, 16, 1),
    "momentum",
    momentum,
    OPPONENTS=(*OPPONENTS, "cpp_networks"),
    COUNTS=(64, 1024, 16384),
    DTYPES=("float32", "float64"),
)
