"""Analytic surfaces, one a file."""
