"""Closed forms a claim may expect, one law a file."""
