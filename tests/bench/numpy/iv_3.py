"""Sine-IV, figure 3, in NumPy: kernel bilevel optimisation by penalty, 600 + 600 rows, R = 300."""

import numpy as np
from common import estimates, ridge_fit, summary
from sine import Sine, features

N = 600
LAMBDAS = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1]
SIGMA = 0.5


def gaussian(a, b):
    squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T
    return np.exp(squares / (-2 * SIGMA**2))


problem = Sine(endogenous=0.5)
rng = np.random.default_rng(1)
found = {}
for _ in range(300):
    x, g, t0, outcome = problem.sample(2 * N, rng)
    inner, outer = slice(0, N), slice(N, 2 * N)
    kernel, cross = gaussian(x[inner], x[inner]), gaussian(x[outer], x[inner])
    for value in LAMBDAS:
        regularised = kernel + N * value * np.eye(N)
        c = cross @ np.linalg.solve(regularised, g[inner])
        scores = c * (c @ problem.w - outcome[outer])[:, None]
        found.setdefault(f"λ = {value:g}", []).append((scores.mean(axis=0), np.full(4, np.nan)))
    train, test = features(x[inner], x[outer])
    targets = np.column_stack([t0, g, outcome])[inner]
    learned = test @ ridge_fit(train, targets, problem.ridge)
    of = estimates(
        g[outer], g[outer] @ problem.w, outcome[outer], problem.w, learned, problem.means(x[outer])
    )
    for name in ("orthogonal", "oracle"):
        found.setdefault(name, []).append(of[name])
for name, each in found.items():
    summary(N, name, each, problem.gradient)
