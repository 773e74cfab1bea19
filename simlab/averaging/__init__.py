"""Iterate averaging, one kind a file."""
