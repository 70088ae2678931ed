"""Fixtures of the tests of app/: a session with files in the test's own folder and no children left at the end."""

import os
import time

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
settings.register_profile("a shared machine", deadline=None)  # an example that waits for a core is not a slow one
settings.load_profile("a shared machine")


@pytest.fixture
def own_folders(tmp_path, monkeypatch):
    """Settings and cache of this test alone."""
    monkeypatch.setenv("RETROGRAD_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RETROGRAD_CONFIG", str(tmp_path / "config"))
    return tmp_path


@pytest.fixture
def session(qapp, own_folders):
    """A Session with `wait(condition, seconds)`; closed at the end, when no child, file or timer of it may be left."""
    from app.session import Session

    made = Session()

    def wait(condition, seconds=60):
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"waited {seconds} s: {made.state} {made.reason!r}, {len(made.trace)} events"
            qapp.processEvents()
            time.sleep(0.001)

    made.wait = wait
    yield made
    made.close()
    made.deleteLater()
    qapp.processEvents()
    assert not list((own_folders / "cache").rglob("run-*"))
