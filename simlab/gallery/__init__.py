"""The gallery: every scenario of the lecture, run, drawn, and written down in the order of the texts."""
