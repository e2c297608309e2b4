"""Pages on paper: where the words of a PDF stand, and what is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .browser import Visit, need

MARKERS = set("▲▼◆●✕■✚ \r\n")
"""Markers of verdicts, which are drawn twice: filled, and their edge."""

A4 = (595.3, 841.9)
"""Width and height of the paper in points."""


SCALE = 3.0
"""Pixels a point of a rendered page."""


@dataclass
class Sheet:
    """A page of a PDF: its text, and the words of lines with left, bottom, right and top in points."""

    text: str
    words: list[str]
    boxes: NDArray[np.float64]
    page: Any

    @cached_property
    def image(self) -> NDArray[np.float64]:
        """The page as it looks, shape (height, width, 3), 0 to 1."""
        return np.asarray(self.page.render(scale=SCALE).to_pil().convert("RGB"), dtype=float) / 255

    def overlaps(self) -> list[tuple[str, str]]:
        """Words that lie on one another, by more than a third of their height."""
        left, bottom, right, top = self.boxes.T
        width = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
        height = np.minimum(top[:, None], top) - np.maximum(bottom[:, None], bottom)
        size = np.minimum((top - bottom)[:, None], top - bottom)
        found = np.argwhere(np.triu((width > 1) & (height > 0.35 * size), 1))
        return [(self.words[i], self.words[j]) for i, j in found.tolist()]

    def outside(self) -> list[str]:
        """Words that leave the paper."""
        left, bottom, right, top = self.boxes.T
        out = (left < 0) | (bottom < 0) | (right > A4[0]) | (top > A4[1])
        return [self.words[k] for k in np.flatnonzero(out).tolist()]

    def left_of(self, word: str, after: str = "") -> NDArray[np.float64]:
        """The square that stands to the left of a word behind another one, shape (n, n, 3), 0 to 1."""
        text = self.page.get_textpage()
        start = text.search(after, match_case=True).get_next()[0] if after else 0
        at = text.search(word, index=start, match_case=True).get_next()[0]
        left, bottom, _, top = text.get_charbox(at, loose=True)
        size = top - bottom
        down = slice(int((A4[1] - top) * SCALE), int((A4[1] - bottom) * SCALE))
        return self.image[down, int((left - 1.2 * size) * SCALE) : int(left * SCALE)]


def printed(visit: Visit, path: Path, *, background: bool = True) -> list[Sheet]:
    """The pages that a browser prints on A4, with or without the colours of backgrounds."""
    try:
        import pypdfium2
    except ImportError:
        need(None, "needs pypdfium2: pip install pypdfium2")
    visit.page.pdf(path=str(path), format="A4", print_background=background)
    return list(_sheets(pypdfium2.PdfDocument(path)))


def _sheets(document: Any) -> Iterator[Sheet]:
    for page in document:
        text = page.get_textpage()
        boxes = [text.get_rect(k) for k in range(text.count_rects())]
        words = [text.get_text_bounded(*box).strip() for box in boxes]
        kept = [k for k, word in enumerate(words) if not set(word) <= MARKERS]
        yield Sheet(
            text.get_text_bounded(),
            [words[k] for k in kept],
            np.array([boxes[k] for k in kept], dtype=float).reshape(-1, 4),
            page,
        )
