"""Settings: declared once, checked, kept in a file that is never half there."""

import json
import os

import pytest

from app.model import settings as module
from app.model.settings import BY_KEY, SETTINGS, SettingError, Settings, write_atomically


@pytest.fixture
def path(tmp_path):
    return tmp_path / "config" / "settings.json"


def test_each_is_declared_whole():
    assert len(BY_KEY) == len(SETTINGS)
    for setting in SETTINGS:
        assert setting.check(setting.default) == setting.default
        assert setting.title and setting.help.endswith(".") and setting.wanted()


def test_values_are_kept_and_told(path):
    settings = Settings(path)
    told = []
    settings.listeners.append(told.append)
    settings["max_events"] = 500
    settings["max_events"] = 500
    settings["max_seconds"] = 3
    assert told == ["max_events", "max_seconds"]
    again = Settings(path)
    assert again["max_events"] == 500 and again["max_seconds"] == 3.0 and isinstance(again["max_seconds"], float)
    again.reset("max_events")
    assert json.loads(path.read_text()) == {"max_seconds": 3.0}
    assert set(again) == set(BY_KEY) and again.as_dict()["blas_threads"] == 1


@pytest.mark.parametrize("key, value", [("max_events", 99), ("max_events", 1.5), ("max_events", "9"),
                                        ("max_events", True),
                                        ("max_events", -1), ("max_seconds", float("nan")), ("blas_threads", 0),
                                        ("max_seconds", 0.01), ("max_memory_mb", None)])
def test_what_does_not_fit_is_refused_in_words(path, key, value):
    settings = Settings(path)
    with pytest.raises(SettingError, match=f"{BY_KEY[key].title}.*is not a") as caught:
        settings[key] = value
    assert settings[key] == BY_KEY[key].default and not path.exists()
    assert str(BY_KEY[key].minimum) in str(caught.value)


def test_zero_switches_a_limit_off(path):
    settings = Settings(path)
    settings["max_events"] = 0
    assert settings["max_events"] == 0 and "0 (no limit)" in BY_KEY["max_events"].wanted()


@pytest.mark.parametrize("text", ["{", "[]", "\ud800", '{"max_events": "many"}'])
def test_a_broken_file_gives_the_defaults_and_says_so(path, text):
    path.parent.mkdir()
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    settings = Settings(path)
    assert settings["max_events"] == BY_KEY["max_events"].default and settings.problem.endswith("used.")


def test_what_others_keep_in_the_file_stays(path):
    path.parent.mkdir()
    path.write_text('{"of another version": [1, 2], "max_events": 700}')
    settings = Settings(path)
    settings["max_seconds"] = 9
    assert json.loads(path.read_text()) == {"of another version": [1, 2], "max_events": 700, "max_seconds": 9.0}


def test_a_write_that_fails_leaves_the_old_file(path, monkeypatch):
    write_atomically(path, "old")
    def fail(*_):
        raise OSError("disk full")
    monkeypatch.setattr(module.os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, "new")
    assert path.read_text() == "old" and os.listdir(path.parent) == ["settings.json"]


def test_folders_follow_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("RETROGRAD_CONFIG", str(tmp_path / "c"))
    monkeypatch.setenv("RETROGRAD_CACHE", str(tmp_path / "d"))
    assert (module.config_dir(), module.cache_dir()) == (tmp_path / "c", tmp_path / "d")
    monkeypatch.delenv("RETROGRAD_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "x"))
    monkeypatch.setattr(module.sys, "platform", "linux")
    assert module.config_dir() == tmp_path / "x" / "retrograd"
