"""A surface in three dimensions: shading, what a viewer sees of it, and lines that lie on it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simlab.plots._palette import RELIEF, rgb

BOX = (1.0, 1.0, 0.62)  # sides of the box around the surface
_LIGHT = (-0.45, -0.35, 0.82)  # towards the light: from the left, in front, above
_AMBIENT = 0.72  # brightness of what the light does not reach
_LIFT = 0.006  # lines float so far above the surface, in box sides
_DENSE = 0.004  # longest piece of a line, in widths of the window


@dataclass(frozen=True)
class Relief:
    """Heights ``z`` [y, x] in axis units over the even grid ``x``, ``y``, with the limits of the z axis."""

    x: np.ndarray
    y: np.ndarray
    z: np.ndarray
    low: float
    high: float

    def height(self, points: np.ndarray) -> np.ndarray:
        """Height [n] at ``points`` [n, 2] by bilinear interpolation, NaN outside the window."""
        column, right = _cells(self.x, points[:, 0])
        row, up = _cells(self.y, points[:, 1])
        z = self.z
        below = (1 - right) * z[row, column] + right * z[row, column + 1]
        above = (1 - right) * z[row + 1, column] + right * z[row + 1, column + 1]
        inside = (right >= 0) & (right <= 1) & (up >= 0) & (up <= 1)
        return np.where(inside, (1 - up) * below + up * above, np.nan)

    def visible(self, points: np.ndarray, elevation: float, azimuth: float) -> np.ndarray:
        """Mask [n] of the ``points`` [n, 2] on the surface that are seen from a direction (degrees).

        A ray goes from each point to the distant viewer; the point is hidden if the surface rises above it.
        """
        e, a = math.radians(elevation), math.radians(azimuth)
        flat, rise = math.cos(e), math.sin(e)
        if flat < 1e-9:
            return np.isfinite(self.height(points))
        spans = np.array([np.ptp(self.x), np.ptp(self.y)])
        move = np.array([math.cos(a), math.sin(a)]) * spans / np.array(BOX[:2])
        scale = (self.high - self.low) / BOX[2]
        start = self.height(points) + _LIFT * scale
        seen = np.isfinite(start)
        length = 1.0 / (len(self.x) - 1)
        for count in range(1, math.ceil(math.hypot(*BOX[:2]) / length)):
            surface = self.height(points + count * length * move)
            seen &= ~(surface > start + count * length * rise / flat * scale)
        return seen

    def on_surface(self, path: np.ndarray) -> np.ndarray:
        """Points [n, 3] of a ``path`` [records, 2] on the surface, straight when seen from above."""
        spans = np.array([np.ptp(self.x), np.ptp(self.y)])
        far = np.hypot(*(np.diff(path, axis=0) / spans).T)
        pieces = np.clip(np.ceil(far / _DENSE), 1, 2000).astype(int)
        places = np.concatenate([i + np.arange(n) / n for i, n in enumerate(pieces)] + [[len(path) - 1]])
        records = np.arange(len(path))
        flat = np.column_stack([np.interp(places, records, path[:, i]) for i in range(2)])
        return self.lifted(flat)

    def lifted(self, points: np.ndarray) -> np.ndarray:
        """``points`` [n, 2] with their height a hair above the surface, [n, 3]."""
        lift = _LIFT * (self.high - self.low) / BOX[2]
        return np.column_stack([points, self.height(points) + lift])

    def colours(self) -> np.ndarray:
        """Colours [y, x, 3]: lighter with height, darker where the surface turns from the light."""
        level = np.clip((np.nan_to_num(self.z, nan=self.low) - self.low) / (self.high - self.low), 0, 1)
        stops = np.array([rgb(colour) for colour in RELIEF])
        places = np.linspace(0, 1, len(stops))
        colour = np.stack([np.interp(level, places, stops[:, i]) for i in range(3)], axis=-1)
        slope_y, slope_x = np.gradient(level * BOX[2], *(1.0 / (n - 1) for n in level.shape))
        normal = np.stack([-slope_x, -slope_y, np.ones_like(level)], axis=-1)
        normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
        light = np.array(_LIGHT) / np.linalg.norm(_LIGHT)
        brightness = _AMBIENT + (1 - _AMBIENT) * np.clip(normal @ light, 0, 1) / light[2]
        return np.clip(colour * brightness[..., None], 0, 1)


def _cells(grid: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cell of an even ``grid`` for each of ``values`` and the place in it, beyond 0..1 outside the grid."""
    place = (values - grid[0]) / (grid[-1] - grid[0]) * (len(grid) - 1)
    cell = np.clip(np.nan_to_num(place, nan=-1.0), 0, len(grid) - 2).astype(int)
    return cell, place - cell
