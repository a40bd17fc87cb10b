import { assert, assertEquals, assertThrows } from "@std/assert";
import { Jet } from "../../../numerics/jet.ts";
import { differentiable, runDifferentiable } from "../../../pipeline/own_data/differentiable.ts";
import { assertDerivatives, jetAt, twoLosses } from "./jets_support.ts";

const POINTS = [[0.7, 1.3], [-0.4, 0.6], [1.2, -0.8]] as const;
const Z = { y: 0.9, s: 1, zero: 0 };

/** Bodies of a loss; `POINTS` are smooth points of each. */
const BODIES: Readonly<Record<string, readonly string[]>> = {
  "operators, in their order and in parentheses": [
    "return v + w[0] * y - v * v / 2;",
    "return v - (w[0] - v) - (y - (v - w[0]));",
    "return (v - w[0]) - y;",
    "return v / (w[0] + 3) / (v + 4);",
    "return v / ((w[0] + 3) / (v + 4));",
    "return -(v) * -v - -w[0];",
    "return - -v + +w[0] + -(-(v * w[0]));",
    "return (v, w[0]) * v;",
    "return v * (w[0], y);",
    "return v ** 2 + v ** 3 ** 1 - (v ** 2) ** 2 + 2 ** 3;",
    "return (v + 3) ** -w[0];",
    "return (v + 3) ** -2 + 2 ** v + (w[0] + 4) ** 0.5;",
    "return (-v) ** 3;",
    "return v % 5 + 7 % 3 * v;",
    "return 2 * v + 3 * w[0] > 1 === true ? v * w[0] : v / 2;",
    "return (v + w[0]) * (v - w[0]) / (1 + (v * w[0]) * (v * w[0]));",
    "return v * v - 1 < 0 ? v * w[0] : w[0] * w[0] * v;",
  ],
  "conditions and logic, with values that are 0": [
    "return v > 0 ? (w[0] > 0 ? v * w[0] : v) : w[0] > 1 ? w[0] : v * v * w[0];",
    "return (v > 0 && v * w[0]) || w[0] * w[0];",
    "return zero && v || w[0] * v;",
    "return (zero || v) * (y && w[0]);",
    "return !zero ? v : w[0];",
    "return !(v - v) ? v * w[0] : 7;",
    "return (v - v || w[0]) * v;",
    "return ((v - v) && 5) + v * w[0];",
    "return (v && w[0] && v * w[0]) + (null ?? v) + (v ?? 1) + (0 ?? v);",
    "return (undefined ?? (zero || v)) * w[0];",
    "if (v > 0.5 && !(w[0] < 0)) return v * v; else if (v < 0 || w[0] > 1) return w[0] * v; return v + w[0];",
    "return v == v && v === v && !(v != v) && !(v !== v) && v >= v && v <= v ? v * w[0] : 1;",
    "return (w[0] > 0) + (v > 0) * v;",
    "return true * v + false * w[0] + (v - true);",
  ],
  "assignments": [
    "let a = v; a += w[0]; a -= 2 * v; a *= a; a /= 2 + v * v; a %= 9; a **= 2; return a;",
    "const o = { a: v }; o.a *= w[0]; o['a'] += v; const k = 'a'; o[k] -= 1; return o.a;",
    "const a = [v, [w[0]]]; a[0] += a[1][0] *= v; return a[0] * a[1][0];",
    "let a, b; a = b = v * w[0]; return a + (b += v) * b;",
    "let a = 0; a ||= v; a &&= a * w[0]; let b; b ??= a; return b;",
    "let a = v; a ||= 3; let b = v - v; b &&= 3; return a * w[0] + b;",
    "const o = { a: 0, b: v }; o.a ||= v; o.b &&= o.b * w[0]; o.c ??= v; return o.a + o.b * o.c;",
    "let { a, b = v, ...rest } = { a: w[0], c: v * v }; return a * b + rest.c;",
    "let [a, , b = v, ...c] = [v, 1, undefined, w[0]]; [a, b] = [b * c[0], a]; return a - b;",
    "let i = 0, sum = 0; for (const x of [v, w[0], 2]) sum += ++i * x; i--; return sum * i;",
    "let a = v; const f = () => a += w[0]; f(); return f() * a;",
    "const o = { get a() { return v; }, set b(x) { this.kept = x * w[0]; } }; o.b = o.a; return o.kept;",
    "const o = { a: { b: [v] } }; (o.a).b[0] *= (w[0], y); return o.a.b[0];",
  ],
  "functions and data": [
    "const add = (a, b = w[0]) => a + b; return add(v) * add(v, 2);",
    "function square(x) { return x * x; } return square(v - w[0]);",
    "const scale = (by) => (x) => by * x; return scale(w[0])(v) + scale(2)(w[0]);",
    "return w.reduce((sum, x) => sum + x * v, 0) + [...w, v].map((x) => x * x).reduce((a, b) => a + b);",
    "const sum = (...all) => all.reduce((a, b) => a + b, 0); return sum(v, ...w, v * w[0]);",
    "const o = { v, w0: w[0], y }; const { w0, ...p } = { ...o, y: 2 }; return p.v * w0 * p.y;",
    "const o = { ['a' + 1]: v, f(x) { return x * this.a1; } }; return o.f(w[0]);",
    "class A { #x = v * 2; static k = 3; y = w[0]; constructor(z) { this.z = z; } get x() { return this.#x; } " +
    "times(b) { this.#set(this.#x * b); return this; } #set(x) { this.#x = x; } } " +
    "class B extends A { constructor() { super(v); } times(b) { return super.times(b * this.z); } } " +
    "const b = new B().times(w[0]); return b.x + b.y * A.k;",
    "function* all() { yield v; const x = yield w[0] * v; yield* [v, x]; } let sum = 0; " +
    "for (const x of all()) sum += x === undefined ? 0 : x; return sum;",
    "const m = new Map([['a', v]]); m.set('b', w[0]); return [...m.values()].reduce((a, b) => a * b);",
    "const o = { a: { b: v } }; return o?.a?.b * (o.c?.d ?? w[0]) * (o.f?.(v) ?? 1);",
    "const f = { g: (x) => x * w[0] }; return f?.g?.(v) + f['g'](2);",
    "const tag = (text, ...values) => values[0] * values[1]; return tag`a ${v} * ${w[0]} b`;",
    "return Math.max(...[v, w[0]].map((x) => x * x)) + Math.min(v, -9, w[0]) * v;",
    "return [v, w[0], y].at(-1) * v + [3, 1, 2].sort((a, b) => a - b)[0] * w[0];",
    "const { exp, log1p } = Math; return log1p(exp(v)) - y * v + exp(w[0]);",
    "return Math['exp'](v * w[0]) + Math.abs(-3) * v + Math.pow(v, 2);",
    "return (() => { try { throw v; } catch (x) { return x * w[0]; } finally { y; } })();",
    "return ((v, k) => v * k)(w[0], v);",
    "return new Function.prototype.constructor('a', 'return a')(2) * v * w[0];",
  ],
  "loops and choices": [
    "let sum = 0; for (let i = 0, n = 3; i < n; i++) { if (i === 1) continue; sum += v ** i * w[0]; } return sum;",
    "let x = v, i = 0; while (i < 3) { x = x / 2 + w[0] / (2 + x * x); i += 1; } return x;",
    "let x = v, i = 3; do x = x * w[0]; while (--i > 0); return x;",
    "let out = 0; for (const key in { a: 1, b: 2 }) out += key === 'a' ? v : v * w[0]; return out;",
    "switch (s) { case 0: return 0; case 1: { const x = v * w[0]; return x; } default: return v; }",
    "switch (v - v) { case 0: return v * w[0]; default: return 0; }",
    "switch (typeof v) { case 'number': return v * w[0]; default: return 0; }",
    "switch (true) { case v > 1: return v * w[0]; case v > 0: return w[0] - v; default: return v * v; }",
    "outer: for (;;) { for (;;) { if (v > -9) break outer; } } return v * w[0];",
    "for (let x = v; ; x = x * 2) if (x > 3 || x < -3) return x * w[0];",
  ],
  "text, comments and what looks like operators": [
    "const text = `${v > 0 ? 'a' : 'b'}${'c' + 1}`; return text.length * v * w[0];",
    "/* v * w */ return v /* - w[0] */ * w[0]; // + v",
    "return 'v * w'.length * v + \"a - (b - c)\".split('-').length * w[0];",
    "return /v\\*w[+*/]/.test('v*w/') ? v * w[0] : 0;",
    "return `v * ${'w + ' + `${1 + 1}`}`.length * v - w[0];",
    "return typeof v === 'number' && typeof w[0] === \"number\" && typeof s === 'number' ? v * w[0] : 0;",
    "return typeof nowhere === 'undefined' ? v * w[0] : 0;",
    "return String(3 + 4) === '7' ? v * w[0] : 0;",
    "return ('a' < 'b') * v + ('a' + 'b' === 'ab') * w[0];",
    "return 0x10 * v + 1_000 * w[0] + 1e-3;",
  ],
  "numbers that are looked at": [
    "return Number.isFinite(v) && !Number.isNaN(w[0]) && isFinite(v) && !isNaN(v) ? v * w[0] : 0;",
    "return Number(v) * Number(w[0]) + Number('3') + Number.EPSILON * 0;",
    "return Number.isInteger(v) ? 0 : v * w[0];",
    "return Math.sign(v) * v * w[0] + Math.floor(w[0]) * v + Math.round(v) + Math.trunc(v) + Math.ceil(v);",
    "return parseFloat('2.5') * v + parseInt('7', 10) * w[0];",
  ],
};

