import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { add, div, Jet, mul, neg, pow, rem, type Scalar, sub } from "../../numerics/jet.ts";
import { jetMath } from "../../numerics/jet_math.ts";

type Unary = (x: Scalar) => Scalar;
const functions = jetMath as unknown as Record<string, Unary>;
const f = (name: string) => functions[name]!;
const fields = (x: Scalar) => {
  const { a0, a1, a2, a3, b0, b1, b2 } = x as Jet;
  return [a0, a1, a2, a3, b0, b1, b2];
};
const assertJets = (x: Scalar, y: Scalar, tolerance = 1e-12) =>
  fields(x).forEach((value, k) => {
    const other = fields(y)[k]!;
    assertAlmostEquals(value, other, tolerance * (1 + Math.abs(other)), `coefficient ${k}`);
  });
/** A jet in which nothing is zero. */
const general = (value: number) => new Jet(value, 0.7, -0.4, 0.3, 1.1, -0.6, 0.2);

Deno.test("a jet in v and w is the Taylor polynomial: a product of powers in closed form", () => {
  const [v, w] = [Jet.v(1.5), Jet.w(2)];
  // v³ w²: d_v = 3v²w², ½ d_vv = 3v w², ⅙ d_vvv = w²; d_w of those at orders 0 to 2
  const x = mul(mul(v, mul(v, v)), mul(w, w));
  assertEquals(fields(x), [13.5, 27, 18, 4, 13.5, 27, 18]);
  assertJets(mul(pow(v, 3), pow(w, 2)), x);
  assertJets(pow(v, mul(1.5, 2)), pow(v, 3));
});

Deno.test("every function agrees with differences of the one before, and with Math", () => {
  const at: Record<string, number> = { acosh: 1.7, asin: 0.3, acos: -0.4, atanh: 0.35, log: 2.3 };
  const step = 1e-3;
  for (const [name, value] of Object.entries(jetMath)) {
    if (typeof value !== "function" || ["max", "min", "hypot", "atan2", "pow"].includes(name)) {
      continue;
    }
    for (const x of [at[name] ?? 0.8, at[name] ?? 2.6]) {
      const plain = Math[name as "exp"];
      assertAlmostEquals(f(name)(x) as number, plain(x), 1e-14 * (1 + Math.abs(plain(x))), name);
      if (["sign", "floor", "ceil", "round", "trunc"].includes(name)) {
        assertEquals(f(name)(Jet.v(x)), plain(x));
        continue;
      }
      const jets = [-2, -1, 0, 1, 2].map((m) => f(name)(Jet.v(x + m * step)) as Jet);
      const [down2, down, centre, up, up2] = jets.map(fields);
      assertAlmostEquals(centre![0]!, plain(x), 1e-14 * (1 + Math.abs(plain(x))), name);
      for (let k = 0; k < 3; k++) {
        const slope = (8 * (up![k]! - down![k]!) - (up2![k]! - down2![k]!)) / (12 * step);
        const expected = slope / (k + 1);
        assertAlmostEquals(
          centre![k + 1]!,
          expected,
          1e-7 * (1 + Math.abs(expected)),
          `${name} ${k}`,
        );
      }
    }
  }
});

Deno.test("identities hold in every coefficient", () => {
  const [x, y] = [general(0.6), new Jet(1.4, -0.2, 0.5, 0.9, 0.3, 0.8, -0.7)];
  const one = new Jet(1, 0, 0, 0, 0, 0, 0);
  const [sin, cos] = [f("sin")(x), f("cos")(x)];
  assertJets(add(mul(sin, sin), mul(cos, cos)), one);
  assertJets(f("tan")(x), div(sin, cos));
  for (
    const [there, back] of [
      ["exp", "log"],
      ["expm1", "log1p"],
      ["sinh", "asinh"],
      ["tanh", "atanh"],
      ["sin", "asin"],
      ["tan", "atan"],
      ["cos", "acos"],
    ]
  ) {
    assertJets(f(back!)(f(there!)(x)), x, 1e-11);
  }
  assertJets(f("acosh")(f("cosh")(x)), x, 1e-11);
  assertJets(mul(div(x, y), y), x);
  assertJets(div(2, y), mul(2, pow(y, -1)));
  assertJets(mul(f("sqrt")(y), f("sqrt")(y)), y);
  assertJets(f("sqrt")(y), pow(y, 0.5));
  assertJets(pow(f("cbrt")(y), 3), y);
  assertJets(f("log2")(y), div(f("log")(y), Math.LN2));
  assertJets(pow(y, x), f("exp")(mul(x, f("log")(y))));
  assertJets(pow(2, x), f("exp")(mul(x, Math.LN2)));
  assertJets(sub(x, y), add(x, neg(y)));
  const { hypot, atan2 } = jetMath;
  assertJets(hypot(x, y), f("sqrt")(add(mul(x, x), mul(y, y))));
  assertJets(f("tan")(atan2(x, y)), div(x, y));
  assertJets(f("tan")(atan2(y, x)), div(y, x));
  assertJets(rem(add(x, 3), 2), sub(x, -1));
});

