import { assert, assertEquals, assertGreater } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { assertDerivatives, jetAt, twoLosses } from "./jets_support.ts";

const Z = { y: 0.9, s: 1, zero: 0 };

/** Draws expressions in v, w and the variables of `Z`. */
class Expressions {
  constructor(readonly random: Stream, readonly powers: boolean) {}

  #one<T>(list: readonly T[]): T {
    return list[this.random.integer(list.length)]!;
  }

  /** Operands and operators in a row, without parentheses: what comes first is JavaScript's matter. */
  expression(depth: number): string {
    let text = this.#operand(depth);
    for (let left = this.random.integer(4); left > 0; left--) {
      const operator = this.#one(["+", "-", "*", "/", "-", "*"]);
      text += this.#one([" ", "", "/* + */", "\n"]) + operator + " " + this.#operand(depth);
    }
    return text;
  }

  #condition(depth: number): string {
    const compare = this.#one(["<", "<=", ">", ">=", "===", "!==", "==", "!="]);
    const one = `${this.expression(depth - 1)} ${compare} ${this.expression(depth - 1)}`;
    return this.#one([one, one, `!(${one})`, `${one} ${this.#one(["&&", "||"])} v > zero`]);
  }

  #operand(depth: number): string {
    if (depth === 0) {
      return this.#one(["v", "w[0]", "y", "s", "2", "0.5", "v", "(v)", "(zero || v)"]);
    }
    const inner = () => this.expression(depth - 1);
    return this.#one([
      () => this.#operand(0),
      () => `(${inner()})`,
      () => `-(${inner()})`,
      () => `- ${this.#operand(0)}`,
      () => `+(${inner()})`,
      () => `(${this.#condition(depth)} ? ${inner()} : ${inner()})`,
      () => `(${inner()} ${this.#one(["&&", "||"])} ${inner()})`,
      () => `(zero, ${inner()})`,
      () => `${this.#operand(0)} % 7`,
      () => `((a, b = ${inner()}) => a - b)(${inner()})`,
      () => `[${inner()}, ${inner()}].reduce((a, b) => b - a)`,
      () =>
        `((k) => { let x = ${inner()}; x ${
          this.#one(["+=", "-=", "*=", "/=", "||="])
        } k; return x; })(${inner()})`,
      () => `Math.${this.#one(["sin", "cos", "atan", "abs"])}(${inner()})`,
      () => `Math.exp(-Math.abs(${inner()}))`,
      () => `Math.${this.#one(["max", "min"])}(${inner()}, ${inner()})`,
      () => this.powers ? `(${inner()}) ** ${this.#one(["2", "3", "-1", "(1 + s)"])}` : inner(),
    ])();
  }
}

for (const powers of [false, true]) {
  Deno.test(`random expressions ${powers ? "with" : "without"} powers are what they were, and have their derivatives`, () => {
    const drawn = new Expressions(Stream.of("tests", "expressions", powers ? 1 : 0), powers);
    let compared = 0;
    for (let trial = 0; trial < 400; trial++) {
      const text = drawn.expression(2);
      const losses = twoLosses(`return (w, v, { y, s, zero }) => ${text};`);
      for (const [w, v] of [[0.7213, 1.3181], [-0.4317, -0.5723]] as const) {
        const plain = losses.plain([w], v, Z);
        const { a0, ...coefficients } = jetAt(losses, w, v, Z);
        for (const value of [losses.exact([w], v, Z), a0]) {
          // zeros may differ in their sign, and so what is divided by them
          if (!Number.isFinite(plain)) assert(!Number.isFinite(value), text);
          else if (!powers) assertEquals(value + 0, plain + 0, text);
          else assert(Math.abs(value - plain) <= 1e-9 * (1 + Math.abs(plain)), `${text}: ${value}`);
        }
        const sizes = Object.values(coefficients).map(Math.abs);
        if (!(Math.max(Math.abs(plain), ...sizes) < 1e3)) continue;
        compared++;
        assertDerivatives(losses, w, v, Z, text);
      }
    }
    assertGreater(compared, 400);
  });
}