for (const [kind, bodies] of Object.entries(BODIES)) {
  Deno.test(`rewritten code does what it did and has the derivatives: ${kind}`, () => {
    for (const body of bodies) {
      const losses = twoLosses(`return (w, v, { y, s, zero }) => { ${body}\n };`);
      for (const [w, v] of POINTS) {
        const plain = losses.plain([w], v, Z);
        // but for powers, which are computed alike on every machine
        const slack = /\*\*|Math\.pow/.test(body) ? 1e-14 * (1 + Math.abs(plain)) : 0;
        for (const value of [losses.exact([w], v, Z), jetAt(losses, w, v, Z).a0]) {
          assert(Math.abs(value - plain) <= slack, `${body} is ${value}, not ${plain}`);
        }
        assertDerivatives(losses, w, v, Z, body);
      }
    }
  });
}

Deno.test("every function of Math has the derivatives", () => {
  const wide = "exp expm1 sin cos tan sinh cosh tanh asinh atan cbrt abs".split(" ");
  const positive = "log log2 log10 log1p sqrt".split(" ");
  const bodies = [
    ...wide.map((name) => `return Math.${name}(v * w[0] + 0.3 * v);`),
    ...positive.map((name) => `return Math.${name}(2 + v * w[0] / 2 + v * v);`),
    ...["asin", "acos", "atanh"].map((name) => `return Math.${name}(0.3 * v * w[0] + v / 5);`),
    "return Math.acosh(2 + v * v + w[0] * v / 4);",
    "return Math.hypot(v, w[0], 2 * v) + Math.atan2(v, w[0]) + Math.atan2(w[0] * v, 3);",
    "return Math.pow(v * v + 1, w[0]) + Math.E * v + Math.PI * w[0] + Math.SQRT2 + Math.LN2;",
    "return Math.max(v, w[0], -5) * Math.min(v * 2, w[0] + 5);",
  ];
  for (const body of bodies) {
    const losses = twoLosses(`return (w, v) => { ${body} };`);
    for (const [w, v] of POINTS) {
      const plain = losses.plain([w], v, Z);
      for (const value of [losses.exact([w], v, Z), jetAt(losses, w, v, Z).a0]) {
        assert(Math.abs(value - plain) <= 1e-14 * (1 + Math.abs(plain)), `${body}: ${value}`);
      }
      assertDerivatives(losses, w, v, Z, body);
    }
  }
});

