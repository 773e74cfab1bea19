"""What the authors print of the table: shape, first example, mean of the target."""

EXAMPLE: dict = {}
SHAPE = (442, 10)
FIRST = [59, 2, 32.1, 101, 157, 93.2, 38, 4]
MEAN = 152.13348416289594
