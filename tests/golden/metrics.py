"""Writes metrics.json: what the reference implementations make of numbers that a generator of a few lines gives here and in the test.

    pip install numpy scipy scikit-image torch torchvision pytorch-fid
    python tests/golden/metrics.py
"""

import json
import math
from pathlib import Path

import numpy as np
from pytorch_fid.fid_score import calculate_frechet_distance
from scipy.ndimage import gaussian_filter
from skimage.metrics import structural_similarity

FOLDER = Path(__file__).parent


def numbers(seed: int, *shape: int) -> np.ndarray:
    """Uniform numbers of 24 bits, which float32 holds."""
    values = []
    for _ in range(math.prod(shape)):
        seed = (seed * 1103515245 + 12345) % 2**31
        values.append((seed >> 7) / 2**24)
    return np.array(values).reshape(shape)


def ssim_w7(x: np.ndarray, y: np.ndarray) -> float:
    """The formula with a window that ends at 3 pixels: scikit-image cuts its own at 5."""

    def blur(values: np.ndarray) -> np.ndarray:
        return gaussian_filter(values, 1.5, truncate=2.0)[3:-3, 3:-3]

    m_x, m_y = blur(x), blur(y)
    s_x, s_y, s_xy = blur(x * x) - m_x**2, blur(y * y) - m_y**2, blur(x * y) - m_x * m_y
    c_1, c_2 = 0.01**2, 0.03**2
    return ((2 * m_x * m_y + c_1) * (2 * s_xy + c_2) / ((m_x**2 + m_y**2 + c_1) * (s_x + s_y + c_2))).mean()


def similarity() -> dict[str, float]:
    large = numbers(1, 2, 3, 14, 13)
    other = 0.7 * large + 0.3 * numbers(2, 2, 3, 14, 13)
    # As the images arrive: in float32.
    other = other.astype(np.float32).astype(np.float64)
    settings = dict(channel_axis=0, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1)
    ssim = np.mean([structural_similarity(a, b, **settings) for a, b in zip(large, other)])
    planes = zip(large[:, :, :8, :9].reshape(-1, 8, 9), other[:, :, :8, :9].reshape(-1, 8, 9))
    return {"ssim": float(ssim), "ssim-w7": float(np.mean([ssim_w7(a, b) for a, b in planes]))}


def frechet(x: np.ndarray, y: np.ndarray) -> float:
    moments = [(f.mean(axis=0), np.cov(f, rowvar=False)) for f in (x, y)]
    return float(calculate_frechet_distance(*moments[0], *moments[1]))


def kid(x: np.ndarray, y: np.ndarray) -> float:
    """The unbiased estimate of Binkowski et al. (2018), on all samples at once."""
    k = lambda a, b: (a @ b.T / a.shape[1] + 1) ** 3
    m, n = len(x), len(y)
    xx, yy = k(x, x), k(y, y)
    within = (xx.sum() - np.trace(xx)) / (m * (m - 1)) + (yy.sum() - np.trace(yy)) / (n * (n - 1))
    return float(within - 2 * k(x, y).mean())


def distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.sqrt(((a[:, None] - b[None]) ** 2).sum(axis=2))


def radii(a: np.ndarray, k: int) -> np.ndarray:
    # The first is the sample itself.
    return np.sort(distances(a, a), axis=1)[:, k]


def manifolds(real: np.ndarray, fake: np.ndarray) -> dict[str, float]:
    """Kynkaanniemi et al. (2019) with k = 3; `prdc` of Naeem et al. (2020) with k = 5."""
    between = distances(real, fake)
    near = radii(real, 5)
    return {
        "precision": float((between <= radii(real, 3)[:, None]).any(axis=0).mean()),
        "recall": float((between <= radii(fake, 3)[None]).any(axis=1).mean()),
        "density": float((between < near[:, None]).sum(axis=0).mean() / 5),
        "coverage": float((between.min(axis=1) < near).mean()),
    }


def features() -> dict[str, float]:
    real = numbers(3, 60, 5) + numbers(4, 60, 5)
    fake = 0.8 * real[:50] @ np.eye(5)[::-1] + 0.6 * numbers(5, 50, 5)
    real, fake = (f.astype(np.float32).astype(np.float64) for f in (real, fake))
    wide = [numbers(seed, 6, 20) for seed in (6, 7)]
    return {"fd": frechet(real, fake), "kid": kid(real, fake), **manifolds(real, fake), "fd of 6 in 20": frechet(*wide)}


values = similarity() | features()
(FOLDER / "metrics.json").write_text(json.dumps(values, indent=1) + "\n")
