"""The number type kernels compute with."""
