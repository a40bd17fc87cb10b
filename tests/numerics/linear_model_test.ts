import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { LinearModel, type LossKind } from "../../numerics/linear_model.ts";
import { Stream } from "../../numerics/random.ts";
import { dot } from "../../numerics/vectors.ts";

const normals = (n: number, ...path: (string | number)[]): Float64Array =>
  Stream.of("linear model", ...path).fillNormal(new Float64Array(n));

/** What is wanted to rounding of sums of so many terms of size 1. */
function assertNear(name: string, value: Float64Array, wanted: Float64Array): void {
  assertEquals(value.length, wanted.length, name);
  value.forEach((v, i) => assertAlmostEquals(v, wanted[i], 1e-12, `${name}, number ${i}`));
}

/** The definitions, row by row: margins v, loss, slopes in v, second derivatives in v (q×q). */
const LOSSES: Readonly<Record<LossKind, (v: number[], label: number) => Observed>> = {
  square: ([v], label) => ({
    loss: (v - label) * (v - label) / 2,
    slopes: [v - label],
    curvature: [1],
  }),
  logistic([v], label) {
    const pi = 1 / (1 + Math.exp(label * v));
    return {
      loss: Math.log1p(Math.exp(-label * v)),
      slopes: [-label * pi],
      curvature: [pi * (1 - pi)],
    };
  },
  softmax(v, label) {
    const total = v.reduce((sum, value) => sum + Math.exp(value), 0);
    const pi = v.map((value) => Math.exp(value) / total);
    return {
      loss: Math.log(total) - v[label],
      slopes: pi.map((value, c) => value - (c === label ? 1 : 0)),
      curvature: pi.flatMap((one, c) => pi.map((other, e) => (c === e ? one : 0) - one * other)),
    };
  },
};

interface Observed {
  readonly loss: number;
  readonly slopes: number[];
  readonly curvature: number[];
}

interface Case {
  readonly loss: LossKind;
  readonly n: number;
  readonly p: number;
  readonly width: number;
}

function make({ loss, n, p, width }: Case) {
  const features = normals(n * p, "features", n, p);
  if (n > 2) features.fill(0, p, 2 * p); // a row of zeros
  const labels = normals(n, "labels").map((value, i) => {
    if (loss === "softmax") return (5 * i + 1) % width;
    return loss === "logistic" ? (value < 0 ? -1 : 1) : value;
  });
  return { features, labels, model: new LinearModel({ features, labels, loss, width }) };
}

const CASES: readonly Case[] = [
  ...[[1, 1], [2, 1], [3, 2], [5, 3], [17, 1], [64, 9], [131, 12]].flatMap(([n, p]): Case[] => [
    { loss: "square", n, p, width: 1 },
    { loss: "logistic", n, p, width: 1 },
    { loss: "softmax", n, p, width: 2 },
    { loss: "softmax", n, p, width: 3 },
  ]),
  { loss: "softmax", n: 30, p: 300, width: 10 },
  { loss: "logistic", n: 100, p: 100, width: 1 },
];

