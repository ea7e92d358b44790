#!/usr/bin/env python3
"""Do we train to the same results as PyTorch? Ten seeds each of S-IntroVAE on 8 Gaussians, and a Mann-Whitney U test.

    python3 benches/distribution.py --jobs 2          # both sides; needs a release build of `asivae`
    python3 benches/distribution.py --only torch      # fills the cache of PyTorch's runs

Both sides run SETTINGS for the same number of steps: half of them a VAE's with a small beta_kl, so that there is a game to
play (with the published .3 the posterior has collapsed by then, and both sides would only agree on failure). Random streams
differ, so single seeds are not comparable; the two samples are. PyTorch's results are kept in the cache file, by seed and
settings. Standard library only; `speed.py` makes an environment with torch in it.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from math import comb
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "asivae-bench"
OURS = "target/release/asivae"
SETTINGS = {  # the reference's names
    "batch": 256, "lr": 5e-4, "warmup_steps": 1_500, "warmup_beta_kl": 0.02,
    "beta_kl": 0.3, "beta_rec": 0.2, "beta_neg": 0.9,
}
OUR_NAMES = {"batch": "train.batch", "lr": "optim.lr", "warmup_steps": "warmup.steps", "warmup_beta_kl": "warmup.beta_kl"}
Result = dict[str, float]  # compat_kl, modes


# --- Mann-Whitney ----------------------------------------------------------------------------------------------------


def mid_ranks(values: list[float]) -> list[int]:
    """Twice the rank of each value, ties sharing their mean: whole numbers."""
    return [sum(v < value for v in values) * 2 + sum(v == value for v in values) + 1 for value in values]


def mann_whitney(a: list[float], b: list[float]) -> tuple[float, float]:
    """U of `a`, and the exact two-sided p: the share of all divisions of the pooled values, ties and all, whose rank
    sum lies as far from its mean as ours."""
    ranks = mid_ranks(a + b)
    observed, size, total = sum(ranks[: len(a)]), len(a), sum(ranks)
    ways: list[dict[int, int]] = [{0: 1}] + [{} for _ in range(size)]  # by number chosen, then by rank sum
    for rank in ranks:
        for chosen in range(size, 0, -1):
            for rank_sum, count in ways[chosen - 1].items():
                ways[chosen][rank_sum + rank] = ways[chosen].get(rank_sum + rank, 0) + count
    away = lambda rank_sum: abs(rank_sum * len(ranks) - size * total)  # from the mean, times the pooled count
    extreme = sum(count for rank_sum, count in ways[size].items() if away(rank_sum) >= away(observed))
    return observed / 2 - size * (size + 1) / 2, extreme / comb(len(ranks), size)


# --- runs ------------------------------------------------------------------------------------------------------------


def json_of(command: list[str], threads: int) -> dict:
    """The one JSON object that a command prints, on one line or several."""
    count = str(threads)
    env = os.environ | {"OMP_NUM_THREADS": count, "MKL_NUM_THREADS": count}
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    if done.returncode or "{" not in done.stdout:
        raise SystemExit(f"`{shlex.join(command)}` gave {done.returncode} and no JSON:\n{done.stderr}")
    return json.loads(done.stdout[done.stdout.index("{") :])


def torch_run(options: argparse.Namespace, seed: int) -> Result:
    command = [options.python, str(HERE / "torch_reference.py"), "--model", "s-introvae", "--milestones"]
    for name, value in SETTINGS.items():
        command += ["--" + name.replace("_", "-"), str(value)]
    record = json_of([*command, "--steps", str(options.steps), "--seed", str(seed)], options.threads)
    return {"compat_kl": record["final"]["compat_kl"], "modes": record["final"]["modes"]}


def our_run(options: argparse.Namespace, seed: int) -> Result:
    command = [options.ours, "train", "s-introvae", "--data", "8-gaussians", "--set", "optim.milestones=[]"]
    for name, value in SETTINGS.items():
        command += ["--set", f"{OUR_NAMES.get(name, name)}={value}"]
    command += ["--steps", str(options.steps), "--seed", str(seed), "--threads", str(options.threads)]
    command += ["--out", str(options.out / f"seed-{seed}"), "--force", "--quiet", "--json"]
    figures = json_of(command, options.threads)["figures"]
    value = lambda name: float(figures[name]["value"])
    return {"compat_kl": value("compat_kl"), "modes": value("modes_covered")}


def collect(side: str, options: argparse.Namespace) -> dict[int, Result]:
    """Results by seed. PyTorch's come from the cache where they can, and are written to it one by one."""
    run = torch_run if side == "torch" else our_run
    cached: dict[str, Result] = {}
    if side == "torch" and options.cache.exists():
        cached = json.loads(options.cache.read_text())
    settings = ",".join(f"{name}={value}" for name, value in SETTINGS.items())
    key = lambda seed: f"s-introvae/8-gaussians/{settings}/{options.steps}/{seed}"

    def one(seed: int) -> None:
        if key(seed) in cached:
            return
        result = run(options, seed)
        cached[key(seed)] = result
        print(f"{side:<6} seed {seed}: KL {result['compat_kl']:.2f}, {result['modes']:.0f} modes", file=sys.stderr)
        if side == "torch":
            options.cache.parent.mkdir(parents=True, exist_ok=True)
            options.cache.write_text(json.dumps(dict(sorted(cached.items())), indent=1) + "\n")

    with ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(one, range(options.seeds)))
    return {seed: cached[key(seed)] for seed in range(options.seeds)}


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ours", default=OURS, help="the `asivae` to run")
    parser.add_argument("--out", type=Path, default=Path("target/distribution"), help="folder of our runs")
    parser.add_argument("--python", default=str(CACHE / "venv" / "bin" / "python"), help="one that has torch")
    parser.add_argument("--cache", type=Path, default=CACHE / "distribution.json", help="PyTorch's results")
    parser.add_argument("--only", choices=("torch", "ours"), help="run one side, test nothing")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--steps", type=int, default=3_000)
    parser.add_argument("--jobs", type=int, default=1, help="runs at once")
    parser.add_argument("--threads", type=int, default=1, help="of one run")
    parser.add_argument("--json", type=Path, help="write both samples and the tests here")
    return parser.parse_args()


def main() -> None:
    options = parse()
    sides = [options.only] if options.only else ["torch", "ours"]
    results = {side: collect(side, options) for side in sides}
    print("seed  " + "".join(f"{side + ' KL':>12}{'modes':>7}" for side in sides))
    for seed in range(options.seeds):
        cells = (results[side][seed] for side in sides)
        print(f"{seed:<6}" + "".join(f"{cell['compat_kl']:12.2f}{cell['modes']:7.0f}" for cell in cells))
    if options.only:
        return

    tests = {}
    for measure in ("compat_kl", "modes"):
        ours, torch = ([result[measure] for result in results[side].values()] for side in ("ours", "torch"))
        u, p = mann_whitney(ours, torch)
        tests[measure] = {"u": u, "p": p}
        verdict = "the two differ" if p < 0.05 else "no difference seen"
        middles = f"median {statistics.median(ours):.2f} ours, {statistics.median(torch):.2f} torch"
        print(f"{measure}: {middles}; Mann-Whitney U = {u:g}, exact two-sided p = {p:.3f}: {verdict}")
    if options.json:
        options.json.write_text(json.dumps({"results": results, "tests": tests}, indent=1) + "\n")


if __name__ == "__main__":
    main()
