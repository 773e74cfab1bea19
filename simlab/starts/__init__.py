"""Starting points, one kind a file."""