Deno.test("derivatives scale with the unit of v exactly", () => {
  const loss = (v: Scalar, c: number) => f("log1p")(f("exp")(mul(c, v)));
  const plain = loss(Jet.v(0.75), 1) as Jet;
  const c = 1 / 1048576;
  const other = loss(Jet.v(0.75 / c), c) as Jet;
  assertEquals([other.a1, other.a2, other.a3], [
    plain.a1 * c,
    plain.a2 * c * c,
    plain.a3 * c * c * c,
  ]);
});

Deno.test("beside a kink the derivatives are those to the right", () => {
  const { abs, max, min } = jetMath;
  assertEquals(fields(abs(Jet.v(0))).slice(0, 2), [0, 1]);
  assertEquals(fields(abs(neg(Jet.v(0)))).slice(0, 2), [-0, 1]);
  assertEquals(fields(max(Jet.v(0), 0)).slice(0, 2), [0, 1]);
  assertEquals(min(0, Jet.v(0)), 0);
  // a stable logistic loss is smooth at its seam
  const stable = (v: Scalar) => add(max(v, 0), f("log1p")(f("exp")(neg(abs(v)))));
  for (const v of [-1.3, 0, 2.1]) {
    assertJets(stable(Jet.v(v)), f("log1p")(f("exp")(Jet.v(v))));
  }
});

Deno.test("powers of 0 and of negative numbers", () => {
  assertEquals(fields(pow(Jet.v(0), 2)), [0, 0, 1, 0, 0, 0, 0]);
  assertEquals(fields(pow(Jet.v(-2), 3)).slice(0, 4), [-8, 12, -6, 1]);
  assertEquals(fields(pow(Jet.v(5), 0)), [1, 0, 0, 0, 0, 0, 0]);
  assert(Number.isNaN(pow(-2, 0.5) as number));
});

Deno.test("where a function has no value it has no derivatives", () => {
  const outside: [string, number][] = [
    ...["log", "log2", "log10", "sqrt"].map((name): [string, number] => [name, -2]),
    ...["log1p", "asin", "acos", "acosh", "atanh"].map((name): [string, number] => [name, -2]),
    ["atanh", 2],
  ];
  for (const [name, x] of outside) {
    assert(fields(f(name)(Jet.v(x)) as Jet).every(Number.isNaN), name);
  }
});

Deno.test("inverse hyperbolic functions keep their digits at the ends", () => {
  // acosh(1 + t) = √(2t) (1 − t/12 + …), and atanh is odd
  const t = 2 ** -40;
  const { a0, a1 } = f("acosh")(Jet.v(1 + t)) as Jet;
  assertAlmostEquals(a0 / Math.sqrt(2 * t), 1 - t / 12, 1e-15);
  assertAlmostEquals(a1 * Math.sqrt(2 * t), 1 - t / 4, 1e-15);
  assertEquals(f("acosh")(1e200), Math.acosh(1e200));
  const [low, high] = [-1, 1].map((sign) => f("atanh")(Jet.v(sign * (1 - t))) as Jet);
  assertAlmostEquals(high!.a0, Math.log(2 / t - 1) / 2, 1e-14);
  assertEquals([low!.a0, low!.a1], [-high!.a0, high!.a1]);
});

Deno.test("a jet never becomes a plain number without a word", () => {
  const v = Jet.v(2) as unknown as number;
  for (
    const lose of [
      () => v * 2,
      () => +v,
      () => Math.exp(v),
      () => Float64Array.of(v),
      () => v < 3,
      () => v | 0,
    ]
  ) {
    assertThrows(lose, TypeError, "cannot be differentiated");
  }
  assertThrows(
    () => add(Jet.v(2), "2" as unknown as number),
    TypeError,
    "cannot be differentiated",
  );
  assertEquals(`${v}`, "2");
});
