"""The optics bench for optimization."""
