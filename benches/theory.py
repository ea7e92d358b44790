#!/usr/bin/env python3
"""The equilibrium of Soft-IntroVAE in a game small enough to be solved, for part 1 of docs/theory.md: docs/theory/equilibrium-*.png and tables.

    python benches/theory.py

Daniel & Tamar, Soft-IntroVAE (CVPR 2021), section 4. Points and latents are few, the encoder is a table q(z|x), the decoder a table p(x|z), the prior
is uniform. What the theorem says is minimised is minimised directly; the game is played by gradients on both tables, which know nothing of it. Needs
numpy, scipy and matplotlib; some minutes on one core.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax, logsumexp, softmax, xlogy

PICTURES = Path(__file__).resolve().parent.parent / "docs/theory"
SEED = 0
DATA = {
    "full": np.array([0.34, 0.24, 0.17, 0.12, 0.08, 0.05]),
    "hole": np.array([0.36, 0.25, 0.18, 0.13, 0.08, 0.0]),  # nothing at the last point
}
LATENTS = 12
GAMMAS = [0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0]
ALPHAS = [0.25, 0.5, 1.0, 2.0, 8.0]
STARTS = 4
STEPS, SETTLING, INNER = 12_000, 6_000, 5  # decoder steps, of which the last ones with a falling rate; encoder steps for each


# --- what the theorem minimises -----------------------------------------------------------------------------------------


def functional(p: np.ndarray, data: np.ndarray, gamma: float) -> np.ndarray:
    """`KL(p_data ‖ p_d) + gamma · H(p_d)` without the constant entropy of the data."""
    return -(xlogy(data, p) + gamma * xlogy(p, p)).sum(-1)


def minima(data: np.ndarray, gamma: float, rng: np.random.Generator) -> list[np.ndarray]:
    """Local minima, the best first."""
    found: list[tuple[float, np.ndarray]] = []
    starts = [np.log(data + 1e-3)] + [3 * rng.standard_normal(len(data)) for _ in range(60)]
    for start in starts:
        inside = lambda logits: functional(np.maximum(softmax(logits), 1e-300), data, gamma)
        end = minimize(inside, start, method="BFGS", options={"gtol": 1e-10, "maxiter": 2_000})
        p = softmax(end.x)
        if all(abs(p - known).max() > 1e-3 for _, known in found):
            found.append((end.fun, p))
    return [p for _, p in sorted(found, key=lambda pair: pair[0])]


# --- the game -----------------------------------------------------------------------------------------------------------


class Game:
    """Many games at once: `q` logits [games, x, z], `d` logits [games, z, x]."""

    def __init__(self, data: np.ndarray, gamma: np.ndarray, alpha: np.ndarray, rng: np.random.Generator, spread: float = 1.0):
        games, points = data.shape
        self.data, self.gamma, self.alpha = data, gamma[:, None], alpha[:, None]
        self.prior = np.full(LATENTS, 1 / LATENTS)
        self.q = Adam(rng.standard_normal((games, points, LATENTS)))
        self.d = Adam(spread * rng.standard_normal((games, LATENTS, points)))

    def state(self) -> tuple[np.ndarray, ...]:
        """`ln p(x|z)` as [games, x, z], `p_d(x)`, `ln q`, the lower bound W(x)."""
        log_p = log_softmax(self.d.at, -1).swapaxes(-1, -2)
        p_d = np.exp(log_p) @ self.prior
        log_q = log_softmax(self.q.at, -1)
        bound = (np.exp(log_q) * (log_p + np.log(self.prior) - log_q)).sum(-1)
        return log_p, p_d, log_q, bound

    def move_encoder(self, rate: float) -> None:
        """Up on `Σ p_data W − Σ p_d exp(alpha W) / alpha`."""
        log_p, p_d, log_q, bound = self.state()
        pull = self.data - p_d * np.exp(self.alpha * bound)
        self.q.up(pull[..., None] * through_softmax(np.exp(log_q), log_p + np.log(self.prior) - log_q), rate)

    def move_decoder(self, rate: float) -> None:
        """Up on `Σ p_data W + gamma Σ p_d W`, with q held."""
        log_p, p_d, log_q, bound = self.state()
        # Times p(x|z), which a softmax's gradient has as a factor: no division by what may be 0.
        weighted = (self.data + self.gamma * p_d)[..., None] * np.exp(log_q)
        weighted = weighted + np.exp(log_p) * self.prior * (self.gamma * bound)[..., None]
        gradient = weighted - np.exp(log_p) * weighted.sum(-2, keepdims=True)
        self.d.up(gradient.swapaxes(-1, -2), rate)

    def play(self) -> tuple[np.ndarray, np.ndarray]:
        """Plays, and gives `p_d` at the end and how much it still moved at a constant rate."""
        lowest = highest = None
        for step in range(STEPS):
            rate = 0.01 * 10 ** (-3 * max(0, step - (STEPS - SETTLING)) / SETTLING)
            for _ in range(INNER):
                self.move_encoder(3 * rate)
            self.move_decoder(rate)
            if STEPS - SETTLING - 2_000 <= step < STEPS - SETTLING:
                p_d = self.state()[1]
                lowest = p_d if lowest is None else np.minimum(lowest, p_d)
                highest = p_d if highest is None else np.maximum(highest, p_d)
        return self.state()[1], (highest - lowest).max(-1)


def through_softmax(p: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    return p * (gradient - (p * gradient).sum(-1, keepdims=True))


class Adam:
    """A table that goes up, Kingma & Ba (2015)."""

    def __init__(self, start: np.ndarray):
        self.at, self.step = start, 0
        self.mean, self.square = np.zeros_like(start), np.zeros_like(start)

    def up(self, gradient: np.ndarray, rate: float) -> None:
        self.step += 1
        self.mean = 0.9 * self.mean + 0.1 * gradient
        self.square = 0.99 * self.square + 0.01 * gradient**2
        mean, square = self.mean / (1 - 0.9**self.step), self.square / (1 - 0.99**self.step)
        self.at = self.at + rate * mean / (np.sqrt(square) + 1e-10)


# --- the encoder's best response ---------------------------------------------------------------------------------------


def best_bound(data: np.ndarray, p_d: np.ndarray, alpha: float, log_joint: np.ndarray) -> np.ndarray:
    """`min(ln p_d, ln(p_data / p_d) / alpha)`, and not below what the decoder leaves: `min_z ln p(x, z)`."""
    with np.errstate(divide="ignore"):
        free = np.log(data / p_d) / alpha
    return np.clip(free, log_joint.min(-1), np.log(p_d))


def check_best_response(rng: np.random.Generator) -> str:
    """Largest deviation of the lower bound that gradients find from the formula, over random decoders."""
    lines = []
    for alpha in ALPHAS:
        data = np.repeat(DATA["full"][None], 50, 0)
        game = Game(data, np.zeros(50), np.full(50, alpha), rng, spread=2.0)
        for step in range(6_000):
            game.move_encoder(0.05 * 10 ** (-3 * step / 6_000))
        log_p, p_d, log_q, bound = game.state()
        gap = abs(bound - best_bound(data, p_d, alpha, log_p + np.log(game.prior)))
        # A row that has gone into a corner of its simplex stays there: a softmax has no gradient in it.
        cornered = np.exp(log_q).max(-1) > 1 - 1e-6
        slack = (p_d ** (alpha + 1) > data).mean()
        lines.append(f"alpha {alpha}: deviation {gap[~cornered].max():.0e}; {cornered.sum()} of {gap.size} rows cornered; bound slack at {slack:.0%}")
    return "\n".join(lines)


# --- figures ------------------------------------------------------------------------------------------------------------


def solve(name: str, rng: np.random.Generator) -> dict:
    data = DATA[name]
    cases = [(gamma, alpha, start) for gamma in GAMMAS for alpha in ALPHAS for start in range(STARTS)]
    gamma, alpha = (np.array([case[i] for case in cases], float) for i in (0, 1))
    ends, moving = Game(np.repeat(data[None], len(cases), 0), gamma, alpha, rng).play()
    shape = (len(GAMMAS), len(ALPHAS), STARTS)
    return {
        "data": data,
        "minima": [minima(data, g, rng) for g in GAMMAS],
        "ends": ends.reshape(*shape, -1),
        "moving": moving.reshape(shape),
    }


def far(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Total variation."""
    return 0.5 * abs(p - q).sum(-1)


