"""What the repository says of the table: shape, first values, size of the classes."""

EXAMPLE: dict = {}
SHAPE = (569, 30)
FIRST = [17.99, 10.38, 122.8, 1001, 0.1184, 0.2776, 0.3001, 0.1471]
CLASSES = [212, 357]
