"""Networks: an architecture becomes the source of a surface whose point is all parameters of one network."""