def holds(p: np.ndarray, data: np.ndarray, alpha: float) -> bool:
    """The theorem's assumption at its own minimum."""
    seen = data > 0
    return bool(np.all(p[seen] ** (alpha + 1) <= data[seen]))


def distance(solved: dict, i: int, j: int) -> float:
    """Of the start that ended farthest from the nearest local minimum."""
    return np.min([far(solved["ends"][i, j], p) for p in solved["minima"][i]], axis=0).max()


def table(solved: dict) -> str:
    """The distance; ✗ where the assumption does not hold; in brackets how much p_d still moved at a constant rate."""
    lines = ["| γ | local minima | " + " | ".join(f"α = {a}" for a in ALPHAS) + " |", "|---|---|" + "---|" * len(ALPHAS)]
    for i, gamma in enumerate(GAMMAS):
        cells = []
        for j, alpha in enumerate(ALPHAS):
            mark = "" if holds(solved["minima"][i][0], solved["data"], alpha) else " ✗"
            moving = solved["moving"][i, j].max()
            cells.append(f"{distance(solved, i, j):.0e}{mark}" + (f" ({moving:.2f})" if moving > 0.02 else ""))
        lines.append(f"| {gamma} | {len(solved['minima'][i])} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def largest(solved: dict, gamma: float) -> str:
    """What the likeliest point gets, where the assumption holds and where not."""
    i, top = GAMMAS.index(gamma), solved["data"].max()
    lines = [f"gamma {gamma}: the likeliest point has {solved['minima'][i][0].max():.3f} in the argmin"]
    for j, alpha in enumerate(ALPHAS):
        ends = ", ".join(f"{p.max():.3f}" for p in solved["ends"][i, j])
        lines.append(f"  alpha {alpha}: in the game {ends}; the encoder's bound {top ** (1 / (alpha + 1)):.3f}")
    return "\n".join(lines)


def picture(solved: dict, target: Path) -> None:
    data, points = solved["data"], np.arange(len(solved["data"]))
    figure, axes = plt.subplots(1, 4, figsize=(13, 3.3), gridspec_kw={"width_ratios": [1, 1, 1, 1.5]})
    two = ALPHAS.index(2.0)
    for axis, gamma in zip(axes, (0.25, 0.75, 1.25)):
        i = GAMMAS.index(gamma)
        bars = {"data": data, "argmin KL + γH": solved["minima"][i][0], "game": solved["ends"][i, two, 0]}
        for k, ((label, p), colour) in enumerate(zip(bars.items(), ("0.75", "tab:blue", "tab:orange"))):
            axis.bar(points + (k - 1) * 0.28, p, 0.28, color=colour, label=label)
        axis.set(title=f"γ = {gamma}, α = 2", xlabel="x", ylim=(0, 0.9))
    axes[0].legend(fontsize=8)
    axis = axes[3]
    for j, alpha in enumerate(ALPHAS):
        gaps = np.array([distance(solved, i, j) for i in range(len(GAMMAS))])
        kept = np.array([holds(solved["minima"][i][0], data, alpha) for i in range(len(GAMMAS))])
        line = axis.plot(GAMMAS, gaps, lw=1, label=f"α = {alpha}")[0]
        axis.plot(np.array(GAMMAS)[kept], gaps[kept], "o", color=line.get_color(), ms=5)
        axis.plot(np.array(GAMMAS)[~kept], gaps[~kept], "o", mfc="white", color=line.get_color(), ms=5)
    axis.set(yscale="log", xlabel="γ", title="distance game – argmin (hollow: assumption violated)")
    axis.title.set_fontsize(9)
    axis.legend(fontsize=7)
    axis.grid(alpha=0.25)
    figure.tight_layout()
    figure.savefig(target, dpi=90)
    plt.close(figure)


def main() -> None:
    rng = np.random.default_rng(SEED)
    PICTURES.mkdir(exist_ok=True)
    print(check_best_response(rng))
    for name in DATA:
        solved = solve(name, rng)
        print(f"\n## {name}: {DATA[name]}\n\n{table(solved)}\n")
        print("\n".join(largest(solved, gamma) for gamma in (0.75, 1.25)))
        picture(solved, PICTURES / f"equilibrium-{name}.png")


if __name__ == "__main__":
    main()
