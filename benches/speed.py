#!/usr/bin/env python3
"""Time of one 2-D S-IntroVAE step (both moves): ours against PyTorch, in turns within one run.

    python3 benches/speed.py                      # needs a release build of `asivae`
    python3 benches/speed.py --rounds 9 --preload /usr/lib/libjemalloc.so.2 --json speed.json
    python3 benches/speed.py --ours ''            # PyTorch alone

Three contestants take turns, so that a slow minute of the machine hits all of them: `ours`; `torch`, as installed,
eager; `torch-best`, with a good allocator if one is found, MKL told that the processor is Intel's (it otherwise picks
slower kernels on others), the objectives compiled and the optimiser fused. Each turn is a fresh process that warms up
before its clock starts. PyTorch is installed into a virtual environment of its own; this file needs the standard
library only.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import shlex
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "asivae-bench"
OURS = "target/release/asivae bench-step --model s-introvae --data 8-gaussians --batch {batch} --steps {steps} --json"
ALLOCATORS = ("mimalloc", "jemalloc", "tcmalloc_minimal", "tcmalloc")
LIBRARY_FOLDERS = (
    "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib",
)


# --- work of one step ------------------------------------------------------------------------------------------------


def flops_per_step(batch: int, hidden: int = 256, latent: int = 2, again: int = 2) -> int:
    """Multiplications and additions in the matrix products of both moves, without those that freezing saves.

    `again` passes of the decoder, over z and z_p, give in its own move what they gave in the encoder's: PyTorch's script, like
    the released one, makes them twice, ours once.

    A layer's product is done once forwards, once for the gradient of its weights (players alone) and once for the
    gradient of its input (not where the input is data: the first layer of a player).
    """
    inner = 3 * hidden * hidden
    encoder = 2 * hidden + inner + hidden * 2 * latent
    decoder = latent * hidden + inner + hidden * 2
    first = 2 * hidden  # of either
    encoder_move = (
        3 * encoder + 4 * decoder  # forwards: x, xr, xg encoded; z, z_p and both re-encodings decoded
        + 3 * (2 * encoder - first)  # backwards through the encoder
        + 3 * decoder  # to z of x, xr and xg through the frozen decoder; nothing to gain at z_p
    )
    decoder_move = (
        (2 + again) * decoder + 2 * encoder  # forwards: z, z_p and both re-encodings decoded; xr, xg encoded
        + 4 * (2 * decoder - first)  # backwards through the decoder: all four latents are data
        + 2 * encoder  # to xr and xg through the frozen encoder
    )
    return 2 * batch * (encoder_move + decoder_move)


# --- PyTorch, inside its environment ---------------------------------------------------------------------------------


def work(kind: str, batch: int, steps: int, threads: int) -> None:
    import torch
    from torch_reference import Run, Settings

    torch.set_num_threads(threads)
    if kind == "gemm":  # the hidden layers' product, the best of several tries
        a, b = torch.randn(batch, 256), torch.randn(256, 256)
        rates = []
        for _ in range(20):
            start = time.perf_counter()
            for _ in range(100):
                a @ b
            rates.append(100 * 2 * batch * 256 * 256 / (time.perf_counter() - start) / 1e9)
        print(json.dumps({"gflops": max(rates), "torch": torch.__version__}))
        return
    run = Run(Settings(model="s-introvae", batch=batch, warmup_steps=0), seed=0, fast=kind == "torch-best")
    for _ in range(20):
        run.advance()
    start = time.perf_counter()
    for _ in range(steps):
        run.advance()
    print(json.dumps({"steps": steps, "seconds": time.perf_counter() - start, "threads": threads}))


def environment(folder: Path) -> Path:
    """The environment's Python, with torch in it."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    if subprocess.run([python, "-c", "import torch, numpy"], capture_output=True).returncode:
        print(f"installing torch into {folder}", file=sys.stderr)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "torch", "numpy"], check=True)
    return python


def allocator() -> str | None:
    folders = [Path(folder) for folder in LIBRARY_FOLDERS]
    found = (path for name in ALLOCATORS for folder in folders for path in sorted(folder.glob(f"lib{name}.so*")))
    return next((str(path) for path in found), None)


