#!/usr/bin/env python3
"""Kills runs of a study, and the study itself, at random moments until it is done, and compares it with one that was left alone, for docs/reliability.md.

    python3 benches/study_kills.py --asivae target/debug/asivae
    python3 benches/study_kills.py --asivae target/debug/asivae --variants 5 --seeds 4 --every 0.2 --seed 1

A study of variants × seeds is trained by `asivae ablate` while every so often one of its processes is killed (SIGKILL), each with
the same chance; every tenth kill hits `asivae ablate` instead, whose runs go on without it, and which is called again at once.
From then on a run may be at work that no study waits for: the next call has to wait for it, and not to do it twice.

What is compared, run by run: the bytes of weights, pictures and figures; the records, without what the clock says (`wall/`), with no
step lost or twice; that each run is there, and no other. It exits with 1 where anything differs. The standard library is all it
needs. Linux.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

STEPS = 200


@dataclass
class Tally:
    runs: int = 0
    studies: int = 0
    """Runs that were at work when their study was killed."""
    orphans: int = 0
    calls: int = 0
    """Calls at whose end a run had been given up, killed four times without a step in between; the next call takes it up."""
    given_up: int = 0
    statuses: list[int] = field(default_factory=list)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--asivae", default="target/debug/asivae", help="the program")
    parser.add_argument("--variants", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--every", type=float, default=1.0, help="mean seconds between two kills")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    return parser.parse_args()


def command(options: argparse.Namespace, out: Path) -> list[str]:
    settings = [f"beta_kl=0.1..0.9:{options.variants}", "networks.*=mlp(hidden = 16, layers = 1)"]
    settings += ["checkpoint.every=40", "eval.samples=200"]
    words = [os.path.abspath(options.asivae), "ablate", "vae", "--data", "8-gaussians", "--batch", "32", "--quiet", "--json"]
    words += ["--steps", str(STEPS), "--eval-every", "100", "--seeds", f"0..{options.seeds}", "--out", str(out)]
    return words + [word for setting in settings for word in ("--set", setting)]


# --- processes -------------------------------------------------------------------------------------------------------


def workers(out: Path) -> list[int]:
    """Processes that train a run of the study, whoever began them: by their command line."""
    found, mark = [], f"{out}/runs/".encode()
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            words = Path(entry.path, "cmdline").read_bytes().split(b"\0")
            zombie = Path(entry.path, "stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except OSError:
            continue
        if words[1:2] == [b"train"] and any(word.startswith(mark) for word in words) and not zombie:
            found.append(int(entry.name))
    return found


def kill(process: int) -> bool:
    try:
        os.kill(process, signal.SIGKILL)
        return True
    except ProcessLookupError:
        return False


def trained_under_fire(options: argparse.Namespace, out: Path, tally: Tally) -> None:
    """Calls the study until it says that it is done."""
    rng, words = random.Random(options.seed), command(options, out)
    while True:
        tally.calls += 1
        study = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        while study.poll() is None:
            time.sleep(rng.expovariate(1 / options.every))
            at_work = workers(out)
            if rng.random() < 0.1 and study.poll() is None:
                study.kill()
                tally.studies += 1
                tally.orphans += len(at_work)
                study.wait()
            elif at_work:
                tally.runs += kill(rng.choice(at_work))
        tally.statuses.append(study.returncode)
        tally.given_up += study.returncode == 1
        if study.returncode not in (-signal.SIGKILL, 1):
            return


# --- what came out ---------------------------------------------------------------------------------------------------


def digest(path: Path) -> str:
    return hashlib.md5(path.read_bytes()).hexdigest()


def records(run: Path) -> list[dict]:
    rows = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return [{name: value for name, value in row.items() if not name.startswith("wall/")} for row in rows]


def outcome(run: Path) -> dict[str, object]:
    bytes_of = ("weights/*.safetensors", "samples/*.png", "samples.png", "evaluation.json")
    return {
        "records": [json.dumps(row) for row in records(run)],
        "files": sorted(str(path.relative_to(run)) for path in run.rglob("*") if not path.name.endswith(".part")),
    } | {pattern: {path.name: digest(path) for path in run.glob(pattern)} for pattern in bytes_of}


def runs(study: Path) -> dict[str, Path]:
    return {str(path.relative_to(study)): path for path in sorted(study.glob("runs/*/*"))}


def differences(whole: Path, killed: Path) -> list[str]:
    expected, found = runs(whole), runs(killed)
    wrong = [f"{name} is lost" for name in expected if name not in found]
    wrong += [f"{name} is none of the study's" for name in found if name not in expected]
    for name in expected.keys() & found.keys():
        try:
            is_, would = outcome(found[name]), outcome(expected[name])
        except (OSError, ValueError) as error:
            wrong.append(f"{name} cannot be read: {error}")
            continue
        wrong += [f"{name}: {part} differ" for part in would if is_[part] != would[part]]
        steps = [json.loads(row)["step"] for row in is_["records"]]
        wrong += [f"{name}: a step stands twice, or out of order"] * (steps != sorted(set(steps)))
    return wrong + ["there is a folder of earlier runs"] * (killed / "earlier").exists()


def main() -> None:
    options, tally = parse(), Tally()
    with tempfile.TemporaryDirectory() as folder:
        whole, killed = Path(folder) / "whole", Path(folder) / "killed"
        start = time.perf_counter()
        subprocess.run(command(options, whole), stdout=subprocess.DEVNULL, check=True)
        alone = time.perf_counter() - start
        start = time.perf_counter()
        trained_under_fire(options, killed, tally)
        fire = time.perf_counter() - start
        wrong = [f"it ended with {tally.statuses[-1]}"] * (tally.statuses[-1] != 0) + differences(whole, killed)
        wrong += ["a process is left at work"] * bool(workers(killed))
        last = json.loads(subprocess.run(command(options, killed), capture_output=True, text=True, check=True).stdout)
        states = [run["state"] for variant in last["variants"] for run in variant["runs"]]
        wrong += [f"{state}, not finished" for state in states if state != "finished"]
        print(
            f"{options.variants} variants × {options.seeds} seeds, {STEPS} steps: {alone:.0f} s alone, {fire:.0f} s under fire; "
            f"{tally.runs} kills of runs, {tally.studies} of the study with {tally.orphans} runs at work, {tally.calls} calls, {tally.given_up} of which gave runs up; "
            f"{len(runs(killed))} of {len(runs(whole))} runs there, {len(wrong)} differences"
        )
        for line in wrong:
            print(line, file=sys.stderr)
        sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
