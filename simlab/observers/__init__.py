"""Quantities a run may record, one a file."""
