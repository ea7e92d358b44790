#!/usr/bin/env python3
"""Kills trainings at random moments, resumes them, and compares what comes out with a run that was left alone, for docs/reliability.md.

    python3 benches/kills.py --asivae target/debug/asivae
    python3 benches/kills.py --asivae target/debug/asivae --kills 1000 --seed 1

Each trial is one run that is killed (SIGKILL) one to three times and then resumed until it ends. The moments are uniform over the
time that the run takes when it is left alone. Every other one is made worse: from its moment on, the kill waits until a file is
being written beside its place (`.part`), and comes at once.

What is compared: the bytes of weights, of pictures and of the figures; the records, without what the clock says (`wall/`), with no
step lost or twice; pictures and histograms for TensorBoard; and the table, where pyarrow can be imported. It exits with 1
where anything differs. The standard library is all it needs. Linux.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

try:
    import pyarrow.parquet as parquet
except ImportError:
    parquet = None

SMALL = "networks.*=mlp(hidden = 24, layers = 2)"
# A network that reads nothing has its own architecture, so the others are named.
MIXTURE = ("networks.encoder=mlp(hidden = 24, layers = 2)", "networks.decoder=mlp(hidden = 24, layers = 2)")


@dataclass
class Case:
    """What is trained: with everything that a checkpoint must hold."""

    name: str
    model: str
    settings: tuple[str, ...]
    checkpoint_every: int = 20
    eval_every: int = 50
    networks: tuple[str, ...] = (SMALL,)
    threads: int = 1


CASES = (
    Case("as-introvae, warm-up, averages", "as-introvae", ("warmup.model=vae", "warmup.steps=100", "ema.decay=0.9")),
    Case("vae, a schedule that remembers", "vae", ("beta_kl=pi_control(kl(x), target = 3)", "optim.clip_norm=1"), 30, 70),
    Case("ema-s-introvae, gradients recorded", "ema-s-introvae", ("warmup.model=none", "train.log_gradients=20"), 50, 100),
    Case("wgan, five moves a step", "wgan", ("warmup.model=none",), 25),
    Case("bootstrap-s-introvae, best kept", "bootstrap-s-introvae", ("warmup.model=none", "checkpoint.best=kl_nats"), 40),
    Case("conditional-vae, labels", "conditional-vae", (), 35, 60),
    Case("vae-gan, three moves", "vae-gan", (), 20, 80),
    Case("mixture-prior-vae, a learned prior", "mixture-prior-vae", (), 45, 90, MIXTURE),
    Case("as-introvae, two threads", "as-introvae", ("warmup.model=vae", "warmup.steps=60"), 30, 100, threads=2),
)
STEPS = 400


@dataclass
class Tally:
    kills: int = 0
    writing: int = 0
    anew: int = 0
    resumed: list[int] = field(default_factory=list)
    trials: int = 0
    left: int = 0
    different: list[str] = field(default_factory=list)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--asivae", default="target/debug/asivae", help="the program")
    parser.add_argument("--kills", type=int, default=100, help="in all")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    parser.add_argument("--case", help="only cases with this in their name")
    return parser.parse_args()


def train(case: Case, out: Path) -> list[str]:
    words = ["train", case.model, "--data", "8-gaussians", "--batch", "32", "--threads", str(case.threads), "--quiet"]
    words += ["--steps", str(STEPS), "--out", str(out)]
    every = (f"checkpoint.every={case.checkpoint_every}", f"eval.every={case.eval_every}", "eval.samples=200")
    return words + [word for setting in (*case.networks, *every, *case.settings) for word in ("--set", setting)]


# --- what came out ---------------------------------------------------------------------------------------------------


def records(run: Path) -> list[dict]:
    rows = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return [{name: value for name, value in row.items() if not name.startswith("wall/")} for row in rows]


def events(run: Path) -> list[bytes]:
    """Events without their time, which is their first field: pictures and histograms.

    Left out are the numbers, which are the records' and have the clock's among them.
    """
    data, found = (run / "events.out.tfevents.asivae").read_bytes(), []
    while data:
        (length,) = struct.unpack_from("<Q", data)
        if len(data) < 16 + length:
            return [*found, b"torn"]
        found.append(data[12 : 12 + length][9:])
        data = data[16 + length :]
    return [event for event in found if b"wall/" not in event]


def table(run: Path) -> list[dict] | None:
    if parquet is None:
        return None
    read = parquet.read_table(run / "metrics.parquet")
    return read.drop_columns([name for name in read.column_names if name.startswith("wall/")]).to_pylist()


def files(run: Path, pattern: str) -> dict[str, bytes]:
    return {str(path.relative_to(run)): path.read_bytes() for path in sorted(run.glob(pattern))}


def outcome(run: Path) -> dict[str, object]:
    # Numbers that are not finite are equal to themselves as text.
    return {
        "weights": files(run, "weights/*.safetensors"),
        "records": [json.dumps(row) for row in records(run)],
        "pictures": files(run, "samples/*.png") | files(run, "samples.png"),
        "figures": files(run, "evaluation.json"),
        "events": events(run),
        "table": repr(table(run)),
        "checkpoints": sorted(path.name for path in run.glob("checkpoints/*.safetensors")),
        "files": sorted(str(path.relative_to(run)) for path in run.rglob("*") if not path.name.endswith(".part")),
    }


def differences(expected: dict[str, object], run: Path) -> list[str]:
    try:
        found = outcome(run)
    except (OSError, ValueError) as error:
        return [f"it cannot be read: {error}"]
    steps = [json.loads(row)["step"] for row in found["records"]]
    wrong = [f"{name} differ" for name in expected if expected[name] != found[name]]
    return wrong + ["a step stands twice, or out of order"] * (steps != sorted(set(steps)))


# --- kills -----------------------------------------------------------------------------------------------------------


def writing(run: Path) -> bool:
    """Whether a file is being written beside its place."""
    for folder in (run, run / "checkpoints", run / "weights", run / "samples"):
        try:
            with os.scandir(folder) as entries:
                if any(entry.name.endswith(".part") for entry in entries):
                    return True
        except OSError:
            pass
    return False


def remove_parts(run: Path) -> None:
    """What an earlier kill left would be taken for a file that is being written now."""
    for path in run.rglob(".*.part"):
        path.unlink()


def killed(command: list[str], run: Path, moment: float, in_a_write: bool) -> bool:
    """Runs a command and kills it; whether it was hit."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(moment)
    while in_a_write and child.poll() is None and not writing(run):
        pass
    child.kill()
    return child.wait() == -signal.SIGKILL


