import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import * as arrays from "../../../numerics/differentiable/mod.ts";
import { type Objective, Trace } from "../../../numerics/differentiable/trace.ts";
import { normals } from "../support.ts";

const { add, div, dot, gather, matmul, matvec, mul, pick, reshape, solve, sub, sum, Tensor } =
  arrays;
type Tensor = arrays.Tensor;

const weights = (n: number): Float64Array => normals(n, "weights", n);
/** A number of any tensor, with second derivatives that are not zero. */
const judged = (of: Tensor): Tensor => {
  const flat = reshape(of, of.value.length);
  return add(dot(weights(of.value.length), flat), mul(0.3, dot(flat, flat)));
};
const matrixOf = (x: Tensor, n: number): Tensor => reshape(x, n, x.value.length / n);
const positive = (x: Tensor): Tensor => add(arrays.square(x), 0.5);
/** Diagonally dominant. */
const system = (x: Tensor): Tensor => {
  const shift = new Float64Array(9);
  for (let i = 0; i < 3; i++) shift[4 * i] = 5;
  return add(reshape(gather(x, [0, 1, 2, 3, 4, 5, 0, 2, 4]), 3, 3), new Tensor(shift, [3, 3]));
};
const constant = new Tensor(normals(12, "constant"), [2, 6]);

/** Each of six numbers x. */
const FUNCTIONS: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  add: (x) => add(matrixOf(x, 2), gather(x, [3, 4, 5])),
  "add a number": (x) => add(1.5, x),
  sub: (x) => sub(gather(x, [0]), x),
  "sub from a number": (x) => sub(2, x),
  neg: arrays.neg,
  mul: (x) => mul(matrixOf(x, 2), reshape(gather(x, [1, 2]), 2, 1)),
  "mul by a number of x": (x) => mul(sum(x), x),
  div: (x) => div(x, positive(gather(x, [5, 4, 3, 2, 1, 0]))),
  "div by a number": (x) => div(x, 3),
  maximum: (x) => arrays.maximum(x, mul(2, x)),
  minimum: (x) => arrays.minimum(mul(x, x), 0.4),
  exp: arrays.exp,
  log: (x) => arrays.log(positive(x)),
  log1p: (x) => arrays.log1p(positive(x)),
  expm1: arrays.expm1,
  sqrt: (x) => arrays.sqrt(positive(x)),
  square: arrays.square,
  tanh: arrays.tanh,
  sigmoid: arrays.sigmoid,
  softplus: arrays.softplus,
  relu: (x) => arrays.relu(arrays.square(x)),
  abs: (x) => arrays.abs(mul(x, arrays.exp(x))),
  sum: (x) => sum(arrays.square(x)),
  "sum of rows": (x) => sum(matrixOf(arrays.square(x), 2), 1),
  "sum of columns": (x) => sum(matrixOf(arrays.square(x), 2), 0),
  mean: (x) => arrays.mean(matrixOf(arrays.exp(x), 3), 1),
  max: (x) => arrays.max(matrixOf(arrays.exp(x), 2), 0),
  logSumExp: (x) => arrays.logSumExp(x),
  "logSumExp of rows": (x) => arrays.logSumExp(matrixOf(x, 2), 1),
  "logSumExp of columns": (x) => arrays.logSumExp(matrixOf(x, 2), 0),
  dot: (x) => dot(x, arrays.exp(x)),
  "matvec by x": (x) => matvec(matrixOf(x, 2), gather(x, [1, 3, 5])),
  "matvec by a constant": (x) => matvec(constant, arrays.tanh(x)),
  "matvec of no rows": (x) => add(sum(matvec(new Tensor(new Float64Array(0), [0, 6]), x)), x),
  "matvec of no columns": (x) => add(matvec(new Tensor(new Float64Array(0), [6, 0]), []), x),
  "matvec of a constant": (x) => matvec(matrixOf(x, 2), [1, -2, 0.5]),
  matmul: (x) => matmul(matrixOf(x, 2), matrixOf(arrays.exp(x), 3)),
  transpose: (x) => matmul(matrixOf(x, 2), arrays.transpose(matrixOf(arrays.exp(x), 2))),
  gather: (x) => gather(matrixOf(x, 3), [2, 0, 2, 1]),
  pick: (x) => pick(matrixOf(arrays.exp(x), 3), [1, 0, 1]),
  solve: (x) => solve(system(x), gather(x, [5, 1, 3])),
  "solve a constant": (x) => solve(system(x), [1, 2, 3]),
  "solve by a constant": (x) => solve(new Tensor(weights(9), [3, 3]), gather(x, [5, 1, 3])),
};

const X = normals(6, "x");
const P = normals(6, "p");

/** The derivative of a function of one number by central differences, extrapolated once. */
function derivative(of: (t: number) => number): number {
  const central = (h: number): number => (of(h) - of(-h)) / (2 * h);
  return (4 * central(5e-4) - central(1e-3)) / 3;
}

const moved = (t: number): Float64Array => X.map((value, l) => value + t * P[l]);

