"""The pitfalls of gradient-based training, one a file.

Each file has ``PROBLEM`` and ``WORKAROUND`` in words; ``NEEDS``, the symptoms without which it cannot be
told; ``OF_NETWORKS`` if only networks have it; ``EXPLAINED_BY``, the pitfalls beside which it is no finding,
since they cause its symptoms; ``evidence(symptoms)``, a sentence with the numbers that point to it, or None;
and ``cure(symptoms)``, the keys of the scenario that apply the workaround, by path, or nothing where only a
person can.
"""
