"""A model folder and the base that it was trained on."""

import json
import resource
import shutil
import stat
from hashlib import sha256
from pathlib import Path

import pytest

from model.artifacts.bundle import CARD, WEIGHTS, Bundle
from model.artifacts.metadata import METADATA, SHIPPED, Architecture, Metadata, read_metadata
from model.base import SMALL_BASE, packaged_sha256
from model.base import WEIGHTS as BASE_WEIGHTS
from model.drift import Profile
from model.errors import BundleError
from model.files.writing import whole_folder
from model.network import Network
from tests.tiny_world import tiny_base

OTHER = "0" * 64


def saved(folder: Path, base: str, base_sha256: str | None) -> Path:
    """Return an untrained model that says it was trained on a base of that digest."""
    architecture = Architecture(base, tuned_layers=1)
    metadata = Metadata(
        version="1", created="2024-01-01", code_version="test", architecture=architecture, base_sha256=base_sha256
    )
    Bundle(metadata, Network(architecture).eval()).save(folder)
    return folder


@pytest.fixture
def local(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    return tiny_base(folder)


def test_another_packaged_base_than_it_was_trained_on_is_refused_on_load(tmp_path: Path) -> None:
    folder = saved(tmp_path / "model", SMALL_BASE, OTHER)
    with pytest.raises(BundleError, match=f"{SMALL_BASE} is not the base .* {packaged_sha256(SMALL_BASE)}.*{OTHER}; "):
        Bundle.load(folder)


def test_another_local_base_than_it_was_trained_on_is_refused_when_its_weights_are_read(
    local: Path, tmp_path: Path
) -> None:
    bundle = Bundle.load(saved(tmp_path / "model", str(local), OTHER))
    with pytest.raises(BundleError, match=f"{local} is not the base .*{OTHER}; bring that base back or retrain"):
        _ = bundle.network


@pytest.mark.parametrize("known", [True, False])
def test_the_base_that_it_was_trained_on_is_taken(local: Path, tmp_path: Path, *, known: bool) -> None:
    digest = sha256((local / BASE_WEIGHTS).read_bytes()).hexdigest() if known else None
    assert isinstance(Bundle.load(saved(tmp_path / "model", str(local), digest)).network, Network)


def test_the_shipped_model_names_its_base() -> None:
    told = json.loads((SHIPPED / METADATA).read_text("utf-8"))
    assert told["base_sha256"] == packaged_sha256(told["architecture"]["base"])


def test_what_is_wrong_with_the_weights_is_told_with_what_to_do(local: Path, tmp_path: Path) -> None:
    weights = saved(tmp_path / "model", str(local), None) / WEIGHTS
    metadata = Bundle.load(weights.parent).metadata
    other = metadata.model_copy(update={"architecture": Architecture(str(local), tuned_layers=0)})
    with pytest.raises(BundleError, match=r"does not fit its .*; retrain the model$"):
        _ = Bundle(other, weights).network
    weights.write_bytes(b"no weights")
    with pytest.raises(BundleError, match=r"cannot be read: .*; copy the folder again$"):
        _ = Bundle(metadata, weights).network
    weights.unlink()
    with pytest.raises(BundleError, match=r"No such file or directory; mend that or name another file$"):
        Bundle.load(weights.parent)


def test_metadata_that_cannot_be_read_is_told_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / METADATA).touch()
    monkeypatch.setattr(Path, "read_bytes", lambda _: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    with pytest.raises(BundleError, match=r"Permission denied; mend that or copy the folder again$"):
        Bundle.load(tmp_path)


@pytest.mark.parametrize(
    ("held", "said"), [({}, ""), ({"stance": 1}, "stance"), ({"data": {"name": "dev.jsonl"}}, "left out")]
)
def test_a_model_whose_figures_have_another_form_is_one_that_was_not_measured(
    held: dict[str, object], said: str, tiny_bundle: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "before"
    shutil.copytree(tiny_bundle, folder)
    told = json.loads((folder / METADATA).read_text("utf-8"))
    (folder / METADATA).write_text(json.dumps(told | {"figures": held}), "utf-8")
    assert Bundle.load(folder).metadata.figures is None
    assert said in caplog.text
    assert bool(said) == bool(caplog.text)


def test_a_model_carries_its_profile_and_one_of_another_form_is_none(tiny_bundle: Path, tmp_path: Path) -> None:
    held = Profile(n=3, stance={"neutral": 3})
    told = json.loads((tiny_bundle / METADATA).read_text("utf-8"))
    for carried, found in ((held.model_dump(), held), ({}, Profile()), ({"pro-kyiv": 0.4}, Profile())):
        (tmp_path / METADATA).write_text(json.dumps(told | {"reference": carried}), "utf-8")
        assert read_metadata(tmp_path).reference == found


def test_a_folder_appears_whole_and_for_all_to_read_or_not_at_all(tmp_path: Path) -> None:
    made, broken = tmp_path / "made", tmp_path / "broken"
    with whole_folder(made) as beside:
        (beside / "a").write_text("a")
        assert not made.exists()
    assert (made / "a").read_text() == "a"
    assert stat.S_IMODE(made.stat().st_mode) == 0o755
    with pytest.raises(FileNotFoundError), whole_folder(broken) as beside:
        (beside / "nowhere" / "a").write_text("a")
    assert list(tmp_path.iterdir()) == [made]


def _copy(tiny_bundle: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_bundle, tmp_path / "model"))


def test_damaged_weights_are_refused(tiny_bundle: Path, tmp_path: Path) -> None:
    folder = _copy(tiny_bundle, tmp_path)
    data = bytearray((folder / WEIGHTS).read_bytes())
    data[-1] ^= 1
    (folder / WEIGHTS).write_bytes(bytes(data))
    with pytest.raises(BundleError, match="is damaged or not this model's"):
        Bundle.load(folder)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": 99}, "has format 99"),
        ({"format": 99, "surprise": 1}, "has format 99"),
        ({"architecture": {"base": "x", "tuned_layers": 1, "head_width": -5}}, "architecture.head_width"),
        ({"architecture": {"base": "x", "tuned_layers": 1, "dropout": 2}}, "architecture.dropout"),
        ({"architecture": {"base": "x", "tuned_layers": -1}}, "architecture.tuned_layers"),
        ({"architecture": {"base": "x", "tuned_layers": 1, "layers": 0}}, "architecture.layers"),
        ({"inputs": {"max_tokens": 96, "quote_tokens": 6400}}, "quote_tokens must be at most max_tokens - 4 = 92"),
        ({"inputs": {"max_tokens": 6400}}, "inputs.max_tokens"),
        ({"inputs": {"quote_tokens": 0}}, "inputs.quote_tokens"),
        ({"stances": ["left", "right", "neutral"]}, "labels .*; retrain the model"),
        ({"surprise": 1}, "surprise"),
        ({"calibration": {"context": {"threshold": 3}}}, "threshold"),
    ],
)
def test_metadata_that_cannot_be_meant_is_refused(
    change: dict[str, object], said: str, tiny_bundle: Path, tmp_path: Path
) -> None:
    folder = _copy(tiny_bundle, tmp_path)
    (folder / METADATA).write_text(json.dumps(json.loads((folder / METADATA).read_text("utf-8")) | change), "utf-8")
    with pytest.raises(BundleError, match=said):
        Bundle.load(folder)


def test_a_card_that_is_no_text_is_named(tiny_bundle: Path, tmp_path: Path) -> None:
    folder = _copy(tiny_bundle, tmp_path)
    (folder / CARD).write_bytes("# A café".encode("latin-1"))
    with pytest.raises(BundleError, match=rf"cannot read {folder / CARD}.*mend or remove it"):
        Bundle.load(folder)


def test_whoever_serves_a_model_may_read_it(tiny_bundle: Path, tmp_path: Path) -> None:
    Bundle.load(tiny_bundle).save(tmp_path / "copy")
    assert all(file.stat().st_mode & 0o044 == 0o044 for file in (tmp_path / "copy").iterdir())


def test_a_model_that_cannot_be_written_is_told_and_nothing_of_it_left(tiny_bundle: Path, tmp_path: Path) -> None:
    bundle = Bundle.load(tiny_bundle)
    _ = bundle.network
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))  # bytes; the weights are more
    try:
        with pytest.raises(BundleError, match=rf"cannot write {tmp_path / 'new'}: .*File too large.*; mend that and"):
            bundle.save(tmp_path / "new")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []
