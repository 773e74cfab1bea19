"""Independent starts of every replicate: to the engine, a restart is one more variant with its own stream."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from simlab.plan.variants import Variant, random_stream


def with_restarts(variants: Iterable[Variant], count: int) -> list[Variant]:
    """Every variant ``count`` times in a row, each with a stream of random numbers of its own.

    Restart 0 keeps the variant's stream, so that it is the very trajectory that runs without restarts; those
    of restart k > 0 depend on the variant's stream and k alone, so that variants go on sharing them.
    """
    return [
        replace(variant, stream=_stream(variant.stream, restart))
        for variant in variants
        for restart in range(count)
    ]


def _stream(stream: int, restart: int) -> int:
    return random_stream([f"stream={stream}", f"restart={restart}"]) if restart else stream
