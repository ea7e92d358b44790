#!/usr/bin/env python3
"""Trains every registered model on 8 Gaussians for three seeds, and writes docs/gallery.md and its pictures.

    cargo build --release
    python benches/gallery.py                         # two runs at a time on one thread each
    python benches/gallery.py --only vae-gan ali      # these alone; the page is written from all records

Needs matplotlib for the pictures. Runs that are already under --out are read, not made again. Every figure is that of the final weights, nothing
is selected; a run that fails is a row that says so.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = "8-gaussians"
SEEDS = (0, 1, 2)

# What all runs share: small networks, so that the page is made in an hour.
SHARED = {"networks.*": "mlp(hidden = 128, layers = 3)", "train.batch": "256"}
STEPS = 6000

# What is as long as the run: fractions of the presets, which are made for 30 000 steps.
ADVERSARIAL = {
    "optim.lr": "5e-4",
    "optim.milestones": "[4000, 5500]",
    "warmup.steps": "1500",
    "warmup.beta_kl": "0.02",
}
OWN = {
    "vae": {"optim.lr": "5e-4", "optim.milestones": "[4000, 5500]"},
    "introvae": ADVERSARIAL,
    "introvae-lu2022": {**ADVERSARIAL, "warmup.model": "vae", "beta_kl": "0.3", "beta_rec": "0.2", "beta_neg": "0.9"},
    "s-introvae": ADVERSARIAL,
    "s-introvae-printed": {
        **ADVERSARIAL, "warmup.model": "vae", "beta_kl": "0.3", "beta_rec": "0.2", "beta_neg": "0.9",
    },
    "as-introvae-released": {
        **ADVERSARIAL, "warmup.model": "vae", "beta_kl": "0.3", "beta_rec": "0.2", "beta_neg": "0.9",
    },
    "bootstrap-s-introvae": {"warmup.steps": "1500"},
    "ema-s-introvae": {"warmup.steps": "1500"},
    "sn-gan": {"networks.critic": "sn_mlp(hidden = 128, layers = 3)"},
}

HEAD = """# Gallery

Every registered model on 8 Gaussians, three seeds each, {steps} steps, written by

    python benches/gallery.py

