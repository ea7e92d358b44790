"""FID and the activations behind it, against pytorch-fid with the same weights, which are random: it downloads its own otherwise."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import ASIVAE, asivae
from pytorch_fid import fid_score, inception

SAMPLES = 12


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state dict with the names of the released one; batch norms that do something, and activations that neither vanish nor explode."""
    torch.manual_seed(3)
    model = inception._inception_v3(num_classes=1008, aux_logits=False, weights=None)
    blocks = {
        **{name: inception.FIDInceptionA(*sizes) for name, sizes in
           {"Mixed_5b": (192, 32), "Mixed_5c": (256, 64), "Mixed_5d": (288, 64)}.items()},
        **{name: inception.FIDInceptionC(768, size) for name, size in
           {"Mixed_6b": 128, "Mixed_6c": 160, "Mixed_6d": 160, "Mixed_6e": 192}.items()},
        "Mixed_7b": inception.FIDInceptionE_1(1280),
        "Mixed_7c": inception.FIDInceptionE_2(2048),
    }
    for name, block in blocks.items():
        setattr(model, name, block)
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, torch.nn.Conv2d):
                torch.nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            elif isinstance(module, torch.nn.BatchNorm2d):
                module.weight.uniform_(0.8, 1.2)
                module.bias.normal_(0, 0.1)
                module.running_mean.normal_(0, 0.1)
                module.running_var.uniform_(0.8, 1.2)
    path = tmp_path_factory.mktemp("weights") / "inception.pth"
    torch.save(model.state_dict(), path)
    return path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("runs") / "digits"
    sets = ["--set", "networks.*=mlp(hidden = 16, layers = 1)", "--set", "train.steps=50", "--set", "eval.every=0"]
    asivae("train", "vae", "--data", "digits", "--batch", "32", "--threads", "1", "--quiet", *sets, "--out", out)
    return out


@pytest.fixture(scope="module")
def measured(run: Path, weights: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, Path]:
    saved = tmp_path_factory.mktemp("saved")
    told = asivae("evaluate", run, "-n", str(SAMPLES), "--inception", weights, "--save", saved, "--json")
    return json.loads(told)["figures"], saved


def activations(images: np.ndarray, model: torch.nn.Module) -> np.ndarray:
    batch = torch.from_numpy(images).repeat(1, 3, 1, 1)
    with torch.no_grad():
        return model(batch)[0].flatten(1).double().numpy()


def test_activations_and_distance(
    measured: tuple[dict, Path], weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures, saved = measured
    state = torch.load(weights)
    monkeypatch.setattr(inception, "load_state_dict_from_url", lambda *_, **__: state)
    model = inception.InceptionV3([inception.InceptionV3.BLOCK_INDEX_BY_DIM[2048]]).eval()
    expected = {name: activations(np.load(saved / f"{name}.npy"), model) for name in ("x", "x_fake")}
    found = {"x": np.load(saved / "inception.npy"), "x_fake": np.load(saved / "inception_fake.npy")}
    for name, values in expected.items():
        assert found[name].shape == (SAMPLES, 2048)
        # Sums of up to 2 000 products in float32, 48 layers deep, in another order.
        assert np.abs(found[name] - values).max() < 1e-4 * np.abs(values).max()
        assert values.std() > 0.01
    moments = [(values.mean(axis=0), np.cov(values, rowvar=False)) for values in expected.values()]
    reference = fid_score.calculate_frechet_distance(*moments[0], *moments[1])
    assert figures["fid"]["value"] == pytest.approx(reference, rel=1e-3)
    assert figures["fid"]["protocol"].get("resize") == "299 bilinear"


def test_another_file_is_refused(run: Path, weights: Path, tmp_path: Path) -> None:
    state = torch.load(weights)
    state["Mixed_5b.extra"] = state.pop("Mixed_5b.branch1x1.bn.bias")
    path = tmp_path / "other.pth"
    torch.save(state, path)
    done = subprocess.run(
        [ASIVAE, "evaluate", run, "-n", "10", "--inception", path], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "`Mixed_5b.branch1x1.bn.bias` [64] is missing" in done.stderr
    assert "`Mixed_5b.extra` [64] is left over" in done.stderr
