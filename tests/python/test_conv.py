"""Convolutional networks to and from PyTorch: those of the released image code, written here anew, with random weights and running statistics."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from conftest import asivae
from torch import nn

CHANNELS, LATENT, SIDE, BATCH = [8, 12], 6, 8, 32


class Residual(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv_expand = nn.Conv2d(inputs, outputs, 1, bias=False) if inputs != outputs else None
        self.conv1, self.bn1 = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs)
        self.conv2, self.bn2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        beside = x if self.conv_expand is None else self.conv_expand(x)
        leaky = nn.functional.leaky_relu
        return leaky(self.bn2(self.conv2(leaky(self.bn1(self.conv1(x)), 0.2))) + beside, 0.2)


class Encoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        width, side = CHANNELS[0], SIDE // 2
        self.main = nn.Sequential(nn.Conv2d(1, width, 5, padding=2, bias=False), nn.BatchNorm2d(width), nn.LeakyReLU(0.2), nn.AvgPool2d(2))
        for channels in CHANNELS[1:]:
            self.main.add_module(f"res_in_{side}", Residual(width, channels))
            self.main.add_module(f"down_to_{side // 2}", nn.AvgPool2d(2))
            width, side = channels, side // 2
        self.main.add_module(f"res_in_{side}", Residual(width, width))
        self.fc = nn.Linear(width * side * side, 2 * LATENT)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return self.fc(self.main(x).flatten(1)).chunk(2, dim=1)


class Decoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.smallest = CHANNELS[-1], SIDE >> len(CHANNELS), SIDE >> len(CHANNELS)
        self.fc = nn.Sequential(nn.Linear(LATENT, int(np.prod(self.smallest))), nn.ReLU())
        self.main = nn.Sequential()
        width, side = CHANNELS[-1], 4
        for channels in reversed(CHANNELS):
            self.main.add_module(f"res_in_{side}", Residual(width, channels))
            self.main.add_module(f"up_to_{2 * side}", nn.Upsample(scale_factor=2))
            width, side = channels, 2 * side
        self.main.add_module(f"res_in_{side}", Residual(width, width))
        self.main.add_module("predict", nn.Conv2d(width, 1, 5, padding=2))

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return self.main(self.fc(z).reshape(-1, *self.smallest))


class Model(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()


@pytest.fixture
def model() -> Model:
    torch.manual_seed(3)
    model = Model()
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            # As PyTorch begins, gammas and variances are 1, betas and means 0: a wrong order could hide.
            if "bn" in name or "main.1" in name:
                tensor.add_(torch.rand(tensor.shape).to(tensor.dtype)) if tensor.dtype.is_floating_point else tensor.fill_(7)
    return model


def imported(model: Model, folder: Path) -> Path:
    torch.save({"epoch": 1, "model": model.state_dict()}, folder / "model.pth")
    sets = [f"latent={LATENT}", f"networks.*=conv(channels = {CHANNELS})", f"train.batch={BATCH}"]
    words = [word for setting in sets for word in ("--set", setting)]
    said = asivae("import", folder / "model.pth", "--model", "s-introvae", "--data", "digits", *words, "--out", folder / "run", "--json")
    about = json.loads(said)
    counters = sum(name.endswith("num_batches_tracked") for name in model.state_dict())
    assert about["layout"] == "pytorch" and about["tensors"] == len(model.state_dict()) - counters
    return folder / "run"


def apart(run: Path, folder: Path, expected: tuple[torch.Tensor, torch.Tensor], mode: str) -> list[float]:
    """How far reconstructions and samples are from what PyTorch makes of the same."""
    asivae("reconstruct", run, "--input", folder / "x.npy", "--out", folder / "pairs.npy", "--batch-norm", mode)
    asivae("sample", run, "--latents", folder / "z.npy", "--out", folder / "made.npy", "--batch-norm", mode)
    found = np.load(folder / "pairs.npy")[1], np.load(folder / "made.npy")
    assert min(float(part.std()) for part in expected) > 0.05, "the outputs say something"
    return [float(np.abs(a.numpy().reshape(b.shape) - b).max()) for a, b in zip(expected, found)]


@pytest.mark.parametrize(("mode", "most"), [("eval", 1e-5), ("train", 1e-4)])
def test_released_weights_give_the_same_outputs_here(model: Model, mode: str, most: float, tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    x = random.uniform(size=(BATCH, 1, SIDE, SIDE)).astype(np.float32)
    z = random.normal(size=(BATCH, LATENT)).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    np.save(tmp_path / "z.npy", z)
    run = imported(model, tmp_path)
    model.train(mode == "train")
    with torch.no_grad():
        made = model.decoder(torch.from_numpy(z))
        expected = model.decoder(model.encoder(torch.from_numpy(x))[0]), made
    found = apart(run, tmp_path, expected, mode)
    print(f"{mode}: largest difference: reconstructions {found[0]:.2e}, samples {found[1]:.2e}")
    assert max(found) <= most
    # The two modes differ by far more: the mode is seen.
    other = apart(run, tmp_path, expected, "train" if mode == "eval" else "eval")
    assert min(other) > 100 * most


def test_there_and_back_changes_no_bit(model: Model, tmp_path: Path) -> None:
    run = imported(model, tmp_path)
    asivae("export", run, "--out", tmp_path / "export", "--layout", "pytorch")
    back = safetensors.torch.load_file(tmp_path / "export/model.safetensors")
    Model().load_state_dict(back, strict=True)
    counted = {name for name in back if name.endswith("num_batches_tracked")}
    assert all(torch.equal(back[name], weight) for name, weight in model.state_dict().items() if name not in counted)


def test_statistics_that_were_gathered_are_those_of_the_latents(model: Model, tmp_path: Path) -> None:
    """With statistics of 50 batches the decoder's samples are close to those of one large batch in PyTorch's train mode."""
    run = imported(model, tmp_path)
    z = np.random.default_rng(1).normal(size=(4096, LATENT)).astype(np.float32)
    np.save(tmp_path / "z.npy", z)
    asivae("sample", run, "--latents", tmp_path / "z.npy", "--out", tmp_path / "made.npy", "--batch-norm", "recalibrated")
    with torch.no_grad():
        expected = model.train().decoder(torch.from_numpy(z)).numpy()
    error = np.abs(expected.reshape(4096, -1) - np.load(tmp_path / "made.npy").reshape(4096, -1)).mean()
    print(f"mean difference {error:.3f} of {expected.std():.3f}")
    assert error < 0.1 * expected.std()
