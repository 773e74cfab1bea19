"""Animations as GIF files: the same bytes for the same frames, at any time."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from PIL import Image

_WHITE = 255  # place of white in the palette, after the colours
_LEAST = 20  # milliseconds: viewers slow down what is faster


class Pace(Protocol):
    """``pixels`` of the longer side of a frame; ``seconds`` of all frames together; ``hold`` of the last."""

    pixels: int
    seconds: float
    hold: float


def gif(figure, frames: Iterator[Sequence], pace: Pace) -> bytes:
    """Encode ``frames`` of ``figure``, which its files as pictures must not follow: it is changed.

    ``frames`` yields the artists that move, each time they have moved; they lie in front of what stands
    still, which is drawn once. The animation repeats for ever.
    """
    figure.set_dpi(pace.pixels / max(figure.get_size_inches()))
    pictures = list(_pictures(figure, frames))
    # One palette, of the fullest frame, so that nothing flickers; and no dithering, which would.
    fullest = pictures[-1].quantize(_WHITE, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    colours = [*(fullest.getpalette() or [])[: 3 * _WHITE]]
    palette = Image.new("P", (1, 1))
    palette.putpalette([*colours, *[255] * (3 * 256 - len(colours))])
    first, *rest = (_indexed(picture, palette) for picture in pictures)
    each = max(_LEAST, 10 * round(100 * pace.seconds / max(len(rest), 1)))
    buffer = io.BytesIO()
    first.save(
        buffer,
        format="GIF",
        save_all=True,
        append_images=rest,
        duration=[*[each] * len(rest), round(1000 * pace.hold)],
        loop=0,
        optimize=False,
    )
    return buffer.getvalue()


def _indexed(picture: Image.Image, palette: Image.Image) -> Image.Image:
    """``picture`` in the colours of ``palette``; Pillow's choice is near, but paper stays white."""
    indexed = picture.quantize(palette=palette, dither=Image.Dither.NONE)
    paper = (np.asarray(picture) == 255).all(axis=2)
    indexed.paste(_WHITE, mask=Image.fromarray(paper))
    return indexed


def _pictures(figure, frames: Iterator[Sequence]) -> Iterator[Image.Image]:
    canvas, still = figure.canvas, None
    for movers in frames:
        if still is None:
            for artist in movers:
                artist.set_animated(True)  # left out where the figure is drawn as a whole
            canvas.draw()
            still = canvas.copy_from_bbox(figure.bbox)
        canvas.restore_region(still)
        for artist in sorted(movers, key=lambda artist: artist.get_zorder()):
            figure.draw_artist(artist)
        yield Image.frombytes("RGBA", canvas.get_width_height(), bytes(canvas.buffer_rgba())).convert("RGB")
