/**
 * Products of vectors and matrices, and systems of linear equations.
 *
 * @module
 */

import { zeros } from "../arrays.ts";
import { gemm } from "../kernels.ts";
import { matvec as plainTimes, transposedMatvec } from "../matrix.ts";
import { ResidentRows } from "../resident_rows.ts";
import { LuFactors } from "./lu.ts";
import { bilinear, made, negated } from "./rules.ts";
import { sum } from "./reductions.ts";
import { mul } from "./elementwise.ts";
import { matrix, turned, vector } from "./shapes.ts";
import {
  addAdjoint,
  addAdjointTangent,
  isWanted,
  none,
  type Numbers,
  plus,
  type Rule,
  shown,
  type Tensor,
} from "./tensor.ts";

/** ⟨a, b⟩. */
export function dot(a: Numbers, b: Numbers, ...more: never[]): Tensor {
  none("dot", more);
  return sum(mul(vector("dot", a), vector("dot", b)));
}

/** How often a constant matrix was multiplied, and its copy in WebAssembly memory once that pays. */
interface Kept {
  uses: number;
  rows?: ResidentRows;
}

/** By tensor, and not by array: one that is filled anew is another matrix. */
const kept = new WeakMap<Tensor, Kept>();
/** Smaller matrices, and the first products, are quicker without a copy. */
const LARGE = 2048;
const USES = 6;

/** The copy of a constant matrix, where it pays. */
function resident(of: Tensor): ResidentRows | undefined {
  const { node, size, shape: [n, m] } = of;
  if (node !== undefined || size < LARGE) return undefined;
  let known = kept.get(of);
  if (known === undefined) kept.set(of, known = { uses: 0 });
  if (++known.uses <= USES) return undefined;
  return known.rows ??= new ResidentRows(of.value, n, m);
}

/**
 * Av.
 *
 * @throws {RangeError} if the sizes do not go together.
 */
export function matvec(a: Numbers, v: Numbers, ...more: never[]): Tensor {
  none("matvec", more);
  const [A, x] = [matrix("matvec", a), vector("matvec", v)];
  const [n, m] = A.shape;
  if (x.shape[0] !== m) throw unfitting("matvec", A, x);
  return bilinear(A, x, [n], {
    // what has no numbers does not tell its sizes
    times: (a, v) => m === 0 ? zeros(n) : resident(A)?.times(v) ?? plainTimes(a, v),
    left: outer,
    right: (a, adjoint) =>
      n === 0 ? zeros(m) : resident(A)?.transposedTimes(adjoint) ?? transposedMatvec(a, adjoint),
  });
}

function outer(a: Float64Array, b: Float64Array): Float64Array {
  const out = zeros(a.length * b.length);
  for (let i = 0, at = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++, at++) out[at] = a[i] * b[j];
  }
  return out;
}

/**
 * AB.
 *
 * @throws {RangeError} if the sizes do not go together.
 */
export function matmul(a: Numbers, b: Numbers, ...more: never[]): Tensor {
  none("matmul", more);
  const [A, B] = [matrix("matmul", a), matrix("matmul", b)];
  const [n, k] = A.shape;
  const m = B.shape[1];
  if (B.shape[0] !== k) throw unfitting("matmul", A, B);
  return bilinear(A, B, [n, m], {
    times: (a, b) => resident(A)?.times(turned(b, k, m), m) ?? gemm(a, b, n, k, m),
    left: (adjoint, b) => gemm(adjoint, b, n, m, k, { transposeB: true }),
    right(a, adjoint) {
      const sums = resident(A)?.transposedTimes(adjoint, m);
      return sums === undefined
        ? gemm(a, adjoint, k, n, m, { transposeA: true })
        : turned(sums, m, k);
    },
  });
}

/**
 * The x with Ax = b, for a square A that need not be symmetric, and a vector b.
 *
 * @throws {RangeError} if the sizes do not go together, or A is singular.
 */
export function solve(a: Numbers, b: Numbers, ...more: never[]): Tensor {
  none("solve", more);
  const [A, right] = [matrix("solve", a), vector("solve", b)];
  const [n, m] = A.shape;
  if (n !== m || right.shape[0] !== n) throw unfitting("solve", A, right);
  let known: LuFactors | undefined;
  const factors = (): LuFactors => known ??= new LuFactors(A.value, n);
  const minusOuter = (u: Float64Array, v: Float64Array): Float64Array => outer(negated(u), v);
  const rule = (out: Tensor): Rule => {
    /** Of A' λ = adjoint. */
    let lambda: Float64Array;
    return {
      tangent() {
        const [da, db] = [A.node?.tangent, right.node?.tangent];
        const side = plus(db, da && negated(plainTimes(da, out.value)));
        return side && factors().solve(side);
      },
      reverse(adjoint) {
        lambda = factors().solveTransposed(adjoint);
        if (isWanted(right)) addAdjoint(right, lambda);
        if (isWanted(A)) addAdjoint(A, minusOuter(lambda, out.value));
      },
      reverseTangent(_, along) {
        const da = A.node?.tangent;
        const side = plus(along, da && negated(transposedMatvec(da, lambda)));
        const change = side && factors().solveTransposed(side);
        addAdjointTangent(right, change);
        if (A.node === undefined) return;
        addAdjointTangent(A, change && minusOuter(change, out.value));
        const moved = out.node!.tangent;
        addAdjointTangent(A, moved && minusOuter(lambda, moved));
      },
    };
  };
  return made(() => factors().solve(right.value), [n], rule, A, right);
}

function unfitting(name: string, a: Tensor, b: Tensor): RangeError {
  return new RangeError(
    `${name}: the shapes are ${shown(a.shape)} and ${shown(b.shape)}: give sizes that go together`,
  );
}
