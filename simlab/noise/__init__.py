"""Gradient noise, one kind a file."""
