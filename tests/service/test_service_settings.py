"""Settings: which place wins, and what is said of mistakes."""

import json
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

from model.engines.choose import ENGINES as THE_MODELS
from model.errors import QuotestanceError, SettingsError
from service.cli import app
from service.security.exposure import check_exposure
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


def test_a_byte_order_mark_is_no_part_of_a_file_of_settings(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("port = 1\n", "utf-8-sig")
    assert load_settings({}, file).settings.port == 1


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("port = 1\n")
    for name in ("ENGINE", "PORT", "MODEL"):
        monkeypatch.setenv(f"QUOTESTANCE_{name}", "")
    found = load_settings({}, file)
    assert (found.settings.engine, found.settings.port, found.settings.model) == ("auto", 1, None)
    assert [found.sources[name] for name in ("engine", "port", "model")] == ["default", str(file), "default"]


def test_a_name_in_another_case_is_no_setting(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("PORT = 1\n")
    with pytest.raises(SettingsError, match=r"settings\.toml sets 'PORT', which is not a setting"):
        load_settings({"port": 3}, file)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ({"port": "99999"}, r"port \(from flag\): must be at most 65535, got '99999'"),
        ({"engine": "foo"}, r"engine \(from flag\): must be 'auto', 'torch', 'onnx' or 'onnx-int8', got 'foo'"),
        ({"device": "gpu"}, r"device \(from flag\): must be auto, cpu, cuda or cuda:N, got 'gpu'"),
        ({"corrections": "foo"}, r"corrections \(from flag\): the corrections database must be a URL such as sqlite:"),
        (
            {"corrections": "mysql://a:s@b/c"},
            r"from flag\): .* must be SQLite or PostgreSQL, got 'mysql'",
        ),
        ({"threads": "9" * 20}, r"threads \(from flag\): must be at most 1024, got '9+'"),
        ({"cors_origins": "https://a.example/"}, r"cors_origins \(from flag\): must be origins .* got 'https://a.exa"),
        ({"cors_origins": "*,a.example"}, r"cors_origins \(from flag\): must be origins such as .* got 'a\.example'"),
        ({"cors_origins": '["https://a.example"]'}, r"cors_origins \(from flag\): must be origins such as .* got '\["),
        ({"allowed_hosts": "https://a.example"}, r"allowed_hosts \(from flag\): must be hosts .* got 'https://a.exa"),
        ({"allowed_hosts": "a.example:80"}, r"allowed_hosts \(from flag\): must be hosts .* got 'a\.example:80'"),
        ({"": "red"}, "flag sets '', which is not a setting"),
        ({"colour": "red"}, "flag sets 'colour', which is not a setting"),
        ({"queue_items": 5}, "queue_items .5. must hold one request"),
        ({"timeout_seconds": 0}, r"timeout_seconds \(from flag\): .*got 0"),
    ],
)
def test_mistakes_are_named_with_their_source(flags: dict[str, object], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_settings(flags)


def test_engines_are_those_of_the_model() -> None:
    assert get_args(Settings.model_fields["engine"].annotation) == THE_MODELS


def test_a_database_s_password_is_not_shown_where_its_url_is_wrong() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"corrections": "mysql://anna:secret@host/name"})
    assert "secret" not in str(caught.value)


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


def test_config_gives_a_setting_a_line_where_it_is_piped_whatever_the_width(monkeypatch: pytest.MonkeyPatch) -> None:
    long = f"sqlite:////{'deep/' * 40}c.sqlite3"
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("QUOTESTANCE_PROT", "1")
    done = CliRunner().invoke(app, ["config", "--set", f"corrections={long}"])
    lines = {line.split()[0]: line for line in done.stdout.splitlines()}
    assert set(lines) == {"setting", *Settings.model_fields}
    assert lines["corrections"].split()[1:3] == [long, "flag"]
    assert "QUOTESTANCE_PROT is set" in done.stderr


def test_config_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTESTANCE_PORT", "8123")
    found = json.loads(CliRunner().invoke(app, ["config", "--json", "--set", "cors_origins=https://a.example"]).stdout)
    assert set(found) == set(Settings.model_fields)
    assert found["port"] == {"value": 8123, "source": "environment", "meaning": "port to bind; 0 takes a free one"}
    assert (found["cors_origins"]["value"], found["model"]["value"]) == (["https://a.example"], None)
    assert found["allowed_hosts"]["value"] == []


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("engine=foo", "engine"),
        ("host=0.0.0.0", "--api-keys FILE"),
        ("api_keys=/nowhere", "cannot read key file /nowhere: No such file or directory"),
        ("registry=/nowhere", "/nowhere"),
    ],
)
def test_config_refuses_what_serve_refuses(value: str, said: str) -> None:
    done = CliRunner().invoke(app, ["config", "--set", value])
    assert isinstance(done.exception, QuotestanceError)
    assert said in str(done.exception)


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


@pytest.mark.parametrize("more", [[], ["--json"]])
@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://anna:s3cret@host:5432/name", "postgresql://anna:***@host:5432/name"),
        ("postgresql://host/name?user=anna&password=s3cret", "postgresql://host/name?password=hidden&user=anna"),
        ("sqlite:///quotes.sqlite3", "sqlite:///quotes.sqlite3"),
    ],
)
def test_config_shows_no_password_of_a_database(url: str, shown: str, more: list[str]) -> None:
    printed = CliRunner().invoke(app, ["config", "--set", f"corrections={url}", *more]).stdout
    assert "s3cret" not in printed
    assert shown in printed
