"""Chromium for the tests: it opens files, and every request for anything else is stopped and written down."""

from __future__ import annotations

import colorsys
import io
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.image import imread

CHROMIUM = next(
    (p for p in map(Path, ("/usr/bin/chromium", "/usr/bin/chromium-browser")) if p.exists()), None
)
QUIET = (
    "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
LOCAL = ("file:", "data:", "blob:")


def need(there: object, reason: str) -> None:
    """Skip a test that lacks something; in CI nothing may lack."""
    if there:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def viewer_script() -> Path:
    """A copy of 3Dmol-min.js."""
    path = Path(os.environ.get("MTORSTRUCT_TEST_3DMOL", "missing"))
    need(path.is_file(), "needs a copy of 3Dmol-min.js; MTORSTRUCT_TEST_3DMOL names it")
    return path


@pytest.fixture(scope="session")
def axe_script() -> str:
    """The text of axe.min.js, which finds what keeps people from using a page."""
    path = Path(os.environ.get("MTORSTRUCT_TEST_AXE", "missing"))
    need(path.is_file(), "needs a copy of axe.min.js of axe-core; MTORSTRUCT_TEST_AXE names it")
    return path.read_text(encoding="utf-8")


@dataclass
class Visit:
    """A page that was opened, and what it asked for and complained about."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def ask(self, script: str, given: Any = None) -> Any:
        """Evaluate JavaScript in the page."""
        return self.page.evaluate(script, given)

    def until(self, script: str, seconds: float = 60.0) -> None:
        """Wait until an expression holds. The page forbids what playwright's own way of waiting needs."""
        end = time.monotonic() + seconds
        while not self.ask(f"Boolean({script})"):
            assert time.monotonic() < end, f"{script} did not hold within {seconds} s"
            time.sleep(0.03)

    def until_drawn(self) -> None:
        """Wait for the picture in three dimensions."""
        self.until("window.mtorstruct && window.mtorstruct.picture")


def pixels(visit: Visit) -> np.ndarray[Any, Any]:
    """The picture as it is seen, shape (height, width, 3), 0 to 1."""
    visit.page.wait_for_timeout(300)
    return np.asarray(imread(io.BytesIO(visit.page.locator("canvas").first.screenshot()))[..., :3])


def hue(red: float, green: float, blue: float) -> float:
    """Hue of a colour, 0 to 360."""
    return colorsys.rgb_to_hsv(red, green, blue)[0] * 360


class Browser:
    """Chromium, started once for each set of arguments."""

    def __init__(self, playwright: Any) -> None:
        self.playwright = playwright
        self.running: dict[tuple[str, ...], Any] = {}

    @contextmanager
    def visit(
        self,
        path: Path | str,
        *,
        allowed: str = "",
        width: int = 1400,
        height: int = 900,
        arguments: tuple[str, ...] = (),
        **context: Any,
    ) -> Iterator[Visit]:
        """Open a file in a fresh, offline context; or an address, with requests to that server `allowed`."""
        if arguments not in self.running:
            self.running[arguments] = self.playwright.chromium.launch(
                executable_path=str(CHROMIUM), args=[*QUIET, *arguments]
            )
        opened = self.running[arguments].new_context(
            viewport={"width": width, "height": height}, offline=not allowed, reduced_motion="reduce",
            **context,
        )  # fmt: skip
        visit = Visit(opened.new_page())

        def answer(route: Any) -> None:
            url = route.request.url
            if url.startswith((*LOCAL, allowed) if allowed else LOCAL):
                route.continue_()
            else:
                visit.requests.append(url)
                route.abort()

        opened.route("**/*", answer)
        visit.page.on(
            "console",
            lambda said: visit.complaints.append(said.text) if said.type in ("error", "warning") else None,
        )
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        try:
            visit.page.goto(path.as_uri() if isinstance(path, Path) else path)
            yield visit
        finally:
            opened.close()

    def close(self) -> None:
        """End what was started."""
        for browser in self.running.values():
            browser.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium through playwright, for the tests of one module."""
    need(CHROMIUM, "needs Chromium in /usr/bin")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        need(None, "needs playwright: pip install playwright")
    with sync_playwright() as playwright:
        started = Browser(playwright)
        yield started
        started.close()
