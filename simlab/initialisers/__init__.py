"""Initial weights of a layer, for all lanes at once, one kind a file."""
