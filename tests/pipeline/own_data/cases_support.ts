import { Stream } from "../../../numerics/random.ts";

type Columns = Readonly<Record<string, Float64Array>>;

const logistic = (t: number) => 1 / (1 + Math.exp(-t));

/** Numbers for n rows. */
class Draws {
  constructor(readonly n: number, readonly random: Stream) {}

  normal(name: string): Float64Array {
    return this.random.split(name).fillNormal(new Float64Array(this.n));
  }

  uniform(name: string, low = 0, high = 1): Float64Array {
    return this.random.split(name).fillUniform(new Float64Array(this.n))
      .map((u) => low + (high - low) * u);
  }

  /** 1 with these chances. */
  coins(name: string, chance: (i: number) => number): Float64Array {
    return this.uniform(name).map((u, i) => u < chance(i) ? 1 : 0);
  }

  each(value: (i: number) => number): Float64Array {
    return Float64Array.from({ length: this.n }, (_, i) => value(i));
  }
}

/** Asking and sale prices of flats of about 450 000, and those of a register. */
export function prices(n: number): Columns {
  const draws = new Draws(n, Stream.of("tests", "cases", "prices"));
  const size = draws.uniform("size", -1, 1);
  const src = draws.coins("src", (i) => logistic(2 * size[i]!));
  const [noise, other] = [draws.normal("noise"), draws.normal("other")];
  const base = size.map((a) => 450_000 + 120_000 * Math.sin(1.5 * a));
  return {
    size,
    src,
    price: draws.each((i) =>
      base[i]! + src[i]! * (90_000 + 40_000 * size[i]!) + 80_000 * noise[i]!
    ),
    reg: draws.each((i) => base[i]! + 80_000 * other[i]!),
  };
}

/** Three instruments whose sum, doubled, the conditional means are sines of. */
export function instruments(n: number): Columns {
  const draws = new Draws(n, Stream.of("tests", "cases", "instruments"));
  const [z1, z2, z3, t, e] = ["z1", "z2", "z3", "t", "e"].map((name) => draws.normal(name));
  const T = draws.each((i) => 2 * (z1![i]! + z2![i]! + z3![i]!) + Math.sqrt(0.1) * t![i]!);
  const [g1, g2] = [1, 2].map((k) => T.map((value) => Math.sin(value + k)));
  const y = draws.each((i) => 0.6 * g1![i]! + 0.8 * g2![i]! + 0.3 * e![i]!);
  return { z1: z1!, z2: z2!, z3: z3!, g1: g1!, g2: g2!, y };
}

/** People with ten measures each; x and the shocks of y and c belong to the person. */
export function repeatedMeasures(people: number): Columns {
  const of = new Draws(people, Stream.of("tests", "cases", "people"));
  const draws = new Draws(10 * people, Stream.of("tests", "cases", "measures"));
  const person = (name: string) => {
    const values = of.normal(name);
    return draws.each((i) => values[Math.floor(i / 10)]!);
  };
  const [x, a, b, e, f] = [
    person("x"),
    person("a"),
    person("b"),
    draws.normal("e"),
    draws.normal("f"),
  ];
  const s = draws.coins("s", () => 0.5);
  return {
    x,
    s,
    y: draws.each((i) => Math.sin(x[i]!) + s[i]! * (1 + 0.8 * a[i]!) + 0.6 * e[i]!),
    c: draws.each((i) => Math.sin(x[i]!) + 0.8 * b[i]! + 0.6 * f[i]!),
  };
}

/** Many covariates of which the first one matters. */
export function manyCovariates(n: number, d: number): Columns {
  const draws = new Draws(n, Stream.of("tests", "cases", "many"));
  const x = Array.from({ length: d }, (_, k) => draws.normal(`x${k}`));
  const s = draws.coins("s", () => 0.5);
  const [e, f] = [draws.normal("e"), draws.normal("f")];
  return {
    ...Object.fromEntries(x.map((column, k) => [`x${k}`, column])),
    s,
    y: draws.each((i) => x[0]![i]! + s[i]! + e[i]!),
    c: draws.each((i) => x[0]![i]! + f[i]!),
  };
}

/**
 * The estimate from the scores at the true functions, and its standard error, of
 * ½ e^{w s} (v − y)² and ½ (v − c)² where E[y | x, s] = m(x) + s, E[c | x] = m(x) and s is a coin.
 *
 * @param m m at each row.
 */
export function oracle(
  { s, y, c }: Columns,
  w: number,
  m: ArrayLike<number>,
): { readonly estimate: number; readonly standardError: number } {
  const n = s!.length;
  const weight = Math.exp(w);
  const q = weight / (1 + weight);
  const curvature = (1 + weight) / 2;
  const b = q * (1 - q);
  const a = -q / curvature;
  const slope = -(b + weight / 2 * a) / curvature;
  const scores = Float64Array.from({ length: n }, (_, i) => {
    const [h, own] = [m[i]! + q, s![i] ? weight : 1];
    const error = h - y![i]!;
    return b * (h - c![i]!) + a * (s![i]! * weight * error + own * b) + slope * own * error;
  });
  const mean = scores.reduce((sum, value) => sum + value / n, 0);
  const variance = scores.reduce((sum, value) => sum + (value - mean) ** 2 / (n - 1), 0);
  return { estimate: mean, standardError: Math.sqrt(variance / n) };
}

/** Labels of two sources whose log-odds are a sine. */
export function labels(n: number): Columns {
  const draws = new Draws(n, Stream.of("tests", "cases", "labels"));
  const x = draws.uniform("x", -1, 1);
  const odds = (i: number) => 1.5 * Math.sin(3 * x[i]!);
  const s = draws.coins("s", (i) => logistic(x[i]!));
  return {
    x,
    s,
    d: draws.coins("d", (i) => logistic(odds(i) + s[i]!)),
    b: draws.coins("b", (i) => logistic(odds(i))),
  };
}

/** Two sources of a sine, of which one is biased. */
export function sources(n: number, label = "sources"): Columns {
  const draws = new Draws(n, Stream.of("tests", "cases", label));
  const x = draws.uniform("x", -1, 1);
  const s = draws.coins("s", (i) => logistic(2 * x[i]!));
  const [e, f] = [draws.normal("e"), draws.normal("f")];
  return {
    x,
    s,
    y: draws.each((i) => Math.sin(1.5 * x[i]!) + s[i]! * (1 + x[i]! / 2) + 0.8 * e[i]!),
    c: draws.each((i) => Math.sin(1.5 * x[i]!) + 0.8 * f[i]!),
  };
}