All have networks of three hidden layers of 128 units and batches of 256; the rest is the preset of each model on these data, and what the command
under it says. That is a fifth of the published length, and small networks: the page shows what each game does, not what it can do at its best.
`modes` are those with at least 1 % of the samples within 3σ, of 8; `hq` is the share of samples within 3σ of some mode; `KL` is in nats by nearest
neighbours, around 0 for equal densities; `compat` is the papers' histogram form of it, .68 for real against real and 220.2 for one point. Each is of
5 000 real and 5 000 generated points. A model counts as having failed for a seed if it ended with fewer than half of the modes. Seconds are those
of one thread of a machine that also did other work.
"""


def asivae(binary: str, *args: str) -> str:
    return subprocess.run([binary, *args], capture_output=True, text=True, check=True).stdout


def models(binary: str) -> list[str]:
    return [entry["name"] for entry in json.loads(asivae(binary, "list", "models", "--json"))]


def settings(model: str) -> list[str]:
    line = []
    for key, value in {**SHARED, **OWN.get(model, {})}.items():
        line += ["--set", f"{key}={value}"]
    return line


def train(binary: str, model: str, seed: int, base: Path) -> dict:
    out = base / f"{model}-{seed}"
    record = out.with_suffix(".json")
    if record.exists():
        return json.loads(record.read_text())
    start = time.monotonic()
    line = [binary, "train", model, "--data", DATA, "--seed", str(seed), "--steps", str(STEPS), *settings(model)]
    line += ["--threads", "1", "--out", str(out), "--force", "--quiet"]
    done = subprocess.run(line, capture_output=True, text=True)
    row: dict = {"model": model, "seed": seed, "seconds": time.monotonic() - start}
    if done.returncode:
        row["failure"] = next((l for l in done.stderr.splitlines() if l.startswith("error")), f"exit {done.returncode}")
    else:
        measured = json.loads(asivae(binary, "evaluate", str(out), "--json"))["figures"]
        row["figures"] = {name: figure["value"] for name, figure in measured.items()}
        row["points"] = json.loads(asivae(binary, "sample", str(out), "-n", "1500", "--json"))["samples"]
    record.write_text(json.dumps(row))
    print(f"{model} {seed}: {row.get('failure') or summary(row['figures'])}, {row['seconds']:.0f} s", flush=True)
    return row


def summary(figures: dict) -> str:
    return f"{figures['modes_covered']:.0f} modes, {figures['high_quality']:.0%} high quality"


def picture(rows: list[dict], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, len(SEEDS), figsize=(6.6, 2.5), dpi=100)
    for axis, row in zip(axes, rows):
        axis.set_xlim(-2, 2)
        axis.set_ylim(-2, 2)
        axis.set_aspect("equal")
        axis.set_xticks([])
        axis.set_yticks([])
        axis.set_title(f"seed {row['seed']}", fontsize=8)
        if "points" in row:
            xs, ys = zip(*row["points"])
            axis.plot(xs, ys, ".", color="#1f5fa8", alpha=0.5, markersize=1.5, markeredgewidth=0)
        else:
            axis.text(0, 0, "failed", ha="center", va="center", fontsize=9)
    figure.tight_layout(pad=0.8)
    figure.savefig(path, pil_kwargs={"optimize": True})
    plt.close(figure)


def section(binary: str, model: str, rows: list[dict]) -> str:
    about = json.loads(asivae(binary, "describe", model, "--json"))
    doc = about["doc"].strip().split("\n\n")
    line = " ".join(f"--set '{a}'" for a in settings(model)[1::2])
    text = [f"## {model}\n", doc[0].replace("\n", " ") + "\n"]
    if len(doc) > 1:
        text.append(doc[1].replace("\n", " ") + "\n")
    text.append("```text\n" + about["equation"].rstrip() + "\n```\n")
    text.append(f"![Samples of {model}](gallery/{model}.png)\n")
    text.append(f"[The game as a picture](gallery/{model}.svg)\n")
    text.append("| seed | modes | hq | KL | compat | seconds | |\n|---|---|---|---|---|---|---|")
    for row in rows:
        if "failure" in row:
            text.append(f"| {row['seed']} | – | – | – | – | {row['seconds']:.0f} | {row['failure']} |")
            continue
        f = row["figures"]
        verdict = "failed" if f["modes_covered"] < 4 else ""
        text.append(
            f"| {row['seed']} | {f['modes_covered']:.0f} | {f['high_quality']:.0%} | {f['kl_nats']:.2f} "
            f"| {f['compat_kl']:.1f} | {row['seconds']:.0f} | {verdict} |"
        )
    text.append(f"\n<details><summary>command</summary>\n\n`asivae train {model} --data {DATA} --steps {STEPS} {line}`\n\n</details>\n")
    return "\n".join(text)


def overview(done: dict[str, list[dict]]) -> str:
    lines = ["| model | modes | hq | KL | failed | seconds |", "|---|---|---|---|---|---|"]
    for model, rows in done.items():
        good = [row["figures"] for row in rows if "figures" in row]
        failed = sum("failure" in row or row["figures"]["modes_covered"] < 4 for row in rows)
        each = lambda key, form: ", ".join(form.format(figures[key]) for figures in good) or "–"
        seconds = statistics.mean(row["seconds"] for row in rows)
        lines.append(
            f"| [{model}](#{model}) | {each('modes_covered', '{:.0f}')} | {each('high_quality', '{:.0%}')} "
            f"| {each('kl_nats', '{:.2f}')} | {failed or ''} | {seconds:.0f} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=str(ROOT / "target/release/asivae"))
    parser.add_argument("--out", type=Path, default=ROOT / "runs/gallery")
    parser.add_argument("--only", nargs="*", help="models")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    every = models(args.binary)
    chosen = [model for model in every if not args.only or model in args.only]
    with ThreadPoolExecutor(args.jobs) as pool:
        list(pool.map(lambda job: train(args.binary, *job, args.out), [(m, s) for m in chosen for s in SEEDS]))
    done = {}
    for model in every:
        records = [args.out / f"{model}-{seed}.json" for seed in SEEDS]
        if all(record.exists() for record in records):
            done[model] = [json.loads(record.read_text()) for record in records]
    folder = ROOT / "docs/gallery"
    folder.mkdir(exist_ok=True)
    for model, rows in done.items():
        picture(rows, folder / f"{model}.png")
        asivae(args.binary, "describe", model, "--svg", str(folder / f"{model}.svg"))
    page = [HEAD.format(steps=STEPS), overview(done)]
    page += [section(args.binary, model, rows) for model, rows in done.items()]
    (ROOT / "docs/gallery.md").write_text("\n".join(page))
    print(f"docs/gallery.md: {len(done)} models")


if __name__ == "__main__":
    main()
