"""``python -m simlab``: the program, where it is not on the path."""

from simlab.cli import main

main()
