#!/usr/bin/env python3
"""Trains the example's settings for seeds 0-9 and three comparisons, and writes docs/results.md.

    cargo build --release
    python benches/results.py                  # all four rows of ten seeds, two at a time on one thread each
    python benches/results.py --only as-introvae --seeds 0 1

Runs that are already under --out are read, not made again. Every figure is that of the final weights; nothing is selected.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# The same steps, batch, learning rates and warm-up everywhere: the preset of as-introvae.
ROWS = {
    "as-introvae": ["as-introvae"],
    "s-introvae (c = 1)": ["as-introvae", "--set", "c=constant(value = 1)"],
    "introvae": ["introvae"],
    "vae": ["vae"],
}

NOTE = """While `c` is 0 the exponent of the fakes holds nothing but the distance (`beta_rec_fake` is 0), so its share there is all of it by
construction. `c = 1` has the same settings without the distance: what the two rows differ in is the distance's doing. The plain VAE ends
with `beta_kl` at .3 like the others, where its posterior collapses to the prior and every sample is near the mean of the data. Minutes are
those of a machine that also did other work.
"""


def preset(binary: str) -> dict[str, str]:
    """Settings that every row shares, out of the preset of as-introvae on 8-gaussians."""
    out = subprocess.run([binary, "describe", "as-introvae", "--json"], capture_output=True, text=True, check=True)
    presets = json.loads(out.stdout)["presets"]
    ours = next(p for p in presets if p["data"] == "8-gaussians")
    return {key: value for key, value in ours["settings"].items()}


def command(binary: str, row: str, seed: int, out: Path, shared: dict[str, str]) -> list[str]:
    line = [binary, "train", *ROWS[row], "--data", "8-gaussians", "--seed", str(seed), "--threads", "1"]
    if ROWS[row][0] != "as-introvae":
        run_keys = [k for k in shared if k.split(".")[0] in ("train", "optim", "ema", "networks")]
        weights = ["beta_kl", "beta_rec"] + (["beta_neg"] if ROWS[row][0] == "introvae" else [])
        keys = run_keys + weights + ([k for k in shared if k.startswith("warmup.")] if row != "vae" else [])
        for key in keys:
            line += ["--set", f"{key}={shared[key]}"]
    return line + ["--out", str(out), "--quiet"]


def train(binary: str, row: str, seed: int, base: Path, shared: dict[str, str]) -> dict:
    out = base / row.split()[0] / str(seed)
    record = out.with_suffix(".json")
    if record.exists():
        return json.loads(record.read_text())
    out.parent.mkdir(parents=True, exist_ok=True)
    line = command(binary, row, seed, out, shared) + ["--force"]
    start = time.time()
    finished = out / "evaluation.json"
    done = None if finished.exists() else subprocess.run(line, capture_output=True, text=True)
    seconds = time.time() - start if done else float("nan")
    if done and done.returncode:
        result = {"row": row, "seed": seed, "failed": done.stderr.strip().splitlines()[0], "seconds": seconds}
    else:
        figures = json.loads(finished.read_text())
        result = {"row": row, "seed": seed, "seconds": seconds, "acting": acting(out)}
        result.update({m["name"]: m["value"] for m in figures})
    record.write_text(json.dumps(result))
    return result


def acting(out: Path) -> int:
    """Adversarial steps in which the distance is at least a tenth of the fake exponent, averaged over xr and xg."""
    rows = [json.loads(line) for line in (out / "metrics.jsonl").read_text().splitlines()]
    every = rows[1]["step"] - rows[0]["step"]
    count = 0
    for row in rows:
        shares = [v for k, v in row.items() if k.startswith("encoder/share/exp[") and "as_distance" in k]
        count += bool(shares) and sum(shares) / 2 >= 0.1
    return count * every


def table(results: list[dict]) -> str:
    head = "| seed | compat KL / JSD | KL / JSD, nats | modes | high quality | steps with a distance share ≥ 10 % | minutes |\n|---|---|---|---|---|---|---|\n"
    lines = []
    for r in results:
        if "failed" in r:
            lines.append(f"| {r['seed']} | failed: {r['failed']} | | | | | {r['seconds'] / 60:.1f} |")
            continue
        lines.append(
            f"| {r['seed']} | {r['compat_kl']:.1f} / {r['compat_jsd']:.1f} | {r['kl_nats']:.2f} / {r['jsd_nats']:.3f} | "
            f"{r['modes_covered']:.0f} of 8 | {100 * r['high_quality']:.1f} % | {r['acting']} | {minutes(r['seconds'])} |"
        )
    good = [r for r in results if "failed" not in r]
    if good:
        both = sum(r["modes_covered"] == 8 and r["high_quality"] >= 0.8 for r in good)
        kl = statistics.median(r["compat_kl"] for r in good)
        lines.append(f"\n8 of 8 modes and at least 80 % high quality: **{both} of {len(results)}** seeds; median compat KL {kl:.1f}.")
    return head + "\n".join(lines) + "\n"


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--binary", default=str(ROOT / "target/release/asivae"))
    args.add_argument("--out", type=Path, default=ROOT / "runs/results")
    args.add_argument("--seeds", type=int, nargs="+", default=list(range(10)))
    args.add_argument("--only", choices=list(ROWS), action="append")
    args.add_argument("--jobs", type=int, default=2)
    args = args.parse_args()
    shared = preset(args.binary)
    work = [(row, seed) for row in (args.only or ROWS) for seed in args.seeds]
    with ThreadPoolExecutor(args.jobs) as pool:
        results = list(pool.map(lambda w: train(args.binary, *w, args.out, shared), work))
    text = ["# Results on 8 Gaussians", ""]
    text += ["Final weights, no checkpoint selected; 5 000 real and 5 000 generated points, evaluation seed 0. One thread a run,"]
    text += [f"two runs at once on {cpu()}. Made by `python benches/results.py`.", ""]
    text += ["Settings: the preset `as-introvae/8-gaussians`, the same everywhere where a model has them:", ""]
    text += ["```"] + [f"{k} = {v}" for k, v in shared.items()] + ["```", ""]
    for row in args.only or ROWS:
        rows = [r for r in results if r["row"] == row]
        text += [f"## {row}", "", f"`{' '.join(['asivae', 'train', *map(quote, ROWS[row]), '--data', '8-gaussians', '--seed', 'N'])}`"
                 + ("" if ROWS[row][0] == "as-introvae" else " and `--set` of the settings above"), "", table(rows)]
    text += [NOTE]
    target = ROOT / "docs/results.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text("\n".join(text))
    print("\n".join(text))


def minutes(seconds: float) -> str:
    """Nothing where a finished run was read, not made."""
    return "–" if seconds != seconds else f"{seconds / 60:.1f}"


def quote(word: str) -> str:
    return f"'{word}'" if " " in word else word


def cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.processor()


if __name__ == "__main__":
    main()
