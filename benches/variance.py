#!/usr/bin/env python3
"""Draws what `cargo bench --profile dev --bench variance > variance.jsonl` gave, for part 3 of docs/theory.md: docs/theory/variance.png and a table.

    python benches/variance.py variance.jsonl

Needs matplotlib.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

TARGET = Path(__file__).resolve().parent.parent / "docs/theory/variance.png"
COLOURS = ("tab:red", "tab:orange", "tab:blue", "tab:purple", "tab:green")


def main() -> None:
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()]
    latents = sorted({row["latent"] for row in rows})
    distances = list(dict.fromkeys(row["distance"] for row in rows))
    figure, axes = plt.subplots(2, len(latents), figsize=(11, 5.6), sharex=True, sharey="row")
    for column, latent in enumerate(latents):
        for distance, colour in zip(distances, COLOURS):
            those = [row for row in rows if (row["latent"], row["distance"]) == (latent, distance)]
            widths = [row["variance"] for row in those]
            for axis, quantity in zip(axes[:, column], ("gradient", "aim")):
                axis.plot(widths, [row["batches"][quantity] for row in those], "o-", ms=4, lw=1.2, color=colour, label=distance)
            if distance == "mmd":
                noise = [row["noise"]["gradient"] for row in those]
                axes[0, column].plot(widths, noise, "o--", ms=3, lw=1, color=colour, label="mmd, one batch, noise alone")
        axes[0, column].set(title=f"latent {latent}", xscale="log", yscale="log", ylim=(1e-3, 1))
        axes[1, column].set(xlabel="posterior variance", ylim=(-0.1, 1.05))
    for axis in axes.flat:
        axis.grid(alpha=0.25)
    axes[0, 0].set_ylabel("1 − cosine to the mean gradient")
    axes[1, 0].set_ylabel("cosine to the way across")
    axes[1, 2].legend(*axes[0, 0].get_legend_handles_labels(), fontsize=7, loc="center right")
    figure.tight_layout()
    figure.savefig(TARGET, dpi=90)
    print(table(rows, latents, distances))


def table(rows: list[dict], latents: list[int], distances: list[str]) -> str:
    """Value's coefficient of variation / gradient's 1 − cosine, over the noise and over batches."""
    widths = sorted({row["variance"] for row in rows})
    columns = [(latent, width) for latent in latents for width in widths]
    lines = ["| | " + " | ".join(f"z {z}, v {v}" for z, v in columns) + " |", "|---|" + "---|" * len(columns)]
    for over in ("noise", "batches"):
        for distance in distances if over == "batches" else distances[:1]:
            found = {(row["latent"], row["variance"]): row[over] for row in rows if row["distance"] == distance}
            cells = [f"{found[c]['value']:.2f} / {found[c]['gradient']:.3f}" for c in columns]
            lines.append(f"| {distance}{', one batch' if over == 'noise' else ''} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
