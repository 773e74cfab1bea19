"""Activations of a unit: one file each, value, slope and what counts as saturated."""
