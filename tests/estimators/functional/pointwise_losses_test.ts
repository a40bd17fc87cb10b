import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  poissonLosses,
  quadraticLosses,
  weightedLogisticLosses,
} from "../../../estimators/functional/loss_pairs.ts";
import {
  type LossDerivatives,
  lossDerivatives,
  type LossPair,
  makeLossDerivatives,
} from "../../../estimators/functional/losses.ts";
import {
  type PointwiseLosses,
  pointwiseLosses,
} from "../../../estimators/functional/pointwise_losses.ts";
import { Stream } from "../../../numerics/random.ts";
import { add, exp, log1p, mul, type Scalar, sub } from "./jets_support.ts";
import { maxDifference, normals } from "./support.ts";

const P = 2;
const N = 40;
const w = Float64Array.of(0.4, -0.3);
const random = Stream.of("tests", "pointwise");
const v = normals(N, random.split("v"));

/** Observations of the given width; the first column may be a source. */
function draw(width: number, source: boolean): Float64Array {
  const stream = random.split(width);
  return new Float64Array(N * width).map((_, at) =>
    source && at % width === 0 ? stream.integer(P + 1) : stream.normal()
  );
}

const quadratic: PointwiseLosses = {
  p: P,
  columns: ["G0", "G1", "T0", "Y"],
  inner(w, v, { G0, G1, T0 }) {
    const residual = v - T0 - w[0] * G0 - w[1] * G1;
    return { value: residual * residual / 2, v: residual, vv: 1, vw: [-G0, -G1] };
  },
  outer: (_, v, { Y }) => ({ value: (v - Y) * (v - Y) / 2, v: v - Y, vv: 1 }),
};

const along = (w: Float64Array, g0: number, g1: number): Scalar =>
  add(mul(w[0], g0), mul(w[1], g1));

const poisson: PointwiseLosses = {
  p: P,
  columns: ["G0", "G1", "Y"],
  inner: (w, v, { G0, G1 }) => sub(exp(v), mul(exp(along(w, G0, G1)), v)),
  outer(w, v, { G0, G1, Y }) {
    const error = sub(add(v, mul(0.6, along(w, G0, G1))), Y);
    return mul(0.5, mul(error, error));
  },
};

const logistic = (v: Scalar, y: number): Scalar => sub(log1p(exp(v)), mul(y, v));

const cleaning: PointwiseLosses = {
  p: P,
  columns: ["S", "D", "B"],
  inner: (w, v, { S, D }) => mul(S === 0 ? 1 : exp(w[S - 1]), logistic(v, D)),
  outer: (_, v, { B }) => logistic(v, B),
};

const agreements: [string, PointwiseLosses, LossPair, boolean, number][] = [
  ["derivatives", quadratic, quadraticLosses(P), false, 1e-12],
  ["values of Poisson losses", poisson, poissonLosses(P, 0.6), false, 1e-14],
  ["values of hyper-cleaning losses", cleaning, weightedLogisticLosses(P), true, 1e-14],
];

const arrays = ({ inner, outer }: LossDerivatives): [string, Float64Array][] => [
  ...Object.entries(inner).map(([name, array]): [string, Float64Array] => [`inner.${name}`, array]),
  ...Object.entries(outer).map(([name, array]): [string, Float64Array] => [`outer.${name}`, array]),
];

for (const [name, losses, pair, source, tolerance] of agreements) {
  Deno.test(`pointwise losses by ${name} are those of the library`, () => {
    const z = draw(pair.zDimension, source);
    const got = arrays(lossDerivatives(pointwiseLosses(losses), w, v, z));
    const expected = arrays(lossDerivatives(pair, w, v, z));
    assertEquals(got.map(([name]) => name), expected.map(([name]) => name));
    got.forEach(([name, array], at) => {
      const scale = 1 + Math.max(...expected[at]![1].map(Math.abs));
      const error = maxDifference(array, expected[at]![1]) / scale;
      assert(error < tolerance, `${name} is off by ${error}`);
    });
  });

  Deno.test(`pointwise losses by ${name}: the inner part alone is the same`, () => {
    const made = pointwiseLosses(losses);
    const z = draw(pair.zDimension, source);
    const whole = lossDerivatives(made, w, v, z);
    const part = makeLossDerivatives(N, P);
    made.fillInner!(w, v, z, part);
    for (const name of ["value", "v", "vv"] as const) {
      assertEquals(part.inner[name], whole.inner[name]);
    }
  });
}

Deno.test("pointwise losses overwrite what was there and leave their arguments alone", () => {
  const made = pointwiseLosses(quadratic);
  const z = draw(4, false);
  const used = makeLossDerivatives(N, P);
  for (const [, array] of arrays(used)) array.fill(NaN);
  const [w0, v0, z0] = [w.slice(), v.slice(), z.slice()];
  made.fill(w, v, z, used);
  assertEquals(used, lossDerivatives(made, w, v, z));
  assertEquals([w, v, z], [w0, v0, z0]);
});

Deno.test("pointwise losses pass on what is not finite and refuse what is no number", () => {
  const one = (change: Partial<PointwiseLosses>) => () =>
    lossDerivatives(
      pointwiseLosses({ ...cleaning, ...change }),
      w,
      Float64Array.of(0),
      Float64Array.of(0, 1, 1),
    );
  assertEquals(one({ inner: () => Infinity })().inner.value[0], Infinity);
  const bad: [Partial<PointwiseLosses>, ErrorConstructor, string][] = [
    [{ p: 0 }, RangeError, "p is 0"],
    [{ columns: [] }, RangeError, "columns is empty"],
    [
      { outer: (_w, _v, { N }) => N! > 0 ? 1 : 0 },
      TypeError,
      'it reads "N", which is not among its columns (S, D, B); name it there',
    ],
    [{ inner: () => "a" as unknown as number }, TypeError, 'inner gives "a"'],
    [{ outer: () => undefined as unknown as number }, TypeError, "outer gives undefined"],
    [{ inner: () => ({ value: 1, v: 1 }) as never }, TypeError, "inner.vv is undefined"],
    [{ inner: () => ({}) as never }, TypeError, "inner.value is undefined"],
    [{ inner: () => ({ value: 1, v: 1, vv: 1, vw: [1] }) }, TypeError, "inner.vw has 1 numbers: 2"],
    [{ outer: () => ({ value: 1, v: 1, w: 3 as never }) }, TypeError, "outer.w is 3: 2 are"],
    [{ outer: () => ({ value: 1, v: 1, w: [1, "x"] as never }) }, TypeError, 'outer.w is "x"'],
  ];
  for (const [change, kind, message] of bad) assertThrows(one(change), kind, message);
});

Deno.test("a loss that changes what it is given is refused", () => {
  const at = (inner: PointwiseLosses["inner"]) => () =>
    lossDerivatives(
      pointwiseLosses({ p: 2, columns: ["y"], inner, outer: (_w, v) => ({ value: v, v: 1 }) }),
      Float64Array.of(1, 2),
      Float64Array.of(0, 0),
      Float64Array.of(3, 4),
    );
  const good = (v: number) => ({ value: v * v / 2, v, vv: 1 });
  assertThrows(at((w, v) => (w.reverse(), good(v))), TypeError, "inner changes w");
  assertThrows(at((w, v) => (w[0]! *= 2, good(v))), TypeError, "inner changes w");
  assertThrows(at((w, v) => (typeof v === "number" || (w[0] = 2), v)), TypeError, "read only");
  assertThrows(
    at((_w, v, z) => ((z as Record<string, number>).y! += 1, good(v))),
    TypeError,
    "changes y of its observation",
  );
});
