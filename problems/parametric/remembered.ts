/**
 * Functions that are asked again and again at one point.
 *
 * @module
 */

import { copyOf } from "../../numerics/arrays.ts";

/**
 * The same function, which remembers its last value: that is shared, and not to be changed. It is computed
 * anew where any number of the argument differs, as NaN does from itself.
 */
export function remembered<Value>(of: (x: Float64Array) => Value): (x: Float64Array) => Value {
  let last: { readonly x: Float64Array; readonly value: Value } | undefined;
  return (x) => {
    if (last === undefined || !equal(x, last.x)) last = { x: copyOf(x), value: of(x) };
    return last.value;
  };
}

function equal(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let l = 0; l < a.length; l++) if (a[l] !== b[l]) return false;
  return true;
}