for (const [name, of] of Object.entries(FUNCTIONS)) {
  Deno.test(`${name} has the derivatives that differences give`, () => {
    const f: Objective = (x) => judged(of(x));
    const trace = (t: number): Trace => new Trace(f, [{ value: moved(t), active: true }]);
    const slope = (t: number): Float64Array => trace(t).gradient(0);
    const along = slope(0).reduce((sum, value, l) => sum + value * P[l], 0);
    assertAlmostEquals(along, derivative((t) => trace(t).value), 1e-8 * (1 + Math.abs(along)));
    const one = trace(0);
    const product = one.along([P])[0];
    for (let l = 0; l < 6; l++) {
      const wanted = derivative((t) => slope(t)[l]);
      assertAlmostEquals(product[l], wanted, 2e-8 * (1 + Math.abs(wanted)));
    }
    assertEquals(one.along([P])[0], product, "a second product with one record");
  });
}

Deno.test("second derivatives are symmetric between two arguments, and constants have none", () => {
  const f: Objective = (x, y) => judged(mul(arrays.exp(x), arrays.tanh(add(x, y))));
  const trace = new Trace(f, [{ value: X, active: true }, { value: P, active: true }]);
  const [u, v] = [normals(6, "u"), normals(6, "v")];
  const product = (a: Float64Array, b: Float64Array): number => sum(mul(a, b)).value[0];
  assertAlmostEquals(
    product(trace.along([undefined, v])[0], u),
    product(trace.along([u, undefined])[1], v),
    1e-12,
  );
  const half = new Trace(f, [{ value: X, active: false }, { value: P, active: true }]);
  assertEquals(half.gradient(0), new Float64Array(6));
  assertEquals(half.gradient(1), trace.gradient(1));
});

Deno.test("closed forms hold to rounding, far out too", () => {
  const at = (of: (x: Tensor) => Tensor, x: number): [number, number, number] => {
    const trace = new Trace((v) => sum(of(v)), [{ value: Float64Array.of(x), active: true }]);
    return [trace.value, trace.gradient(0)[0], trace.along([Float64Array.of(1)])[0][0]];
  };
  const near = (got: readonly number[], wanted: readonly number[]): void =>
    got.forEach((value, l) => assertAlmostEquals(value, wanted[l], 1e-14 * Math.abs(wanted[l])));
  near(at(arrays.softplus, 800), [800, 1, 0]);
  near(at(arrays.softplus, -40), [-40, -40, -40].map((x) => Math.exp(x)));
  near(at(arrays.sigmoid, -40), [-40, -40, -40].map((x) => Math.exp(x)));
  assertAlmostEquals(at(arrays.tanh, 15)[1], 4 * Math.exp(-30), 1e-25);
  near(at(arrays.log1p, 1e-12), [1e-12 - 5e-25, 1 - 1e-12, -1 + 2e-12]);
  near(at(arrays.expm1, 1e-12), [1e-12 + 5e-25, 1 + 1e-12, 1 + 1e-12]);
  near(at(arrays.sqrt, 4), [2, 0.25, -1 / 32]);
  near(at((x) => div(1, x), 4), [0.25, -1 / 16, 1 / 32]);
});

Deno.test("where a function has no value it has no derivatives", () => {
  for (
    const [name, x] of [["log", -2], ["log1p", -2], ["sqrt", -2], ["relu", NaN]] as const
  ) {
    const trace = new Trace((v) => sum(arrays[name](v)), [
      { value: Float64Array.of(x), active: true },
    ]);
    assertEquals([trace.value, trace.gradient(0)[0]], [NaN, NaN], name);
  }
});

Deno.test("a large constant matrix gives the same products once it stays in memory", () => {
  const [n, m] = [60, 50];
  const a = new Tensor(normals(n * m, "large"), [n, m]);
  const f: Objective = (y) => sum(arrays.softplus(matvec(a, y)));
  const y = normals(m, "y");
  const trace = (): Trace => new Trace(f, [{ value: y, active: true }]);
  const first = trace();
  const before = [first.gradient(0), first.along([y])[0]];
  for (let k = 0; k < 10; k++) trace();
  const last = trace();
  [last.gradient(0), last.along([y])[0]].forEach((after, at) =>
    after.forEach((value, l) =>
      assertLess(Math.abs(value - before[at][l]), 1e-12 * (1 + Math.abs(value)))
    )
  );
});

Deno.test("kinks are seen where they matter, and nowhere else", () => {
  const kinks = (of: (x: Tensor) => Tensor, ...x: number[]) =>
    new Trace((v) => sum(of(v)), [{ value: Float64Array.from(x), active: true }]).kinks();
  assertEquals(kinks(arrays.abs, 3, -1e-9, 2), [{ name: "abs", entry: 1, distance: -1e-9 }]);
  assertEquals(kinks((x) => arrays.relu(mul(x, [0, 1])), 5, 7)[0].entry, 0);
  assertEquals(kinks((x) => mul(0, arrays.relu(x)), 0, 7).length, 0);
  assertEquals(kinks((x) => arrays.max(x), 1, 4, 3)[0], { name: "max", entry: 2, distance: 1 });
  assertEquals(kinks((x) => arrays.maximum(x, 2), 2.5)[0].distance, 0.5);
  assertEquals(kinks(arrays.softplus, 0).length, 0);
});

