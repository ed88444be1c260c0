"""What a page's picture is made of: its type, and the unit between its pixels and boxes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]
"""A grey picture: rows, columns; 0 is black, 255 is paper."""

POINTS = 72
"""Points to an inch: boxes are in points, pictures in dots an inch (dpi)."""
