"""Rules that `simlab check --mutate` breaks one at a time, to see which claims notice.

Each file breaks one rule of the generated program: ``RULE`` says which, in a sentence; ``BREAKS`` where its
text stands (``kernel``, ``network``, or a kind of concept such as ``optimizers``); ``subject(program)`` names
the concept it breaks there, or None where the program has no such rule; ``mutate(text)`` is the broken text.
"""
