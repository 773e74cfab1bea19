"""Ctrl-C that waits: what must not be cut in two is done first, and then comes the interrupt."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # Ctrl-C, a batch system's stop, a terminal that closes


@contextmanager
def interrupts_wait(ask: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Keep what the handlers of signals raise until the end of the block; ``ask`` is called when one has.

    An exception between two instructions of the main thread, such as those of a lock, could leave a lock
    closed for ever. On another thread than the main one, which no handler interrupts, nothing changes.

    Raises
    ------
    KeyboardInterrupt
        At the end of the block; or what else the handlers raised that were there before.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = _handlers()
    kept: list[BaseException] = []
    waiting = True

    def handle(number: int, frame: FrameType | None) -> None:
        try:
            before[number](number, frame)
        except BaseException as error:
            if not waiting:  # the next line of the block's end is still to come
                raise
            kept.append(error)
            ask()

    try:
        for number in before:
            signal.signal(number, handle)
        yield
    finally:
        waiting = False
        for number, handler in before.items():
            signal.signal(number, handler)
    if kept:
        raise kept[0]


def _handlers() -> dict[int, Callable[[int, FrameType | None], Any]]:
    """Of each signal that something in Python handles."""
    numbers = (getattr(signal, name) for name in _NAMES if hasattr(signal, name))
    handlers = ((number, signal.getsignal(number)) for number in numbers)
    return {number: handler for number, handler in handlers if callable(handler)}