Deno.test("what does not go together is refused", () => {
  const [v, m] = [normals(3, "v"), new Tensor(normals(6, "m"), [2, 3])];
  const refusals: [() => unknown, string][] = [
    [() => add(v, [1, 2]), "the shapes are [3] and [2]"],
    [() => matvec(m, [1, 2]), "the shapes are [2, 3] and [2]"],
    [() => matmul(m, m), "the shapes are [2, 3] and [2, 3]"],
    [() => reshape(v, 2, 2), "cannot have the shape [2, 2]"],
    [() => gather(v, [3]), "entry 3 is asked for"],
    [() => solve(new Tensor(new Float64Array(4), [2, 2]), [1, 2]), "singular"],
    [() => sum(v, 0), "the shape is [3]: give a matrix"],
    [() => +(arrays.tensor(v) as unknown as number), "cannot be used as a plain number"],
    [() => new Tensor(v, [2, 2]), "a tensor of shape [2, 2] has 3 numbers: give 4"],
    [() => sum(undefined as unknown as Tensor), "undefined is given for a tensor"],
    [() => sum([[1, 2]] as unknown as Tensor), "a list of other things is given"],
    [() => new Trace((x) => x, [{ value: v, active: true }]), "a tensor of shape [3]"],
    [() => sum(m, v as unknown as arrays.Axis), "sum: the axis is "],
    [() => arrays.mean(m, -1 as arrays.Axis), "mean: the axis is -1: give 0, 1 or none"],
    [() => arrays.max(m, 2 as arrays.Axis), "max: the axis is 2"],
    [() => arrays.logSumExp(m, 2 as arrays.Axis), "logSumExp: the axis is 2"],
    [() => arrays.mean([]), "mean: the shape is [0]: give at least one number"],
    [() => arrays.max(new Tensor(new Float64Array(0), [0, 3]), 0), "max: the shape is [0, 3]"],
    [() => arrays.logSumExp([]), "logSumExp: the shape is [0]"],
    [() => reshape([1, 2], -1, -2), "the shape of a tensor is [-1, -2]: give at most two lengths"],
    [() => new Tensor(new Float64Array(8), [2, 2, 2]), "the shape of a tensor is [2, 2, 2]"],
  ];
  for (const name of ["add", "sub", "mul", "div", "maximum", "minimum", "dot"] as const) {
    const three = () => arrays[name](v, v, ...[v] as unknown as never[]);
    refusals.push([three, `${name}: 3 arguments are given and it takes two`]);
  }
  for (const name of ["matvec", "matmul", "solve"] as const) {
    const three = () => arrays[name](m, v, ...[v] as unknown as never[]);
    refusals.push([three, `${name}: 3 arguments are given and it takes two`]);
  }
  for (const [run, message] of refusals) assertThrows(run, Error, message);
  let kept: Tensor | undefined;
  const leaks: Objective = (x) => sum(mul(x, kept ??= x));
  new Trace(leaks, [{ value: v, active: true }]);
  assertThrows(() => new Trace(leaks, [{ value: v, active: true }]), TypeError, "another call");
});

Deno.test("what is greater, or less, is one of the two, whatever the other is", () => {
  const { logSumExp, maximum, minimum } = arrays;
  const far = [-1e20, -Infinity, 1e20, Infinity];
  assertEquals([...maximum(far, 0.1).value], [0.1, 0.1, 1e20, Infinity]);
  assertEquals([...maximum(0.1, far).value], [0.1, 0.1, 1e20, Infinity]);
  assertEquals([...minimum(far, 0.1).value], [-1e20, -Infinity, 0.1, 0.1]);
  assertEquals([...minimum(0.1, far).value], [-1e20, -Infinity, 0.1, 0.1]);
  assertEquals([...maximum([NaN, 1], [1, NaN]).value], [NaN, NaN]);
  assertEquals(logSumExp([-Infinity, -Infinity]).value[0], -Infinity);
  assertEquals(logSumExp([Infinity, 1]).value[0], Infinity);
});

Deno.test("an array that is filled anew gives another tensor, whatever was kept of the last one", () => {
  const [v, values] = [new Float64Array(64).fill(1), new Float64Array(64 * 64)];
  for (let k = 1; k <= 12; k++) {
    values.fill(k);
    assertEquals(matvec(new Tensor(values, [64, 64]), v).value[0], 64 * k);
  }
});

Deno.test("what an objective ignores is known", () => {
  const trace = new Trace((x, _y) => sum(x), [
    { value: X, active: true },
    { value: P, active: true },
  ]);
  assert(trace.dependsOn(0));
  assert(!trace.dependsOn(1));
  assertEquals(trace.along([P, P]), [new Float64Array(6), new Float64Array(6)]);
});