def intel_shim() -> str | None:
    """A library that makes MKL take its best path on any x86-64; None where there is no C compiler."""
    library = CACHE / "intel.so"
    CACHE.mkdir(parents=True, exist_ok=True)
    command = ["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", str(library)]
    source = "int mkl_serv_intel_cpu_true(void) { return 1; }"
    try:
        subprocess.run(command, input=source, text=True, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return str(library)


# --- the contest -----------------------------------------------------------------------------------------------------


def turn(command: list[str], threads: int, preload: list[str]) -> dict:
    count = str(threads)
    env = os.environ | {"OMP_NUM_THREADS": count, "MKL_NUM_THREADS": count, "RAYON_NUM_THREADS": count}
    env["LD_PRELOAD"] = ":".join(preload)
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    if done.returncode or "{" not in done.stdout:
        sys.exit(f"`{shlex.join(command)}` gave {done.returncode} and no JSON:\n{done.stdout}{done.stderr}")
    # Ours prints an indented object, the workers one line: the last object counts.
    return json.loads(done.stdout[done.stdout.rindex("{") :])


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ours", default=OURS, help="command that prints {steps, seconds, threads}; '' leaves it out")
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--steps", type=int, default=200, help="of one turn")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--venv", type=Path, default=CACHE / "venv", help="made if missing")
    parser.add_argument("--preload", help="allocator for torch-best; default: the first found")
    parser.add_argument("--json", type=Path, help="write everything measured here")
    parser.add_argument("--worker", choices=("torch", "torch-best", "gemm"), help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    options = parse()
    if options.worker:
        return work(options.worker, options.batch, options.steps, options.threads)

    python = environment(options.venv.expanduser())
    best = [path for path in (options.preload or allocator(), intel_shim()) if path]
    sizes = ["--batch", str(options.batch), "--steps", str(options.steps), "--threads", str(options.threads)]
    worker = lambda kind: [str(python), str(Path(__file__).resolve()), *sizes, "--worker", kind]
    contestants = {"torch": (worker("torch"), []), "torch-best": (worker("torch-best"), best)}
    if options.ours:
        ours = shlex.split(options.ours.format(batch=options.batch, steps=options.steps))
        contestants = {"ours": (ours, [])} | contestants

    gemm = turn(worker("gemm"), options.threads, best)
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(options.rounds):
        for name, (command, preload) in contestants.items():
            result = turn(command, options.threads, preload)
            times[name].append(1e3 * result["seconds"] / result["steps"])
            print(f"round {number + 1}/{options.rounds}  {name:<11}{times[name][-1]:8.2f} ms", file=sys.stderr)

    flops = {name: flops_per_step(options.batch, again=0 if name == "ours" else 2) for name in times}
    medians = {name: statistics.median(values) for name, values in times.items()}
    rates = {name: flops[name] / ms / 1e6 for name, ms in medians.items()}
    pairs = itertools.combinations(contestants, 2)
    ratios = {f"{b} / {a}": statistics.median(y / x for x, y in zip(times[a], times[b])) for a, b in pairs}

    print(f"processor      {processor()}, {options.threads} threads; torch {gemm['torch']}")
    print(f"preloaded      {', '.join(best) or 'nothing'} (torch-best)")
    print(f"one step       batch {options.batch}, {', '.join(f'{name} {f / 1e9:.2f} GFLOP' for name, f in flops.items())}")
    print(f"sgemm          {options.batch}x256x256, {gemm['gflops']:.0f} GFLOP/s")
    print(f"{'':<15}{'ms, median':>12}{'from':>9}{'to':>9}{'GFLOP/s':>10}{'of sgemm':>10}")
    for name, values in times.items():
        spread = f"{min(values):9.2f}{max(values):9.2f}"
        print(f"{name:<15}{medians[name]:12.2f}{spread}{rates[name]:10.1f}{rates[name] / gemm['gflops']:10.0%}")
    for name, ratio in ratios.items():
        print(f"{name:<30}{ratio:6.2f}  (median of the ratios of a round)")
    if options.json:
        record = {
            "processor": processor(), "threads": options.threads, "batch": options.batch, "steps": options.steps,
            "torch": gemm["torch"], "sgemm_gflops": gemm["gflops"], "preloaded": best, "flops_per_step": flops,
            "milliseconds": times, "medians": medians, "gflops": rates, "ratios": ratios,
        }
        options.json.write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