for (const of of CASES) {
  const { loss, n, p, width: q } = of;
  Deno.test(`${loss}, ${n}×${p}, ${q} margins: all that is asked is as defined`, () => {
    const { features, labels, model } = make(of);
    const repeated = Uint32Array.from({ length: n + 3 }, (_, i) => (7 * i + 3) % n);
    for (const rows of [undefined, repeated, repeated.slice(0, 1), Uint32Array.of(n - 1, n - 1)]) {
      const chosen = [...rows ?? Array.from({ length: n }, (_, i) => i)];
      const m = chosen.length;
      const y = normals(q * p, "y", p, q).map((value) => value / Math.sqrt(p));
      const a = chosen.map((i) => features.subarray(i * p, (i + 1) * p));
      const margins = (vectors: Float64Array, i: number, count: number): number[] =>
        Array.from({ length: count }, (_, c) => dot(vectors.subarray(c * p, (c + 1) * p), a[i]));
      const seen = chosen.map((row, i) => LOSSES[loss](margins(y, i, q), labels[row]));
      for (const _ of ["first", "remembered"]) {
        assertNear("losses", model.losses(rows, y), Float64Array.from(seen, (one) => one.loss));
      }
      const slopes = Float64Array.from(seen.flatMap((one) => one.slopes));
      assertNear("slopes", model.slopes(rows, y), slopes);
      for (const weights of [undefined, normals(m, "weights")]) {
        const gradient = new Float64Array(q * p);
        const factor = (i: number): number => (weights === undefined ? 1 : weights[i]) / m;
        a.forEach((row, i) => {
          for (let at = 0; at < q * p; at++) {
            gradient[at] += factor(i) * slopes[i * q + Math.floor(at / p)] * row[at % p];
          }
        });
        assertNear("gradient", model.gradient(rows, y, weights), gradient);
        const curvatures = model.curvatures(rows, y, weights);
        for (const k of [0, 1, 2, 3]) {
          const vectors = normals(k * q * p, "vectors", k);
          const products = new Float64Array(k * q * p);
          a.forEach((row, i) => {
            const along = margins(vectors, i, k * q);
            for (let at = 0; at < k * q * p; at++) {
              const [line, c] = [Math.floor(at / (q * p)), Math.floor(at / p) % q];
              for (let e = 0; e < q; e++) {
                products[at] += factor(i) * seen[i].curvature[c * q + e] * along[line * q + e] *
                  row[at % p];
              }
            }
          });
          const name = `Hessian times ${k}`;
          const first = model.hessianTimes(curvatures, vectors, k);
          assertNear(name, first, products);
          model.losses(undefined, y); // it uses the memory that the curvatures were in
          for (const _ of [2, 3]) {
            assertEquals(model.hessianTimes(curvatures, vectors, k), first, name);
          }
        }
        if (q > 1) continue;
        const units = Float64Array.from({ length: p * p }, (_, at) => at % (p + 1) === 0 ? 1 : 0);
        const products = model.hessianTimes(curvatures, units, p);
        assertNear("Hessian", model.hessian(curvatures), products);
      }
      for (const k of [0, 1, 2, 5]) {
        const vectors = normals(k * p, "v", k);
        const wanted = Float64Array.from(chosen.flatMap((_, i) => margins(vectors, i, k)));
        assertNear(`${k} products`, model.products(rows, vectors, k), wanted);
      }
    }
  });
}

Deno.test("products of a row are the same bits wherever it is listed", () => {
  const { model } = make({ loss: "softmax", n: 9, p: 21, width: 3 });
  for (const k of [1, 2, 3]) {
    const vectors = normals(k * 21, "bits", k);
    const all = model.products(undefined, vectors, k);
    for (const rows of [[8, 0, 3], [5], [4, 4, 4, 4, 1], [0, 1, 2, 3, 4, 5, 6, 7]]) {
      const some = model.products(Uint32Array.from(rows), vectors, k);
      assertEquals([...some], rows.flatMap((row) => [...all.subarray(row * k, (row + 1) * k)]));
    }
  }
});

Deno.test("what is remembered is the bits that are computed, and goes with the point", () => {
  const [{ model }, { model: other }] = [1, 2].map(() =>
    make({ loss: "logistic", n: 75, p: 6, width: 1 })
  );
  const [y, z] = [normals(6, "y"), normals(6, "z")];
  const gradients = [y, z, y].map((point) => model.gradient(undefined, point));
  assertEquals(gradients[2], gradients[0]);
  other.curvatures(undefined, y);
  assertEquals(other.gradient(undefined, y), gradients[0]);
  assertEquals(other.gradient(undefined, z), gradients[1]);
  other.slopes(undefined, z);
  assertEquals(other.gradient(undefined, z), gradients[1]);
});

