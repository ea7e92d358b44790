#!/usr/bin/env python3
"""Introspective VAEs on 2-D points (8 Gaussians) in plain PyTorch: the yardstick for speed and for results.

Needs `torch` and `numpy`. Run with

    python benches/torch_reference.py --model s-introvae --steps 3000 --seed 0 1 2
    python benches/torch_reference.py --model as-introvae --batch 256 --c linear:rate=5,start=0.25 --kernel product

One line of JSON per seed goes to standard output (or, with `--json PATH`, to that file). Written from the equations:
`div(s) = c*kl(s) + (1-c)*D(xr, xg)`, S-IntroVAE is `c = 1`.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import Callable, Iterator

import numpy as np
import torch
from torch import Tensor, nn

SIGMA = 0.02 / 1.414  # of one mode
SCALE = 0.5  # 1 / number of coordinates
MODELS = ("vae", "introvae", "s-introvae", "as-introvae")


# --- data and metrics ------------------------------------------------------------------------------------------------


def centres() -> Tensor:
    angle = torch.arange(8) * (math.pi / 4)
    return 2 * torch.stack([angle.cos(), angle.sin()], dim=1) / 1.414


def eight_gaussians(count: int) -> Tensor:
    return centres()[torch.randint(8, (count,))] + SIGMA * torch.randn(count, 2)


def histogram(points: Tensor, bins: int = 100, limit: float = 2.0) -> np.ndarray:
    x, y = points.double().numpy().T
    return np.histogram2d(x, y, bins=bins, range=[[-limit, limit]] * 2, density=True)[0]


def compat_divergence(p: np.ndarray, q: np.ndarray) -> float:
    """The released form: densities, not probabilities, and divided by the number of bins on one axis."""
    used = p > 0
    return float((p[used] * (np.log(p[used]) - np.log(q[used] + 1e-14))).sum() / p.shape[0])


def metrics(generated: Tensor, real: Tensor) -> dict[str, float]:
    if not torch.isfinite(generated).all():
        return {"compat_kl": math.nan, "compat_jsd": math.nan, "modes": 0, "high_quality": 0.0}
    with np.errstate(invalid="ignore", divide="ignore"):
        p, q = histogram(real), np.nan_to_num(histogram(generated))  # no point inside the window: 0 / 0
    middle = 0.5 * (p + q)
    near = torch.cdist(generated, centres()) <= 3 * SIGMA
    return {
        "compat_kl": compat_divergence(p, q),
        "compat_jsd": 0.5 * (compat_divergence(middle, p) + compat_divergence(middle, q)),
        "modes": int((near.float().mean(dim=0) >= 0.01).sum()),
        "high_quality": float(near.any(dim=1).float().mean()),
    }


# --- schedules of c --------------------------------------------------------------------------------------------------

SCHEDULES: dict[str, Callable[..., float]] = {
    "constant": lambda t, value=1.0: value,
    "linear": lambda t, rate=5.0, start=0.0: min(max(rate * (t - start), 0.0), 1.0),
    "tanh": lambda t, rate=5.0, start=0.0: math.tanh(rate * max(t - start, 0.0)),
    "cosine": lambda t, start=0.0, end=1.0: 0.5 - 0.5 * math.cos(math.pi * min(max((t - start) / (end - start), 0), 1)),
    "sigmoid": lambda t, k=10.0, centre=0.5: 1 / (1 + math.exp(-k * (t - centre))),
}


def schedule(text: str) -> Callable[[float], float]:
    """`linear:rate=5,start=0.25`, `constant:1`, `cosine`."""
    name, _, arguments = text.partition(":")
    if name not in SCHEDULES:
        raise argparse.ArgumentTypeError(f"unknown schedule `{name}`; there are {', '.join(SCHEDULES)}")
    items = [item.split("=") for item in arguments.split(",") if item]
    positional = [float(item[0]) for item in items if len(item) == 1]
    named = {item[0]: float(item[1]) for item in items if len(item) == 2}
    return lambda t: SCHEDULES[name](t, *positional, **named)


# --- networks --------------------------------------------------------------------------------------------------------


def mlp(inputs: int, outputs: int, hidden: int = 256, n_layers: int = 3) -> nn.Sequential:
    """An input layer and `n_layers` hidden ones, ReLU after each, then a linear layer."""
    sizes = [inputs] + [hidden] * (n_layers + 1)
    layers = [m for a, b in zip(sizes, sizes[1:]) for m in (nn.Linear(a, b), nn.ReLU())]
    return nn.Sequential(*layers, nn.Linear(hidden, outputs))


class Pair(nn.Module):
    def __init__(self, latent: int = 2) -> None:
        super().__init__()
        self.encoder = mlp(2, 2 * latent)
        self.decoder = mlp(latent, 2)

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        mu, logvar = self.encoder(x).chunk(2, dim=1)
        return mu, logvar


def sample(mu: Tensor, logvar: Tensor) -> Tensor:
    return mu + (0.5 * logvar).exp() * torch.randn_like(mu)


# --- loss terms: [B], but for the distance, which is one number for the batch ----------------------------------------


def rec(x: Tensor, x_hat: Tensor) -> Tensor:
    return (x - x_hat).square().sum(dim=1)


def kl(mu: Tensor, logvar: Tensor) -> Tensor:
    return 0.5 * (mu.square() + logvar.exp() - logvar - 1).sum(dim=1)


Statistics = tuple[Tensor, Tensor]


def kernel_mean(kind: str, a: Statistics, b: Statistics) -> Tensor:
    """Mean over all pairs of `k(q_a, q_b)`. Pairs on the last two axes, `[Z, A, B]`, where they are fastest."""
    mu_a, v_a = a[0].T[:, :, None], a[1].T.exp()[:, :, None]
    mu_b, v_b = b[0].T[:, None, :], b[1].T.exp()[:, None, :]
    total = v_a + v_b
    square = (mu_a - mu_b).square() / total
    if kind == "per_dimension":
        return ((-0.5 * square).exp() * total.rsqrt()).mean()
    log_k = -0.5 * (square + total.log()).sum(dim=0) - 0.5 * len(total) * math.log(2 * math.pi)
    if kind == "prior":  # times N(m; 0, 1 + w)
        w = v_a * v_b / total
        m = (mu_a * v_b + mu_b * v_a) / total
        log_k = log_k - 0.5 * (m.square() / (1 + w) + (2 * math.pi * (1 + w)).log()).sum(dim=0)
    return log_k.exp().mean()


def distance(kind: str, squash: bool, r: Statistics, g: Statistics) -> Tensor:
    if squash:
        r, g = (r[0].tanh(), r[1].tanh()), (g[0].tanh(), g[1].tanh())
    return kernel_mean(kind, r, r) + kernel_mean(kind, g, g) - 2 * kernel_mean(kind, r, g)


# --- training --------------------------------------------------------------------------------------------------------


@dataclass
class Settings:
    model: str = "s-introvae"
    steps: int = 30_000
    batch: int = 512
    lr: float = 2e-4
    milestones: list[int] = field(default_factory=lambda: [10_000, 15_000])
    warmup_steps: int = 2_000
    warmup_beta_kl: float = 0.3
    beta_kl: float = 0.3
    beta_rec: float = 0.2
    beta_neg: float = 0.9
    beta_rec_fake: float | None = None  # beta_rec
    beta_kl_fake: float | None = None  # beta_kl
    gamma: float = 1e-8
    alpha: float = 2.0
    margin: float = 10.0
    beta_kl_start: float | None = None  # beta_kl: the weight at c = 0, from where it follows c to beta_kl
    c: str = "linear:rate=5"
    kernel: str = "per_dimension"
    squash: bool = True

    def __post_init__(self) -> None:
        self.beta_rec_fake = self.beta_rec if self.beta_rec_fake is None else self.beta_rec_fake
        self.beta_kl_fake = self.beta_kl if self.beta_kl_fake is None else self.beta_kl_fake
        self.beta_kl_start = self.beta_kl if self.beta_kl_start is None else self.beta_kl_start
        if self.model != "as-introvae":
            self.c = "constant:1"


class Run:
    """One training. The frozen network passes gradients on but gets none for its weights."""

    def __init__(self, settings: Settings, seed: int, fast: bool = False) -> None:
        """`fast` compiles the objectives and fuses the optimiser: same steps, other rounding."""
        torch.manual_seed(seed)
        self.settings = settings
        self.step = 0
        self.nets = Pair()
        self.average = copy.deepcopy(self.nets.decoder)
        self.optimisers = {
            name: torch.optim.Adam(getattr(self.nets, name).parameters(), lr=settings.lr, eps=1e-8, fused=fast or None)
            for name in ("encoder", "decoder")
        }
        self.c = schedule(settings.c)
        self.log: dict[str, Tensor] = {}
        if fast:
            self.encoder_move = torch.compile(self.encoder_move)
            self.decoder_move = torch.compile(self.decoder_move)

    def play(self, *players: str) -> None:
        """Freeze everybody else."""
        for name in ("encoder", "decoder"):
            getattr(self.nets, name).requires_grad_(name in players)

    def minimise(self, loss: Tensor, *players: str) -> None:
        for name in players:
            self.optimisers[name].zero_grad()
        loss.backward()
        for name in players:
            self.optimisers[name].step()

    def vae_move(self, x: Tensor, beta_kl: float) -> Tensor:
        mu, logvar = self.nets.encode(x)
        x_hat = self.nets.decoder(sample(mu, logvar))
        return (self.settings.beta_rec * rec(x, x_hat) + beta_kl * kl(mu, logvar)).mean()

    def divergences(self, stats: Statistics, c: float) -> tuple[Tensor, Tensor | float]:
        """`div` of the reconstructions (first half) and the generated (second half); `D` by itself."""
        if c >= 1:
            return kl(*stats), 0.0
        r, g = zip(stats[0].chunk(2), stats[1].chunk(2))
        apart = distance(self.settings.kernel, self.settings.squash, r, g)
        return c * kl(*stats) + (1 - c) * apart, apart

    def encoder_move(self, x: Tensor, z_p: Tensor, c: float) -> tuple[Tensor, Tensor, dict[str, Tensor]]:
        """The fakes are data when re-encoded; as a target, the reconstruction stays attached, as released."""
        s, decode = self.settings, self.nets.decoder
        stats = self.nets.encode(x)
        z = sample(*stats)
        fakes = torch.cat([decode(z), decode(z_p)])
        fake_stats = self.nets.encode(fakes.detach())
        beta_kl = s.beta_kl_start + (s.beta_kl - s.beta_kl_start) * c
        real = (s.beta_rec * rec(x, fakes[: len(x)]) + beta_kl * kl(*stats)).mean()
        if s.model == "introvae":
            hinges = sum((s.margin - part.mean()).clamp(min=0) for part in kl(*fake_stats).chunk(2))
            return real + 0.5 * beta_kl * s.beta_neg * hinges, z.detach(), {}
        div, apart = self.divergences(fake_stats, c)
        exponent = s.beta_neg * div
        if s.beta_rec_fake > 0:
            exponent = exponent + s.beta_rec_fake * rec(fakes, decode(sample(*fake_stats)))
        loss = SCALE * real + (-s.alpha * SCALE * exponent).exp().mean() / s.alpha
        log = {}
        if c < 1:
            share = (1 - c) * s.beta_neg * apart / exponent.mean()
            log = {"distance": apart.detach(), "kl_fake": kl(*fake_stats).mean().detach(), "share": share.detach()}
        return loss, z.detach(), log

    def decoder_move(self, x: Tensor, z: Tensor, z_p: Tensor, c: float) -> Tensor:
        """The same latents as data; the fakes anew, attached, scored by the updated, frozen encoder."""
        s, decode = self.settings, self.nets.decoder
        fakes = decode(torch.cat([z, z_p]))
        fake_stats = self.nets.encode(fakes)
        real = s.beta_rec * rec(x, fakes[: len(x)]).mean()
        if s.model == "introvae":
            return real + s.beta_kl * kl(*fake_stats).mean()
        loss = real + s.beta_kl_fake * self.divergences(fake_stats, c)[0].mean()
        if s.gamma * s.beta_rec_fake > 0:
            again = decode(sample(*fake_stats).detach())
            loss = loss + s.gamma * s.beta_rec_fake * rec(fakes.detach(), again).mean()
        return SCALE * loss

    def adversarial_step(self, x: Tensor, c: float) -> None:
        z_p = torch.randn(len(x), 2)
        self.play("encoder")
        loss, z, self.log = self.encoder_move(x, z_p, c)
        self.minimise(loss, "encoder")
        self.play("decoder")
        self.minimise(self.decoder_move(x, z, z_p, c), "decoder")

    def vae_step(self, x: Tensor, beta_kl: float) -> None:
        self.play("encoder", "decoder")
        self.minimise(self.vae_move(x, beta_kl), "encoder", "decoder")

    def advance(self) -> None:
        s = self.settings
        for optimiser in self.optimisers.values():
            optimiser.param_groups[0]["lr"] = s.lr * 0.1 ** sum(self.step >= m for m in s.milestones)
        x = eight_gaussians(s.batch)
        self.log = {}
        if self.step < s.warmup_steps or s.model == "vae":
            self.vae_step(x, s.warmup_beta_kl if self.step < s.warmup_steps else s.beta_kl)
        else:
            self.adversarial_step(x, self.c(self.step / s.steps))
        with torch.no_grad():
            for mean, value in zip(self.average.parameters(), self.nets.decoder.parameters()):
                mean.lerp_(value, 0.001)
        self.step += 1

    @torch.no_grad()
    def measure(self, count: int = 5_000) -> dict[str, dict[str, float]]:
        real, z = eight_gaussians(count), torch.randn(count, 2)
        return {
            "final": metrics(self.nets.decoder(z), real),
            "ema": metrics(self.average(z), real),
        }


def train(settings: Settings, seed: int, every: int = 0) -> dict:
    run = Run(settings, seed)
    share_steps, started = 0, time.perf_counter()
    for step in range(settings.steps):
        run.advance()
        share_steps += float(run.log.get("share", 0.0)) >= 0.1
        if every and (step + 1) % every == 0:
            print(step + 1, run.measure()["final"], run.log, file=sys.stderr)
    seconds = time.perf_counter() - started
    return {"seed": seed, "seconds": round(seconds, 2), "share_steps": share_steps, **run.measure()}


def arguments() -> Iterator[tuple[Settings, argparse.Namespace, int]]:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = Settings()
    parser.add_argument("--model", choices=MODELS, default=default.model)
    for name in ("steps", "batch", "warmup_steps"):
        parser.add_argument("--" + name.replace("_", "-"), type=int, default=getattr(default, name))
    for name in ("lr", "warmup_beta_kl", "beta_kl", "beta_rec", "beta_neg", "gamma", "alpha", "margin"):
        parser.add_argument("--" + name.replace("_", "-"), type=float, default=getattr(default, name))
    parser.add_argument("--beta-rec-fake", type=float, help="default: beta_rec")
    parser.add_argument("--beta-kl-fake", type=float, help="default: beta_kl")
    parser.add_argument("--beta-kl-start", type=float, help="beta_kl at c = 0, growing with c to beta_kl")
    parser.add_argument("--milestones", type=int, nargs="*", default=default.milestones, help="steps of x0.1")
    parser.add_argument("--c", default=default.c, help="schedule, as linear:rate=5,start=0.25 or constant:1 or cosine")
    parser.add_argument("--kernel", choices=("per_dimension", "product", "prior"), default=default.kernel)
    parser.add_argument("--squash", action=argparse.BooleanOptionalAction, default=default.squash)
    parser.add_argument("--seed", "--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--every", type=int, default=0, help="measure every so many steps, to standard error")
    parser.add_argument("--json", help="append the lines to this file")
    options = parser.parse_args()
    names = asdict(default).keys()
    settings = Settings(**{name: getattr(options, name) for name in names})
    for seed in options.seed:
        yield settings, options, seed


def main() -> None:
    for settings, options, seed in arguments():
        torch.set_num_threads(options.threads)
        result = train(settings, seed, options.every)
        line = json.dumps({"model": settings.model, **result, "settings": asdict(settings)})
        if options.json:
            with open(options.json, "a") as out:
                out.write(line + "\n")
        print(line, flush=True)


if __name__ == "__main__":
    main()
