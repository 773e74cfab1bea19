"""What the repository says of the table: shape, first values, size of the classes."""

EXAMPLE: dict = {}
SHAPE = (178, 13)
FIRST = [14.23, 1.71, 2.43, 15.6, 127, 2.8, 3.06, 0.28]
CLASSES = [59, 71, 48]
