"""The same blocks in, the same arrays out."""
