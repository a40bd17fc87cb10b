/**
 * Sine and cosine of the same angle, in little more time than one of them takes.
 *
 * @module
 */

/** Above it the reduction loses digits, and each is computed by itself. */
const LIMIT = 1e5;
const TWO_OVER_PI = 0.6366197723675814;
/** Adding it rounds to an integer. */
const MAGIC = 6755399441055744;
/** π/2 in three parts, of which whole numbers below 2²⁰ times the first two are exact. */
const FIRST = 1.57079632673412561417;
const SECOND = 6.07710050630396597660e-11;
const THIRD = 2.02226624879595063154e-21;

/**
 * Writes sin x and cos x, each with an error below 1 ulp (for |x| ≥ 10⁵ as the engine has them), with the
 * same bits on every machine.
 *
 * The reduction to |x| ≤ π/4 and the polynomials are those of FreeBSD's e_rem_pio2.c, k_sin.c and k_cos.c.
 *
 * @param out sin x goes to `at`, cos x behind it.
 */
export function sineCosine(x: number, out: Float64Array, at = 0): void {
  if (!(Math.abs(x) < LIMIT)) {
    out[at] = Math.sin(x);
    out[at + 1] = Math.cos(x);
    return;
  }
  const turns = x * TWO_OVER_PI + MAGIC - MAGIC;
  const first = x - turns * FIRST;
  const taken = turns * SECOND;
  const second = first - taken;
  const rest = turns * THIRD - (first - second - taken);
  // the angle and what it lost by rounding
  const r = second - rest;
  const low = second - r - rest;
  const z = r * r;
  const cube = z * r;
  const s = 8.33333333332248946124e-3 +
    z * (-1.98412698298579493134e-4 +
        z * (2.75573137070700676789e-6 +
            z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)));
  const sine = r - (z * (0.5 * low - cube * s) - low - cube * -1.66666666666666324348e-1);
  const c = z * (4.16666666666666019037e-2 +
        z * (-1.38888888888741095749e-3 + z * 2.48015872894767294178e-5)) +
    z * z * (z * z) * (-2.75573143513906633035e-7 +
        z * (2.08757232129817482790e-9 + z * -1.13596475577881948265e-11));
  const half = 0.5 * z;
  const one = 1 - half;
  const cosine = one + (1 - one - half + (z * c - r * low));
  const quarter = turns & 3;
  const swapped = (quarter & 1) === 1;
  const a = swapped ? cosine : sine;
  const b = swapped ? sine : cosine;
  out[at] = quarter >= 2 ? -a : a;
  out[at + 1] = quarter === 1 || quarter === 2 ? -b : b;
}
