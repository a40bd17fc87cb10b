"""Sine-IV as both of its scripts need it."""

import numpy as np

SHIFTS = np.arange(1, 5)
ROOT = SHIFTS / np.linalg.norm(SHIFTS)
DIRECTION = np.array([1, 1 / 3, -1 / 3, -1])
VARIANCE = 0.1
DAMPING = np.exp(-VARIANCE / 2)


def phi(t):
    return np.sin(t[:, None] + SHIFTS)


def features(train, test):
    """1, sin k(S − S̄), cos k(S − S̄), k = 1, …, 8, with the training mean S̄."""
    centre = train.sum(axis=1).mean()

    def at(x):
        angles = np.outer(x.sum(axis=1) - centre, np.arange(1, 9))
        return np.hstack([np.ones((len(x), 1)), np.sin(angles), np.cos(angles)])

    return at(train), at(test)


class Sine:
    """With exogenous noise of the outcome, or with `endogenous` times η."""

    w = ROOT + 0.35 * DIRECTION / np.linalg.norm(DIRECTION)
    ridge = 1e-6

    def __init__(self, endogenous=0.0):
        self.endogenous = endogenous
        # E j j' for S ~ N(0, 3), by sin a sin b = (cos(a − b) − cos(a + b))/2
        far = np.exp(-24) * np.cos(SHIFTS[:, None] + SHIFTS)
        hessian = DAMPING**2 * (np.cos(SHIFTS[:, None] - SHIFTS) - far) / 2
        self.gradient = hessian @ (self.w - ROOT)

    def features(self, train, test):
        return features(train, test)

    def sample(self, n, rng):
        x = rng.standard_normal((n, 3))
        eta = np.sqrt(VARIANCE) * rng.standard_normal(n)
        g = phi(2 * x.sum(axis=1) + eta)
        noise = self.endogenous * eta if self.endogenous else 0.25 * rng.standard_normal(n)
        return x, g, np.zeros(n), g @ ROOT + noise

    def means(self, x):
        j = DAMPING * phi(2 * x.sum(axis=1))
        return np.column_stack([np.zeros(len(x)), j, j @ ROOT])
