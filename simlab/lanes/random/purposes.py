"""What random numbers are for: the last word of a stream, so that two uses of one seed never meet."""

STARTS = 0  # of the run, one step a layer of a network
NOISE = 1  # of the gradient, one step a step
EXAMPLES, CONSTANTS, SPLIT, FAULTS = 16, 17, 18, 19  # of the data
LANDSCAPES = 32  # directions, one step a direction
BATCHES = 4096  # one step a step, or an epoch
DROPOUT = 16384  # and those after it: the layers of a network, one step a step
GRADIENTS = 8192  # and those after it: the modifications of the gradient, one after another
