"""Settings: which place wins, and what is said of mistakes."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from model.errors import SettingsError
from service.cli import app
from service.server import check_exposure
from service.settings import Settings, load_settings


def test_flags_win_over_environment_over_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('port = 1\nhost = "::1"\nmax_items = 9\n')
    monkeypatch.setenv("QUOTESTANCE_PORT", "2")
    monkeypatch.setenv("QUOTESTANCE_HOST", "localhost")
    monkeypatch.setenv("QUOTESTANCE_CORS_ORIGINS", "https://a.example, https://b.example")
    found = load_settings({"port": 3, "device": None}, file)
    assert (found.settings.port, found.settings.host, found.settings.max_items) == (3, "localhost", 9)
    assert found.settings.cors_origins == ("https://a.example", "https://b.example")
    places = [found.sources[name] for name in ("port", "host", "max_items", "device")]
    assert places == ["flag", "environment", str(file), "default"]


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("port = 1\n")
    for name in ("ENGINE", "PORT", "MODEL"):
        monkeypatch.setenv(f"QUOTESTANCE_{name}", "")
    found = load_settings({}, file)
    assert (found.settings.engine, found.settings.port, found.settings.model) == ("auto", 1, None)
    assert [found.sources[name] for name in ("engine", "port", "model")] == ["default", str(file), "default"]


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ({"port": "99999"}, r"port \(from flag\): .*65535, got '99999'"),
        ({"colour": "red"}, "flag sets 'colour', which is not a setting"),
        ({"queue_items": 5}, "queue_items .5. must hold one request"),
        ({"timeout_seconds": 0}, r"timeout_seconds \(from flag\): .*got 0"),
    ],
)
def test_mistakes_are_named_with_their_source(flags: dict[str, object], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_settings(flags)


@pytest.mark.parametrize("content", ["port = ", None, b"\xff"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: str | bytes | None) -> None:
    file = tmp_path / "settings.toml"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SettingsError, match=r"settings\.toml"):
        load_settings({}, file)


def test_variables_that_are_no_settings_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTESTANCE_PROT", "2")
    assert "QUOTESTANCE_PROT" in load_settings().unknown


def test_config_prints_every_setting_with_its_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTESTANCE_PORT", "8123")
    monkeypatch.setenv("COLUMNS", "200")
    printed = CliRunner().invoke(app, ["config"]).stdout
    lines = {line.split()[0]: line for line in printed.splitlines() if line.strip()}
    assert set(Settings.model_fields) <= set(lines)
    assert "8123" in lines["port"]
    assert "environment" in lines["port"]


@pytest.mark.parametrize(
    ("host", "allowed"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False)]
)
def test_without_keys_only_loopback_is_bound(host: str, *, allowed: bool) -> None:
    if allowed:
        check_exposure(Settings(host=host))
        return
    with pytest.raises(SettingsError, match="--api-keys FILE"):
        check_exposure(Settings(host=host))
    check_exposure(Settings(host=host, allow_open=True))
    check_exposure(Settings(host=host, api_keys=Path("keys")))
