"""Weights to and from PyTorch: the networks of the released 2-D code, written here anew, with random weights."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from conftest import ASIVAE, asivae
from torch import nn

# Float32 on both sides, some hundred products in each sum.
APART = 1e-5


def program(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([ASIVAE, *arguments], capture_output=True, text=True)


def refused(*arguments: str | Path) -> str:
    done = program(*arguments)
    assert done.returncode == 2, f"{done.args}\n{done.stdout}\n{done.stderr}"
    return done.stderr


def stack(inputs: int, hidden: int, layers: int, outputs: int) -> nn.Sequential:
    """`layers` counts the hidden layers after the input layer, as `n_layers` of the released code does."""
    parts = [("input", nn.Linear(inputs, hidden)), ("act0", nn.ReLU())]
    for i in range(1, layers + 1):
        parts += [(f"hidden_{i}", nn.Linear(hidden, hidden)), (f"act_{i}", nn.ReLU())]
    return nn.Sequential(OrderedDict([*parts, ("output", nn.Linear(hidden, outputs))]))


class Encoder(nn.Module):
    def __init__(self, z: int, layers: int, hidden: int) -> None:
        super().__init__()
        self.main = stack(2, hidden, layers, 2 * z)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return self.main(x).chunk(2, dim=1)


class Decoder(nn.Module):
    def __init__(self, z: int, layers: int, hidden: int) -> None:
        super().__init__()
        self.loggamma = nn.Parameter(torch.tensor(0.0))
        self.main = stack(z, hidden, layers, 2)

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return self.main(z)


class Model(nn.Module):
    def __init__(self, z: int = 2, layers: int = 3, hidden: int = 256) -> None:
        super().__init__()
        self.encoder, self.decoder = Encoder(z, layers, hidden), Decoder(z, layers, hidden)


@pytest.fixture(params=[(2, 3, 256), (5, 0, 24), (3, 1, 3)], ids=["released", "no hidden_1", "z as wide as hidden"])
def model(request: pytest.FixtureRequest) -> Model:
    torch.manual_seed(7)
    model = Model(*request.param)
    with torch.no_grad():
        # As PyTorch draws them, signals fade from layer to layer, and a wrong order could hide.
        for weight in (*model.encoder.parameters(), *model.decoder.main.parameters()):
            weight.mul_(2)
    return model


def points(n: int, width: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, width)).astype(np.float32)


def outputs_are_equal(model: Model, run: Path, folder: Path) -> None:
    """Reconstructions of the same inputs, and what comes of the same latents."""
    x, z = points(300, 2, 1), points(300, model.decoder.main.input.in_features, 2)
    np.save(folder / "x.npy", x)
    np.save(folder / "z.npy", z.astype(np.float64))
    asivae("reconstruct", run, "--input", folder / "x.npy", "--out", folder / "pairs.npy")
    asivae("sample", run, "--latents", folder / "z.npy", "--out", folder / "made.npy")
    real, hat = np.load(folder / "pairs.npy")
    with torch.no_grad():
        mu, _ = model.encoder(torch.from_numpy(x))
        expected = model.decoder(mu).numpy(), model.decoder(torch.from_numpy(z)).numpy()
    assert np.array_equal(real, x)
    found = hat, np.load(folder / "made.npy")
    apart = [float(np.abs(a - b).max()) for a, b in zip(expected, found)]
    print(f"largest difference: reconstructions {apart[0]:.2e}, samples {apart[1]:.2e}")
    assert [part.shape for part in found] == [(300, 2), (300, 2)] and max(apart) <= APART
    assert min(float(part.std()) for part in expected) > 0.05, "the outputs say something"


def imported(file: Path, out: Path, *more: str) -> dict:
    return json.loads(asivae("import", file, "--model", "s-introvae", "--data", "8-gaussians", "--out", out, "--json", *more))


@pytest.mark.parametrize("how", ["state", "checkpoint", "legacy", "parallel", "safetensors"])
def test_released_weights_give_the_same_outputs_here(model: Model, how: str, tmp_path: Path) -> None:
    file, state = tmp_path / "model.pth", model.state_dict()
    match how:
        case "state":
            torch.save(state, file)
        case "checkpoint":
            torch.save({"epoch": 30_000, "model": state}, file)
        case "legacy":
            torch.save({"epoch": 30_000, "model": state}, file, _use_new_zipfile_serialization=False)
        case "parallel":
            torch.save({"model": {f"module.{name}": weight for name, weight in state.items()}, "lr": 2e-4}, file)
        case "safetensors":
            file = tmp_path / "model.safetensors"
            safetensors.torch.save_file(state, file)
    about = imported(file, tmp_path / "run")
    hidden, layers = model.encoder.main.input.out_features, sum(name.endswith("weight") for name in state) // 2 - 1
    assert about["layout"] == "pytorch" and about["tensors"] == len(state) - 1
    assert about["networks"]["encoder"] == f"mlp(hidden = {hidden}, layers = {layers})"
    outputs_are_equal(model, tmp_path / "run", tmp_path)
    asivae("evaluate", tmp_path / "run", "-n", "200")


def test_weights_of_here_give_the_same_outputs_there(tmp_path: Path) -> None:
    small = ["--set", "networks.*=mlp(hidden = 32, layers = 3)", "--set", "ema.decay=0.9", "--set", "warmup.steps=100", "--set", "optim.lr=0.005"]
    short = ["--steps", "200", "--batch", "64", "--threads", "1", "--quiet"]
    asivae("train", "s-introvae", "--data", "8-gaussians", "--set", "latent=3", *small, *short, "--out", tmp_path / "run")
    for average in [[], ["--average"]]:
        folder = tmp_path / f"model{len(average)}"
        asivae("export", tmp_path / "run", "--out", folder, "--layout", "pytorch", *average)
        model = Model(z=3, layers=2, hidden=32)
        model.load_state_dict(safetensors.torch.load_file(folder / "model.safetensors"), strict=True)
        outputs_are_equal(model, folder, tmp_path)
        if average:
            outputs_are_equal(model, tmp_path / "run", tmp_path)


def test_there_and_back_changes_no_bit(model: Model, tmp_path: Path) -> None:
    torch.save(model.state_dict(), tmp_path / "model.pth")
    imported(tmp_path / "model.pth", tmp_path / "run")
    asivae("export", tmp_path / "run", "--out", tmp_path / "export", "--layout", "pytorch")
    back = safetensors.torch.load_file(tmp_path / "export/model.safetensors")
    assert set(back) == set(model.state_dict())
    assert all(torch.equal(back[name], weight) for name, weight in model.state_dict().items())


def test_tensors_that_do_not_fit_are_named_together(tmp_path: Path) -> None:
    state = Model(hidden=16).state_dict()
    del state["encoder.main.hidden_2.weight"]
    state["decoder.main.output.bias"] = torch.zeros(3)
    state["decoder.main.input.bias"] = state["decoder.main.input.bias"].double()
    state["decoder.scale"] = torch.ones(4)
    torch.save({"model": state}, tmp_path / "model.pth")
    said = refused("import", tmp_path / "model.pth", "--model", "vae", "--data", "rings", "--out", tmp_path / "run")
    for part in [
        "model.pth: tensors do not fit:",
        "`encoder.main.hidden_2.weight` [16, 16] is missing",
        "`decoder.main.output.bias` has the shape [3]; expected [2]",
        "`decoder.main.input.bias` has the type F64; expected F32",
        "`decoder.scale` [4] is left over",
    ]:
        assert part in said, said
    assert not (tmp_path / "run").exists()


class Hostile:
    """Runs a command where it is unpickled."""

    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self) -> tuple:
        return os.system, (self.command,)


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("place", ["beside", "instead", "plain"])
def test_a_pickle_is_not_executed(place: str, zipped: bool, tmp_path: Path) -> None:
    mark, file = tmp_path / "executed", tmp_path / "model.pth"
    hostile = Hostile(f"touch {mark}")
    state = Model(hidden=16).state_dict()
    match place:
        case "beside":
            torch.save({"model": state, "epoch": hostile}, file, _use_new_zipfile_serialization=zipped)
        case "instead":
            torch.save({"model": {**state, "encoder.main.input.bias": hostile}}, file, _use_new_zipfile_serialization=zipped)
        case "plain":
            file.write_bytes(pickle.dumps(hostile))
    done = program("import", file, "--model", "vae", "--data", "rings", "--out", tmp_path / "run")
    assert not mark.exists()
    # What stands beside the weights is not read; what stands in their place is missed.
    assert done.returncode == (0 if place == "beside" else 2), done.stderr
    assert done.returncode == 0 or str(file) in done.stderr, done.stderr
    # That it would have been executed: the test can fail.
    torch.load(file, weights_only=False) if place != "plain" else pickle.loads(file.read_bytes())
    assert mark.exists()


def test_a_view_that_claims_more_than_the_file_holds_is_refused(tmp_path: Path) -> None:
    state = Model(hidden=16).state_dict()
    state["encoder.main.hidden_1.weight"] = torch.zeros(1).expand(40_000, 40_000)
    torch.save(state, tmp_path / "model.pth")
    said = refused("import", tmp_path / "model.pth", "--model", "vae", "--data", "rings", "--out", tmp_path / "run")
    assert "model.pth: its tensors are said to be larger than the file" in said, said
