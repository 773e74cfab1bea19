"""What the repository says of the table: shape, first values, size of the classes."""

EXAMPLE: dict = {}
SHAPE = (1797, 64)
FIRST = [0, 0, 5, 13, 9, 1, 0, 0]
CLASSES = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
