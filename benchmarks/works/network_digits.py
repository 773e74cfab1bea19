"""64-32-10 tanh networks on the table of digits, batches of 64, gradient descent with momentum."""

from works._networks import Network, momentum

WORK = Network(
    (64, 32, 10),
    "momentum",
    momentum,
    BATCH=64,
    DATA="digits",
    LOSS="softmax_cross_entropy",
    COUNTS=(256,),
)
