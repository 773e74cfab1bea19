"""Which line or plane a landscape is of, one kind a file."""
