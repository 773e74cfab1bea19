"""Random numbers on lanes: each is a pure function of its stream and its place in it, never of a state.

A *stream* is the tuple ``(seed_low, seed_high, stream_id, replicate, step, purpose)`` of unsigned 32-bit
values, each the same in every lane or one per lane; ``replicate`` must be one per lane.
"""