Deno.test("what would lose its derivatives throws", () => {
  const bodies = [
    "return Float64Array.of(v)[0];",
    "return Float64Array.from([v, w[0]])[1];",
    "const a = new Float64Array(1); a[0] = v; return a[0];",
    "return v | 0;",
    "return ~~v;",
    "return v >> 1;",
    "return 3 & v;",
    "return v ^ w[0];",
    "let x = v; x++; return x;",
    "let x = v; return --x;",
    "let x = v; x |= 0; return x;",
    "return v + 'a';",
    "return '2' * v;",
    "return globalThis.Math.exp(v);",
    "return [3, v].sort((a, b) => b - a)[0] * [v].map(globalThis.Math.abs)[0];",
    "return Number.prototype.valueOf.call(v);",
    "return new Date(v).getTime();",
    "return isFinite(v) && Math.fround(v);",
    "return v.toFixed(2) * v;",
  ];
  for (const body of bodies) {
    const losses = twoLosses(`return (w, v) => { ${body} };`);
    losses.plain([0.5], 0.3, Z);
    assertThrows(() => jetAt(losses, 0.5, 0.3, Z), TypeError, "", body);
  }
});

Deno.test("what is read from text or copied keeps its derivatives or is no number", () => {
  for (const copy of ["JSON.parse(JSON.stringify({ v })).v", "structuredClone({ v }).v"]) {
    const { a0 } = jetAt(twoLosses(`return (w, v) => ${copy} * 2 * v;`), 0.5, 0.3, Z);
    assertEquals(a0, NaN);
  }
  for (const read of ["parseFloat(v)", "Number.parseFloat(v)", "Boolean(v) * v"]) {
    const losses = twoLosses(`return (w, v) => ${read};`);
    assertEquals(jetAt(losses, 0.5, 0.3, Z).a1, 1, read);
  }
});

