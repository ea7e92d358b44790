"""Runs to read: short ones, with small networks."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASIVAE = Path(os.environ.get("ASIVAE", ROOT / "target/debug/asivae")).resolve()


def asivae(*arguments: str | Path) -> str:
    """What the program says; its mistakes are shown where it fails."""
    done = subprocess.run([ASIVAE, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, f"{done.args}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def train(model: str, out: Path, *settings: str) -> Path:
    """A short training; `settings` win over those that are here."""
    networks = "networks.*=mlp(hidden = 16, layers = 2)"
    given = ["train.steps=60", networks, "train.log_every=7", "eval.every=20", "eval.samples=500", *settings]
    sets = [word for setting in given for word in ("--set", setting)]
    short = ["--batch", "32", "--threads", "1", "--quiet"]
    asivae("train", model, "--data", "8-gaussians", *short, *sets, "--out", out)
    return out


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with a warm-up, figures and pictures on the way."""
    return train("as-introvae", tmp_path_factory.mktemp("runs") / "whole", "warmup.steps=20")


@pytest.fixture(scope="session")
def resumed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One whose records ended in the middle of a word, and that went on from its last checkpoint."""
    out = train("as-introvae", tmp_path_factory.mktemp("runs") / "resumed", "warmup.steps=20", "train.steps=30")
    for record in ("metrics.jsonl", "events.out.tfevents.asivae"):
        with (out / record).open("ab") as file:
            file.write(b'{"step":')
    asivae("resume", out, "--steps", "60", "--quiet")
    return out


@pytest.fixture(scope="session", params=["whole", "resumed"])
def run(request: pytest.FixtureRequest) -> Path:
    """Any run."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def rows(run: Path) -> list[dict[str, float]]:
    """Its recorded steps, as they were written one by one."""
    lines = (run / "metrics.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]
