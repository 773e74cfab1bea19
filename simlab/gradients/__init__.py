"""What the gradient passes through before the optimizer sees it, one modification a file."""
