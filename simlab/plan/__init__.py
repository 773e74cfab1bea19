"""Everything that will run, listed before anything runs."""
