"""Projected Bellman B1 in NumPy: R = 200, the published basis of 38 columns."""

import numpy as np
from common import by_size

GAMMA = 0.8
ROOT = np.array([0.55, -0.35, 0.25, 0.15])
DIRECTION = np.array([1, -0.5, 0.35, -0.25])
DAMPING = np.exp(-0.02)


def phi(s):
    return np.column_stack([np.sin(s), np.cos(s), s, s**2])


def phi_mean(mu):
    return np.column_stack([DAMPING * np.sin(mu), DAMPING * np.cos(mu), mu, mu**2 + 0.04])


def basis(x):
    s, a = x[:, 0], x[:, 1]
    columns = [np.ones_like(s), s, s**2, s**3]
    for f in (0.5, 0.75, 1, 1.5, 2):
        columns += [np.sin(f * s), np.cos(f * s)]
    for centre in (-2, -1, 0, 1, 2):
        columns.append(np.exp(-(((s - centre) / 0.8) ** 2) / 2))
    z = np.column_stack(columns)
    return np.hstack([z, z * a[:, None]])


class Bellman:
    w = ROOT + 0.35 * DIRECTION / np.linalg.norm(DIRECTION)
    ridge = 0.5

    def __init__(self):
        nodes, weights = np.polynomial.hermite_e.hermegauss(200)
        weights = weights / weights.sum() / 2
        j = [GAMMA * phi_mean(0.7 * nodes + 0.5 * a) for a in (0, 1)]
        hessian = sum((each * weights[:, None]).T @ each for each in j)
        self.gradient = hessian @ (self.w - ROOT)

    def features(self, train, test):
        return basis(train), basis(test)

    def sample(self, n, rng):
        s = rng.standard_normal(n)
        a = (rng.random(n) < 0.5).astype(float)
        following = 0.7 * s + 0.5 * a + 0.2 * rng.standard_normal(n)
        reward = np.sin(s) + 0.5 * a + 0.25 * s * a + 0.1 * rng.standard_normal(n)
        g = GAMMA * phi(following)
        outcome = reward + g @ ROOT + 0.25 * rng.standard_normal(n)
        return np.column_stack([s, a]), g, reward, outcome

    def means(self, x):
        s, a = x[:, 0], x[:, 1]
        h0 = np.sin(s) + 0.5 * a + 0.25 * s * a
        j = GAMMA * phi_mean(0.7 * s + 0.5 * a)
        return np.column_stack([h0, j, h0 + j @ ROOT])


by_size(Bellman(), 200, seed=1)
