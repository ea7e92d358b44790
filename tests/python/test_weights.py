"""The files of weights hold what a run samples from: applied by hand, they give its samples."""

from __future__ import annotations

from pathlib import Path

import numpy
from conftest import asivae, train
from safetensors.numpy import load_file


def mlp(weights: dict[str, numpy.ndarray], z: numpy.ndarray) -> numpy.ndarray:
    """The network `mlp` with its `relu`; weights are `[inputs, outputs]`."""
    layers = len(weights) // 2
    for i in range(layers):
        z = z @ weights[f"layers.{i}.weight"].astype(float) + weights[f"layers.{i}.bias"].astype(float)
        z = numpy.maximum(z, 0) if i + 1 < layers else z
    return z


def distance(points: numpy.ndarray, curve: numpy.ndarray) -> numpy.ndarray:
    """From each point to the nearest one of the curve."""
    return numpy.array([numpy.sqrt(((curve - point) ** 2).sum(1).min()) for point in points])


def test_samples_lie_on_the_curve_that_the_weights_draw(tmp_path: Path) -> None:
    # With a latent of one dimension all samples lie on a curve, which can be compared without the latents that were drawn.
    run = train("vae", tmp_path / "run", "latent=1", "ema.decay=0.9", "optim.lr=0.01")
    asivae("sample", run, "-n", "50", "--out", tmp_path / "points.npy")
    points = numpy.load(tmp_path / "points.npy")
    z = numpy.linspace(-5, 5, 400_001)[:, None]
    averaged, last = (mlp(load_file(run / "weights" / name), z) for name in ("decoder.ema.safetensors", "decoder.safetensors"))
    apart = numpy.abs(numpy.diff(averaged, axis=0)).max()
    assert apart < 1e-4, "the curve is too coarse to compare with"
    # A sample lies between two of its points; 1e-6 is what 32 bits leave open.
    assert distance(points, averaged).max() < apart + 1e-6
    assert distance(points, last).max() > 100 * apart, "samples are those of the moving average, not of the last step"
