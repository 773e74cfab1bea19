"""Figures, one kind a file."""
