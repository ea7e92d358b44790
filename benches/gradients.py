#!/usr/bin/env python3
"""Gradient norms by term over training, for part 2 of docs/theory.md: docs/theory/decoder.png, docs/theory/encoder.png and tables.

    cargo build
    python benches/gradients.py --binary target/debug/asivae

Three models on 8 Gaussians at the settings of the preset of as-introvae, but for smaller networks, in three ways of beginning; then the distance of
as-introvae with other kernels. Runs that are already under --out are read, not made again. One thread each, some twenty minutes in all. Needs numpy
and matplotlib.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from results import ROOT, ROWS, command, preset

MODELS = ["introvae", "s-introvae (c = 1)", "as-introvae"]
COMMON = {"networks.*": "mlp(hidden = 64, layers = 3)", "train.log_gradients": "50"}
BEGINNINGS = {
    "after a VAE": {},
    "at once": {"warmup.steps": "0"},
    "encoder alone": {"warmup.steps": "0", "optim.decoder.lr": "0", "optim.milestones": "[]"},
}
# While c is 0, as until half of the run.
STAGE = {"c": "constant(value = 0)", "beta_kl": "0.02", "train.steps": "2500"}
KERNELS = {
    "per_dimension, squashed (the preset)": "as_distance(squash(xr), squash(xg), kernel = per_dimension)",
    "prior, squashed (the model's default)": "as_distance(squash(xr), squash(xg))",
    "prior (the paper's text)": "as_distance(xr, xg)",
    "product (eq. 8)": "as_distance(xr, xg, kernel = product)",
}
SEEDS = [0, 1, 2]
ADVERSARIAL = {"kl(xr)": "tab:orange", "kl(xg)": "tab:red", "distance": "tab:green"}
COLOURS = {"rec(x)": "0.6", **ADVERSARIAL}

Curves = dict[str, np.ndarray]  # by column, over the recorded steps


def train(binary: str, model: str, beginning: str, seed: int, base: Path, shared: dict[str, str], **more: str) -> Curves:
    out = base.joinpath(beginning.replace(" ", "-"), model.split()[0], *(v.replace(" ", "") for v in more.values()), str(seed))
    if not (out / "evaluation.json").exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        line = command(binary, model, seed, out, shared) + ["--force"]
        for key, value in {**COMMON, **BEGINNINGS[beginning], **(STAGE if more else {}), **more}.items():
            line += ["--set", f"{key}={value}"]
        subprocess.run(line, check=True, capture_output=True, text=True)
    rows = [json.loads(line) for line in (out / "metrics.jsonl").read_text().splitlines()]
    rows = [row for row in rows if "decoder/gradient/rec(x)" in row]
    curves = {"step": np.array([row["step"] for row in rows])}
    for column in rows[-1]:
        if column.startswith(("decoder/gradient", "encoder/gradient", "decoder/kl")):
            curves[short(column)] = np.array([row.get(column, np.nan) for row in rows])
    figures = {m["name"]: m["value"] for m in json.loads((out / "evaluation.json").read_text())}
    return curves | {"modes": np.array(figures["modes_covered"])}


def short(column: str) -> str:
    return column.split("as_distance(")[0] + "distance" if "as_distance(" in column else column


def over_seeds(runs: list[Curves], column: str) -> np.ndarray | None:
    """[seeds, steps]; a term that is not there, or is evaluated nowhere, has none."""
    if any(column not in run for run in runs):
        return None
    values = np.stack([run[column] for run in runs])
    return values if np.nanmax(values) > 0 else None


def draw(axis: plt.Axes, runs: list[Curves], player: str, terms: dict[str, str]) -> None:
    """The median over seeds of each term, and the seeds thin behind it."""
    steps = runs[0]["step"]
    for term, colour in terms.items():
        values = over_seeds(runs, f"{player}/gradient/{term}")
        if values is None:
            continue
        values = np.where(values > 0, values, np.nan)  # not evaluated: no point on a logarithmic axis
        for one in values:
            axis.plot(steps, one, color=colour, lw=0.5, alpha=0.5)
        seen = ~np.isnan(values).all(axis=0)
        if seen.any():
            axis.plot(steps[seen], np.nanmedian(values[:, seen], axis=0), color=colour, lw=1.8, label=term)
    axis.set(yscale="log", ylim=(1e-9, 1e3), xlim=(-100, 5100))
    axis.grid(alpha=0.25)


def grid(runs: dict[str, dict[str, list[Curves]]], player: str, terms: dict[str, str], target: Path) -> None:
    """Beginnings one below the other, models side by side."""
    figure, axes = plt.subplots(len(runs), len(MODELS), figsize=(11, 2.5 * len(runs) + 0.6), sharex=True, sharey=True, squeeze=False)
    for row, beginning in zip(axes, runs):
        for axis, model in zip(row, MODELS):
            draw(axis, runs[beginning][model], player, terms)
        row[0].set_ylabel(f"{beginning}\ngradient norm, {player}")
    for axis, model in zip(axes[0], MODELS):
        axis.set_title(model)
    for axis in axes[-1]:
        axis.set_xlabel("step")
    handles = {label: handle for axis in axes.flat for handle, label in zip(*axis.get_legend_handles_labels())}
    axes[0, 0].legend(handles.values(), handles.keys(), fontsize=8, loc="lower right")
    figure.tight_layout()
    figure.savefig(target, dpi=80)
    plt.close(figure)


def table(runs: dict[str, list[Curves]], at: list[int]) -> str:
    """Medians over seeds of the decoder's norms at some steps."""
    lines = ["| model | term | " + " | ".join(f"step {s}" for s in at) + " |", "|---|---|" + "---|" * len(at)]
    for model in MODELS:
        for player, term in [("decoder", t) for t in COLOURS] + [("encoder", t) for t in ADVERSARIAL]:
            values = over_seeds(runs[model], f"{player}/gradient/{term}")
            if values is None:
                continue
            steps = runs[model][0]["step"]
            cells = [np.median(values[:, np.argmin(abs(steps - s))]) for s in at]
            lines.append(f"| {model} | {player}, `{term}` | " + " | ".join("–" if c == 0 else f"{c:.2g}" for c in cells) + " |")
    return "\n".join(lines)


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--binary", default=str(ROOT / "target/debug/asivae"))
    args.add_argument("--out", type=Path, default=ROOT / "runs/gradients")
    args = args.parse_args()
    shared = preset(args.binary)
    pictures = ROOT / "docs/theory"
    runs = {b: {m: [train(args.binary, m, b, s, args.out, shared) for s in SEEDS] for m in MODELS} for b in BEGINNINGS}
    grid(runs, "decoder", COLOURS, pictures / "decoder.png")
    grid({"encoder alone": runs["encoder alone"]}, "encoder", ADVERSARIAL, pictures / "encoder.png")
    for beginning in BEGINNINGS:
        first = int(runs[beginning][MODELS[0]][0]["step"][0])
        print(f"\n## {beginning}\n\n{table(runs[beginning], [first, first + 100, first + 500, first + 950, 4950])}\n")
        for model in MODELS:
            print(model, "modes:", [int(run["modes"]) for run in runs[beginning][model]])
    print("\n## kernels, median and range over seeds and steps while c is 0\n\n| kernel | after a VAE | encoder alone |\n|---|---|---|")
    for name, distance in KERNELS.items():
        cells = []
        for beginning in ("after a VAE", "encoder alone"):
            each = [train(args.binary, "as-introvae", beginning, s, args.out, shared, distance=distance) for s in SEEDS]
            norms = np.concatenate([run["decoder/gradient/distance"] for run in each])
            cells.append(f"{np.median(norms):.1e} ({norms.min():.0e} to {norms.max():.0e})")
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
