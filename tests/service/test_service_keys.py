"""Keys: who is let in, at which rate, and what is written down."""

from pathlib import Path

import httpx
import pytest

from model.errors import QuotestanceError, RowError, SettingsError
from service.errors.problems import Problem
from service.security.keys import Bucket, Keyring, new_key
from tests.service.conftest import Serve

BODY = {"items": [{"text": "a"}, {"text": "b"}]}


def test_a_key_is_needed_where_a_file_says_so_and_probes_stay_open(serve: Serve, tmp_path: Path) -> None:
    (key, line), file = new_key("desk"), tmp_path / "keys"
    file.write_text(f"# who may call\n\n{line}\n")
    api = serve(api_keys=file)
    none, wrong = api.post("/v1/classify", json=BODY), api.get("/v1/model", headers={"X-API-Key": "wrong"})
    assert (none.status_code, wrong.status_code) == (401, 401)
    assert none.headers["www-authenticate"] == "Bearer"
    assert api.post("/v1/classify", json=BODY, headers={"Authorization": f"Bearer {key}"}).status_code == 200
    assert api.post("/v1/classify", json=BODY, headers={"X-API-Key": key}).status_code == 200
    assert [api.get(path).status_code for path in ("/livez", "/readyz", "/metrics", "/")] == [200] * 4


def test_a_key_s_rate_is_kept(serve: Serve, tmp_path: Path) -> None:
    (key, line), file = new_key("desk", rate=5), tmp_path / "keys"
    file.write_text(line)
    api = serve(api_keys=file)
    answers = [api.post("/v1/classify", json=BODY, headers={"X-API-Key": key}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["type"] == "urn:quotestance:problem:rate-limited"
    assert 1 <= int(answers[2].headers["retry-after"]) <= 24


def test_a_bucket_fills_with_time() -> None:
    now = [0.0]
    bucket = Bucket(60, clock=lambda: now[0])
    assert bucket.take(60) == 0
    assert bucket.take(30) == pytest.approx(30)
    now[0] = 30.0
    assert bucket.take(30) == 0
    now[0] = 1000.0
    assert bucket.take(100) == 0  # more than a minute's worth, once the bucket is full
    assert bucket.take(1) == pytest.approx(41)


def test_the_file_never_holds_the_key_and_errors_never_show_a_line(tmp_path: Path) -> None:
    key, line = new_key("desk", admin=True, rate=10)
    assert key not in line
    file = tmp_path / "keys"
    file.write_text(f"{line}\ndesk {key}\n")
    with pytest.raises(RowError, match=r"keys:2: must be") as caught:
        Keyring.load(file)
    assert key not in str(caught.value)


def test_admin_and_name_come_from_the_line(tmp_path: Path) -> None:
    key, line = new_key("ops", admin=True)
    file = tmp_path / "keys"
    file.write_text(line, "utf-8-sig")  # as editors on Windows save it
    caller = Keyring.load(file).identify({"x-api-key": key})
    assert (caller.name, caller.admin, caller.bucket.rate) == ("ops", True, 0)
    for padded in ({"authorization": f"Bearer  {key}\t"}, {"x-api-key": f"{key} \t"}):
        assert Keyring.load(file).identify(padded).name == "ops"
    with pytest.raises(Problem):
        Keyring.load(file).identify({"x-api-key": key + "x"})


@pytest.mark.parametrize("content", ["", "# nothing\n", None])
def test_a_key_file_without_keys_is_refused(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "keys"
    if content is not None:
        file.write_text(content)
    with pytest.raises(QuotestanceError, match="keys"):
        Keyring.load(file)


def test_two_keys_of_one_name_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text("\n".join(["# desks", *(new_key(name)[1] for name in ("desk", "ops", "desk"))]))
    with pytest.raises(RowError, match=r"keys:4: there is a key named 'desk' above"):
        Keyring.load(file)


def test_one_key_of_two_names_is_refused(tmp_path: Path) -> None:
    line, file = new_key("desk")[1], tmp_path / "keys"
    file.write_text(f"{line}\n{line.replace('desk', 'ops')} admin\n")
    with pytest.raises(RowError, match=r"keys:2: this is the key of 'desk' above"):
        Keyring.load(file)


def test_a_name_must_fit_into_the_file() -> None:
    with pytest.raises(SettingsError, match="letters, digits"):
        new_key("two words")


def test_without_a_file_everybody_may_call(api: httpx.Client) -> None:
    assert api.post("/v1/classify", json=BODY).status_code == 200
