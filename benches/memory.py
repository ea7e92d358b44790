#!/usr/bin/env python3
"""Memory of a long run: whether a training of 100 000 steps needs more at its end than at its beginning, for docs/reliability.md.

    python3 benches/memory.py --asivae target/debug/asivae
    python3 benches/memory.py --model s-introvae --steps 20000 --set eval.every=0 --set train.log_every=1000    # which part grows

It reads what the run itself records (`wall/memory_mib`, resident memory). After the first twentieth the records are divided into
ten parts, and the median of each is a point: one record may stand beside a measurement of the run, which takes memory for a
moment. The largest that the system saw counts these, and the end of the run, where figures, table and report are made. It exits
with 1 where the last point is more than 5 % above the first. The standard library is all it needs.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NETWORKS = "networks.*=mlp(hidden = 24, layers = 2)"
POINTS = 10
ALLOWED = 0.05


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--asivae", default="target/debug/asivae", help="the program")
    parser.add_argument("--model", default="s-introvae")
    parser.add_argument("--data", default="8-gaussians")
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="more settings of the run")
    parser.add_argument("--json", type=Path, help="write step and MiB of every record here")
    return parser.parse_args()


def command(options: argparse.Namespace, out: Path) -> list[str]:
    settings = [NETWORKS, "warmup.model=none", "train.log_every=10", "eval.every=10000", "checkpoint.every=2000", *options.set]
    words = [options.asivae, "train", options.model, "--data", options.data, "--steps", str(options.steps)]
    words += ["--batch", "32", "--threads", "1", "--quiet", "--out", str(out)]
    return words + [word for setting in settings for word in ("--set", setting)]


def points(rows: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Middle step and median of equal parts."""
    parts = [rows[i * len(rows) // POINTS : (i + 1) * len(rows) // POINTS] for i in range(POINTS)]
    return [(part[len(part) // 2][0], statistics.median(mib for _, mib in part)) for part in parts]


def slope(rows: list[tuple[int, float]]) -> float:
    """MiB per step, least squares."""
    middle = sum(step for step, _ in rows) / len(rows)
    level = sum(mib for _, mib in rows) / len(rows)
    return sum((s - middle) * (m - level) for s, m in rows) / sum((s - middle) ** 2 for s, _ in rows)


def size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) if path.is_dir() else path.stat().st_size


def main() -> None:
    options = parse()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        start = time.perf_counter()
        done = subprocess.run(command(options, out), capture_output=True, text=True)
        seconds = time.perf_counter() - start
        if done.returncode:
            sys.exit(f"the run ended with {done.returncode}:\n{done.stderr}")
        records = [json.loads(line) for line in (out / "metrics.jsonl").read_text().splitlines()]
        sizes = {path.name: size(path) for path in sorted(out.iterdir())}
    rows = [(row["step"], row["wall/memory_mib"]) for row in records if "wall/memory_mib" in row]
    late = [row for row in rows if row[0] >= rows[-1][0] / 20]
    chosen = points(late)
    first, last, largest = chosen[0][1], chosen[-1][1], max(mib for _, mib in rows)
    growth = last / first - 1
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{options.model}, {options.steps} steps, {len(records)} records, {seconds:.0f} s")
    print("step     " + "".join(f"{step:8}" for step, _ in chosen))
    print("MiB      " + "".join(f"{mib:8.1f}" for _, mib in chosen))
    print(f"first {first:.1f}, last {last:.1f} ({growth:+.1%}), largest of all records {largest:.1f}, of the process {peak:.1f} MiB")
    print(f"slope after the first twentieth: {1e4 * slope(late):+.3f} MiB per 10 000 steps")
    print("files    " + ", ".join(f"{name} {bytes / 1024:.0f} KiB" for name, bytes in sizes.items()))
    if options.json:
        options.json.write_text(json.dumps(rows) + "\n")
    if growth > ALLOWED:
        sys.exit(f"memory grew by {growth:.1%}; at most {ALLOWED:.0%} was expected")


if __name__ == "__main__":
    main()
