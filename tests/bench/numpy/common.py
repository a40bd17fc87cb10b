"""What the three NumPy scripts share: folds, ridge regression, scores, and the table they print."""

import numpy as np

SIZES = [200, 400, 800, 1600, 3200]


def cross_fit(features, x, targets, ridge, rng):
    """Out-of-fold predictions over two folds; the intercept is not penalised."""
    n = len(x)
    predictions = np.empty_like(targets)
    for held in np.array_split(rng.permutation(n), 2):
        kept = np.ones(n, dtype=bool)
        kept[held] = False
        train, test = features(x[kept], x[held])
        predictions[held] = test @ ridge_fit(train, targets[kept], ridge)
    return predictions


def ridge_fit(z, y, ridge):
    penalty = ridge * np.eye(z.shape[1])
    penalty[0, 0] = 0
    return np.linalg.solve(z.T @ z + penalty, z.T @ y)


def wald(scores):
    """The mean of scores with its standard errors."""
    return scores.mean(axis=0), scores.std(axis=0, ddof=1) / np.sqrt(len(scores))


def estimates(g, target, outcome, w, learned, truth):
    """Plug-in, orthogonal gradient and oracle, from (h_0, j, m) side by side."""

    def parts(means):
        h0, j, m = means[:, 0], means[:, 1:-1], means[:, -1]
        return h0 + j @ w, j, m

    def orthogonal(means):
        h, j, m = parts(means)
        return wald(j * (target - outcome)[:, None] + (g - j) * (h - m)[:, None])

    h, j, _ = parts(learned)
    return {
        "plug-in": wald(j * (h - outcome)[:, None]),
        "orthogonal": orthogonal(learned),
        "oracle": orthogonal(truth),
    }


def nuisance_errors(w, learned, truth):
    difference = learned - truth
    h = difference[:, 0] + difference[:, 1:-1] @ w
    rms = [np.sqrt(np.mean(e**2)) for e in (h, difference[:, 1:-1], difference[:, -1])]
    return rms + [rms[1] * (rms[0] + rms[2])]


def summary(n, name, found, truth):
    """RMSE with its Monte Carlo error, and the coverage of nominal 95 % intervals."""
    values = np.array([value for value, _ in found])
    spread = np.array([error for _, error in found])
    squares = np.sum((values - truth) ** 2, axis=1)
    rmse = np.sqrt(squares.mean())
    error = squares.std(ddof=1) / np.sqrt(len(squares)) / (2 * rmse)
    covered = np.mean(np.abs(values - truth) <= 1.959964 * spread)
    print(f"{n:6} {name:12} {rmse:.5f} ± {error:.5f}  covers {covered:.3f}")


def by_size(problem, replications, seed):
    """Errors by sample size, as figure 1 of sine-IV and B1 of Bellman show them."""
    rng = np.random.default_rng(seed)
    for n in SIZES:
        found, errors = {}, []
        for _ in range(replications):
            x, g, t0, outcome = problem.sample(n, rng)
            targets = np.column_stack([t0, g, outcome])
            learned = cross_fit(problem.features, x, targets, problem.ridge, rng)
            truth = problem.means(x)
            of = estimates(g, t0 + g @ problem.w, outcome, problem.w, learned, truth)
            for name, estimate in of.items():
                found.setdefault(name, []).append(estimate)
            errors.append(nuisance_errors(problem.w, learned, truth))
        for name, of in found.items():
            summary(n, name, of, problem.gradient)
        print(f"{n:6} learned      " + " ".join(f"{e:.4f}" for e in np.mean(errors, axis=0)))