def completed(command: list[str]) -> str | None:
    """Runs a command to its end; what it says where it fails."""
    done = subprocess.run(command, capture_output=True, text=True)
    return None if done.returncode == 0 else f"`{' '.join(command[1:4])} …` gave {done.returncode}: {done.stderr.strip()}"


def trial(program: str, case: Case, run: Path, length: float, most: int, rng: random.Random, tally: Tally) -> str | None:
    """Kills a run up to so often and resumes it until it ends; what went wrong."""
    begin = [program, *train(case, run)]
    resume = [program, "resume", str(run), "--quiet"]
    command = begin
    for _ in range(min(most, rng.randint(1, 3))):
        worse = rng.random() < 1 / 2
        # For plain kills what an earlier one left stays: it must not be in the way.
        if worse:
            remove_parts(run)
        before = {path for path in run.rglob(".*.part")}
        hit = killed(command, run, rng.uniform(0, length), worse)
        # Not yet a run, there is nothing to resume: the same command, given again, is what a user would try.
        began = (run / "model.intro").is_file()
        command = resume if began else begin
        if not hit:
            break
        tally.kills += 1
        tally.writing += any(path not in before for path in run.rglob(".*.part"))
        tally.anew += not began
        if began:
            tally.resumed.append(max((int(path.stem) for path in run.glob("checkpoints/*.safetensors")), default=0))
    return completed(command)


def spread(resumed: list[int]) -> str:
    if not resumed:
        return "-"
    early = f", {resumed.count(0)} from 0" if 0 in resumed else ""
    return f"{min(resumed)} to {max(resumed)}{early}"


def main() -> None:
    options = parse()
    cases = [case for case in CASES if not options.case or options.case in case.name]
    rng, tallies = random.Random(options.seed), {case.name: Tally() for case in cases}
    with tempfile.TemporaryDirectory() as folder:
        whole, length = {}, {}
        for case in cases:
            run = Path(folder) / "whole"
            start = time.perf_counter()
            wrong = completed([options.asivae, *train(case, run)])
            length[case.name] = time.perf_counter() - start
            if wrong:
                sys.exit(f"{case.name}: {wrong}")
            whole[case.name] = outcome(run)
            shutil.rmtree(run)
        for case in itertools.cycle(cases):
            left = options.kills - sum(tally.kills for tally in tallies.values())
            if left <= 0:
                break
            tally, run = tallies[case.name], Path(folder) / "run"
            wrong = trial(options.asivae, case, run, length[case.name], left, rng, tally)
            found = [wrong] if wrong else differences(whole[case.name], run)
            tally.trials += 1
            tally.left += any(run.rglob(".*.part"))
            if found:
                tally.different.append("; ".join(found))
                print(f"{case.name}, trial {tally.trials}: {'; '.join(found)}", file=sys.stderr)
            shutil.rmtree(run, ignore_errors=True)
    print("| model | seconds | runs | kills | of these in a write | before there was a run | resumed from step | equal |")
    print("|---|---|---|---|---|---|---|---|")
    for case in cases:
        tally = tallies[case.name]
        equal = tally.trials - len(tally.different)
        cells = (length[case.name], tally.trials, tally.kills, tally.writing, tally.anew, spread(tally.resumed), equal, tally.trials)
        print("| {} | {:.1f} | {} | {} | {} | {} | {} | {} of {} |".format(case.name, *cells))
    total = lambda number: sum(number(tally) for tally in tallies.values())
    print(
        f"{total(lambda t: t.kills)} kills, {total(lambda t: t.writing)} of them left a file half written; "
        f"{total(lambda t: t.trials)} runs, {total(lambda t: len(t.different))} of them differ; {total(lambda t: t.left)} still have such a file at their end; "
        f"tables {'compared' if parquet else 'not compared: pyarrow cannot be imported'}"
    )
    if any(tally.different for tally in tallies.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