Deno.test("several vectors at once, and several Hessians in turn, are those one by one", () => {
  const { model } = make({ loss: "softmax", n: 70, p: 5, width: 2 });
  const [one, other] = ["one", "other"].map((name) => {
    const y = normals(10, name);
    const rows = name === "one" ? undefined : Uint32Array.of(3, 3, 69, 0);
    return { hessian: model.curvatures(rows, y), vector: normals(10, "along", name) };
  });
  const apart = [one, other].map(({ hessian, vector }) => model.hessianTimes(hessian, vector));
  for (let turn = 0; turn < 2; turn++) {
    [one, other].forEach(({ hessian, vector }, i) =>
      assertEquals(model.hessianTimes(hessian, vector), apart[i])
    );
  }
  const both = Float64Array.of(...one.vector, ...one.vector);
  assertNear(
    "both",
    model.hessianTimes(one.hessian, both, 2),
    Float64Array.of(
      ...apart[0],
      ...apart[0],
    ),
  );
});

Deno.test("far margins lose nothing, and what is no number is seen", () => {
  const of = (loss: LossKind, width: number, labels: number[]): LinearModel =>
    new LinearModel({
      features: new Float64Array(labels.length).fill(1),
      labels: Float64Array.from(labels),
      loss,
      width,
    });
  const logistic = of("logistic", 1, [1, -1]);
  assertEquals([...logistic.losses(undefined, Float64Array.of(1e300))], [0, 1e300]);
  assertEquals([...logistic.slopes(undefined, Float64Array.of(1e300))], [-0, 1]);
  assertEquals([...logistic.losses(undefined, Float64Array.of(-Infinity))], [Infinity, 0]);
  const softmax = of("softmax", 3, [0, 1]);
  const far = Float64Array.of(1e300, 0, -1e300);
  assertEquals([...softmax.losses(undefined, far)], [0, 1e300]);
  assertEquals([...softmax.slopes(undefined, far)], [0, 0, 0, 1, -1, 0]);
  for (const bad of [NaN, Infinity]) {
    const y = Float64Array.of(0, bad, 1);
    assert(softmax.losses(undefined, y).every(Number.isNaN), `${bad}`);
    assert(softmax.gradient(undefined, y).every(Number.isNaN), `${bad}`);
    const hessian = softmax.curvatures(undefined, y);
    assert(softmax.hessianTimes(hessian, Float64Array.of(1, 0, 0)).every(Number.isNaN), `${bad}`);
  }
  for (const model of [logistic, of("square", 1, [1, 2])]) {
    assertEquals(model.gradient(undefined, Float64Array.of(NaN)), Float64Array.of(NaN));
    const hessian = model.curvatures(undefined, Float64Array.of(0));
    assertEquals(model.hessianTimes(hessian, Float64Array.of(NaN)), Float64Array.of(NaN));
  }
  assertEquals(
    of("square", 1, [0]).gradient(undefined, Float64Array.of(Infinity)),
    Float64Array.of(Infinity),
  );
});

Deno.test("arrays of a wrong size are refused", () => {
  const options = { loss: "square", width: 1 } as const;
  const [five, two] = [new Float64Array(5), new Float64Array(2)];
  assertThrows(
    () => new LinearModel({ ...options, features: five, labels: two }),
    RangeError,
    "features divided by labels is 2.5",
  );
  const { model } = make({ ...options, n: 4, p: 3 });
  assertThrows(() => model.gradient(undefined, two), RangeError, "y has 2 numbers: give 3");
  assertThrows(() => model.products(undefined, five, 2), RangeError, "give 6");
  const y = new Float64Array(3);
  assertThrows(() => model.gradient(undefined, y, two), RangeError, "weights has 2");
  assertThrows(() => model.hessianTimes(model.curvatures(undefined, y), two), RangeError, "give 3");
});
