import { assert } from "@std/assert";
import { Jet } from "../../../numerics/jet.ts";
import { differentiable, runDifferentiable } from "../../../pipeline/own_data/differentiable.ts";

/** A loss of one w, in the user's JavaScript. */
export type PlainLoss = (w: readonly number[], v: number, z: Record<string, number>) => number;

/** The same function as it was written and as it was rewritten. */
export interface TwoLosses {
  readonly plain: PlainLoss;
  readonly exact: PlainLoss;
}

/** From code that returns a function, such as `return (w, v, z) => v * z.y;`. */
export function twoLosses(code: string): TwoLosses {
  return {
    plain: new Function(`"use strict";${code}`)() as PlainLoss,
    exact: runDifferentiable(differentiable(code)) as PlainLoss,
  };
}

/** The jet at v and w, both of which vary. */
export function jetAt({ exact }: TwoLosses, w: number, v: number, z: Record<string, number>): Jet {
  const out = exact([Jet.w(w) as never], Jet.v(v) as never, z) as unknown;
  return out instanceof Jet ? out : new Jet(out as number, 0, 0, 0, 0, 0, 0);
}

/** The derivative of f at x by Richardson's extrapolation of central differences, and its error. */
function richardson(f: (x: number) => number, x: number): readonly [number, number] {
  const central = (step: number) => (f(x + step) - f(x - step)) / (2 * step);
  const rows = [8e-3, 4e-3, 2e-3, 1e-3].map(central);
  const once = rows.slice(1).map((fine, k) => (4 * fine - rows[k]!) / 3);
  const twice = once.slice(1).map((fine, k) => (16 * fine - once[k]!) / 15);
  return [twice[1]!, Math.abs(twice[1]! - twice[0]!)];
}

/** Checks each coefficient of a jet against differences of the one before it. */
export function assertDerivatives(
  losses: TwoLosses,
  w: number,
  v: number,
  z: Record<string, number>,
  what: string,
): void {
  const at = (w: number, v: number) => jetAt(losses, w, v, z);
  const { a1, a2, a3, b0, b1, b2 } = at(w, v);
  const cases: [string, number, (x: number) => number, number][] = [
    ["d_v", a1, (x) => losses.plain([w], x, z), v],
    ["d_vv", 2 * a2, (x) => at(w, x).a1, v],
    ["d_vvv", 6 * a3, (x) => 2 * at(w, x).a2, v],
    ["d_w", b0, (x) => losses.plain([x], v, z), w],
    ["d_vw", b1, (x) => at(x, v).a1, w],
    ["d_vvw", 2 * b2, (x) => 2 * at(x, v).a2, w],
  ];
  for (const [name, given, of, x] of cases) {
    const [expected, doubt] = richardson(of, x);
    const accepted = 1e-7 * (1 + Math.abs(expected) + Math.abs(of(x))) + 20 * doubt;
    assert(
      Math.abs(given - expected) <= accepted,
      `${what}: ${name} is ${given}, differences give ${expected} ± ${doubt}`,
    );
  }
}
