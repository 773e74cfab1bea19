"""Generated kernels and their store."""
