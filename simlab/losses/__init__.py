"""Losses of one example and how they depend on the outputs of a network, one a file."""
