"""What went wrong in a training run: symptoms, the pitfalls that they point to, and their workarounds."""