Deno.test("what is short-circuited is not evaluated, what is assigned is read first", () => {
  const count = (body: string) =>
    (runDifferentiable(differentiable(`return () => { let n = 0; ${body} };`)) as () => unknown)();
  assertEquals(count("const o = { a: 1 }; o.a ||= ++n; return n;"), 0);
  assertEquals(count("const o = { a: 0 }; o.a &&= ++n; return n;"), 0);
  assertEquals(count("const o = Object.freeze({ a: 1 }); o.a ||= 3; return o.a;"), 1);
  assertEquals(count("const o = { a: 1 }; o.a += (o.a = 5, 2); return o.a;"), 3);
  assertEquals(count("const o = { get a() { return ++n; } }; o.a && o.a; return n;"), 2);
  assertEquals(
    count("const f = () => { n++; return { a: 1 }; }; f().a += 1; f()['a'] ||= 2; return n;"),
    2,
  );
  assertEquals(count("let a = 1; a += (a = 5, 2); return a;"), 3);
});

Deno.test("what is no loss is left as it is", () => {
  const run = (code: string) => runDifferentiable(differentiable(code));
  assertEquals(run("return 2n + -5n * 2n % 3n;"), 1n);
  assertEquals(run("return [] + {};"), "[object Object]");
  assertEquals(run("return '7' * '6' - -'1';"), 43);
  assertEquals(run("return '2' ** '3';"), 8);
  assertEquals(run("return [void 0 + 1, null + 1, undefined ** 2, -undefined];"), [
    NaN,
    1,
    NaN,
    NaN,
  ]);
  assertEquals(run("return [Math.max('3', 2), Math.max(undefined, 1), Math.min(), Math.max()];"), [
    3,
    NaN,
    Infinity,
    -Infinity,
  ]);
  assertEquals(run("return ['1', '2'].map(Number).filter(Boolean);"), [1, 2]);
  assertEquals(run("return Object.is(-0 * 1, -0) && 1 / (0 * -1) === -Infinity;"), true);
  assertEquals(run("return 'a' in { a: 1 } && [] instanceof Array && delete ({}).a;"), true);
  assertThrows(() => differentiable("return v *;"), SyntaxError);
});

Deno.test("a jet is compared by its value", () => {
  const compare = runDifferentiable(
    differentiable(
      "return (a, b) => [a < b, a <= b, a > b, a >= b, a == b, a != b, a === b, a !== b];",
    ),
  ) as (a: unknown, b: unknown) => boolean[];
  for (const [a, b] of [[1, 2], [2, 1], [1, 1], [NaN, 1]] as const) {
    const expected = [a < b, a <= b, a > b, a >= b, a == b, a != b, a === b, a !== b];
    for (const [x, y] of [[a, b], [Jet.v(a), b], [a, Jet.w(b)], [Jet.v(a), Jet.v(b)]] as const) {
      assertEquals(compare(x, y), expected);
    }
  }
  assertEquals(compare(Jet.v(1), "1").slice(4), [true, false, false, true]);
  assertEquals(compare(Jet.v(0), null).slice(4), [false, true, false, true]);
});
