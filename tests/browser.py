"""A real headless Chromium for tests of html, driven over its debugging pipe; no package and no network."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import time
from pathlib import Path

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Browser:
    """One page in one browser. `open(path)`, `run(javascript)`, `key(name)`, `click(x, y)`; `requests`, `errors`: what
    the page asked of the network and what it complained about."""

    def __init__(self, folder: Path, width: int = 1280, height: int = 800, mobile: bool = False, prefers: str = "light"):
        into, out = os.pipe(), os.pipe()
        self._write, self._read = into[1], out[0]
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                 "--disable-extensions", "--disable-background-networking", "--remote-debugging-pipe",
                 f"--user-data-dir={folder}"]  # fmt: skip
        wrap = f'exec "$0" "$@" 3<&{into[0]} 4>&{out[1]}'
        self._process = subprocess.Popen(["bash", "-c", wrap, CHROMIUM, *flags, "about:blank"], close_fds=True,
                                         pass_fds=(into[0], out[1]), stderr=subprocess.DEVNULL,
                                         stdout=subprocess.DEVNULL)  # fmt: skip
        os.close(into[0])
        os.close(out[1])
        self._buffer, self._number, self.requests, self.errors = b"", 0, [], []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self._call(f"{domain}.enable")
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)
        self._call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": prefers}])

    _session = None

    def open(self, path: Path | str, fragment: str = "") -> None:
        """Load a file and wait until its scripts have run."""
        self._loaded = False
        self._call("Page.navigate", url=Path(path).resolve().as_uri() + fragment)
        end = time.monotonic() + 20
        while not self._loaded and time.monotonic() < end:
            self._take(end)
        assert self._loaded, "the page did not load"

    def run(self, javascript: str):
        """The value of an expression in the page."""
        got = self._call("Runtime.evaluate", expression=javascript, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in got, got["exceptionDetails"]
        return got["result"].get("value")

    def key(self, name: str, text: str = "") -> None:
        """Press a key, such as "ArrowRight", or type a character."""
        codes = {"ArrowRight": 39, "ArrowLeft": 37, "Home": 36, "End": 35, "Enter": 13, "PageDown": 34, "PageUp": 33}
        text = text or (name if len(name) == 1 else "")
        both = {"key": name, "windowsVirtualKeyCode": codes.get(name, ord(text) if text else 0)}
        self._call("Input.dispatchKeyEvent", type="keyDown", **both, **({"text": text} if text else {}))
        self._call("Input.dispatchKeyEvent", type="keyUp", **both)

    def click(self, selector: str) -> None:
        """Click the middle of an element, as a mouse does."""
        x, y = self.run(f"(()=>{{const b=document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
                        "return [b.x+b.width/2,b.y+b.height/2]})()")  # fmt: skip
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def picture(self, path: Path) -> None:
        """A screenshot."""
        import base64

        path.write_bytes(base64.b64decode(self._call("Page.captureScreenshot", format="png")["data"]))

    def close(self) -> None:
        """End the browser."""
        os.close(self._write)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._read)

    def _call(self, method: str, **params) -> dict:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + 20
        while True:
            got = self._take(end)
            if got.get("id") == self._number:
                assert "error" not in got, got["error"]
                return got["result"]

    def _take(self, end: float) -> dict:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], max(0.0, end - time.monotonic()))
            assert ready, "the browser does not answer"
            more = os.read(self._read, 1 << 20)
            assert more, "the browser has ended"
            self._buffer += more
        head, _, self._buffer = self._buffer.partition(b"\0")
        got = json.loads(head)
        method = got.get("method")
        if method == "Page.loadEventFired":
            self._loaded = True
        elif method == "Network.requestWillBeSent":
            self.requests.append(got["params"]["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.errors.append(got["params"]["exceptionDetails"])
        elif method == "Log.entryAdded":
            self.errors.append(got["params"]["entry"])
        return got
