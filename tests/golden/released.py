"""Writes released.pth, released-legacy.pth and released.json: a small state dict as the released 2-D code saves it (random weights), and what
PyTorch makes of some points and latents with it.

    python tests/golden/released.py
"""

import json
from collections import OrderedDict
from pathlib import Path

import torch
from torch import nn

FOLDER = Path(__file__).parent
HIDDEN, LATENT = 6, 3


def stack(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        OrderedDict(
            input=nn.Linear(inputs, HIDDEN),
            act0=nn.ReLU(),
            hidden_1=nn.Linear(HIDDEN, HIDDEN),
            act_1=nn.ReLU(),
            output=nn.Linear(HIDDEN, outputs),
        )
    )


class Part(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.main = stack(inputs, outputs)


class Model(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.decoder = Part(2, 2 * LATENT), Part(LATENT, 2)
        self.decoder.loggamma = nn.Parameter(torch.tensor(0.0))


torch.manual_seed(11)
model = Model()
checkpoint = {"epoch": 30_000, "model": model.state_dict()}
torch.save(checkpoint, FOLDER / "released.pth")
torch.save(checkpoint, FOLDER / "released-legacy.pth", _use_new_zipfile_serialization=False)
points, latents = torch.randn(5, 2), torch.randn(5, LATENT)
with torch.no_grad():
    mu, _ = model.encoder.main(points).chunk(2, dim=1)
    values = {
        "points": points,
        "mu": mu,
        "reconstructions": model.decoder.main(mu),
        "latents": latents,
        "samples": model.decoder.main(latents),
    }
flat = {name: [float(v) for v in value.flatten()] for name, value in values.items()}
(FOLDER / "released.json").write_text(json.dumps(flat, indent=1) + "\n")
