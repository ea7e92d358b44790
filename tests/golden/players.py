"""Reference values for games with other players, float64, written from the papers' equations.

    python tests/golden/players.py > tests/golden/players.json

Every number is drawn from `wave`, which the test computes again: `amp * sin(freq * (k + 1) + phase)`, k = 0, 1, …, row-major.
Networks have one hidden layer of softplus units. What is compared is a term's mean over the batch and the norm of the
gradient of the players' objective in each player's weights.
"""

import json
import math
import sys

import torch

torch.set_default_dtype(torch.float64)

BATCH, LATENT, HIDDEN = 6, 2, 5


def wave(shape: tuple[int, ...], amp: float, freq: float, phase: float) -> torch.Tensor:
    count = math.prod(shape)
    values = [amp * math.sin(freq * (k + 1) + phase) for k in range(count)]
    return torch.tensor(values).reshape(shape)


class Net:
    """`output(softplus(hidden(input)))`; weights are `[in, out]`."""

    def __init__(self, inputs: int, outputs: int, amp: float, phase: float) -> None:
        shapes = [(inputs, HIDDEN), (HIDDEN,), (HIDDEN, outputs), (outputs,)]
        self.weights = [wave(shape, amp, 0.7 + 0.1 * i, phase + i).requires_grad_() for i, shape in enumerate(shapes)]

    def __call__(self, *inputs: torch.Tensor) -> torch.Tensor:
        w1, b1, w2, b2 = self.weights
        return torch.nn.functional.softplus(torch.cat(inputs, 1) @ w1 + b1) @ w2 + b2

    def norm(self, loss: torch.Tensor) -> float:
        gradients = torch.autograd.grad(loss, self.weights, retain_graph=True, allow_unused=True)
        return math.sqrt(sum(float(g.square().sum()) for g in gradients if g is not None))


x = wave((BATCH, 2), 1.3, 0.9, 0.1)
z_p = wave((BATCH, LATENT), 1.1, 1.7, 0.4)
u = wave((BATCH, 1), 0.5, 2.3, 0.2) + 0.5


def wgan_gp(amp: float, weight: float) -> dict:
    """Gulrajani et al. (2017), eq. (3), with the second derivative that PyTorch has."""
    decoder, critic = Net(LATENT, 2, 0.8, 0.3), Net(2, 1, amp, 1.1)
    xg = decoder(z_p)
    between = (u * x + (1 - u) * xg).detach().requires_grad_()
    (slope,) = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
    penalty = (slope.square().sum(1).sqrt() - 1).square().mean()
    objective = critic(xg.detach()).mean() - critic(x).mean() + weight * penalty
    return {
        "amp": amp,
        "lambda": weight,
        "penalty": float(penalty.detach()),
        "objective": float(objective.detach()),
        "critic": critic.norm(objective),
        "decoder": decoder.norm(critic(xg).mean()),
    }


cases = {
    "torch": torch.__version__,
    "wgan-gp": [wgan_gp(amp, weight) for amp in (0.4, 1.0, 2.5) for weight in (0.1, 10.0)],
}
json.dump(cases, sys.stdout, indent=1)
print()
