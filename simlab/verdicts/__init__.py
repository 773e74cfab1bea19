"""Claims against results."""
