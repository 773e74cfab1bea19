"""Pictures for the repository: at slide size, small, the same bytes for the same picture.

The rule of what is kept: every PNG, with at most 128 colours; an SVG of at most 80 KiB, its coordinates
rounded to a hundredth of a point; a table (CSV) or an animation (GIF) of at most 512 KiB.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

from simlab.results.files import atomic_write

_COLOURS = 128
_LARGEST = {".svg": 80 * 1024, ".csv": 512 * 1024, ".gif": 512 * 1024}
_COORDINATES = re.compile(r' (d|x|y)="([^"]*)"')
_BEYOND = re.compile(r"(\.\d\d)\d+")


def keep(files: Sequence[Path], folder: Path) -> list[str]:
    """Write into ``folder`` the ``files`` that the rule keeps, made small; their names. Others there go."""
    kept = {path.name: content for path in files if (content := _small(path)) is not None}
    if folder.is_dir():
        for old in folder.iterdir():
            if old.is_file() and old.name not in kept:
                old.unlink()
    for name, content in kept.items():
        atomic_write(folder / name, content)
    return list(kept)


def _small(path: Path) -> bytes | None:
    """What is kept of the file at ``path``; ``None`` where that is nothing."""
    content = path.read_bytes()
    if path.suffix == ".png":
        return _indexed(content)
    if path.suffix == ".svg":
        content = _COORDINATES.sub(_rounded, content.decode("utf-8")).encode("utf-8")
    return content if len(content) <= _LARGEST[path.suffix] else None


def _indexed(content: bytes) -> bytes:
    """A PNG with a palette instead of colours in full; the old bytes where that is no gain."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    with Image.open(io.BytesIO(content)) as picture:
        title = PngInfo()
        title.add_text("Title", str(picture.info.get("Title", "")))
        flat = picture.convert("RGB")
    palette = flat.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    palette.save(buffer, "PNG", optimize=True, pnginfo=title)
    return min(buffer.getvalue(), content, key=len)


def _rounded(found: re.Match[str]) -> str:
    return f' {found[1]}="{_BEYOND.sub(chr(92) + "1", found[2])}"'
