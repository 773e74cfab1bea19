"""Defaults and forms of other libraries, one a file: what ``preset`` fills in where an optimizer is silent.

``OPTIMIZERS`` maps a kind to the library's numbers (or expressions over the optimizer's other numbers) and
choices. Every key of the kind is there; ``None`` is a number that the library leaves to its user.
"""
