/**
 * A small language of differentiable arrays in double precision: what a user's own objectives are written in.
 *
 * A tensor is a number, a vector or a matrix. All functions take plain numbers and arrays of numbers, too, as
 * constants, and shapes go together by NumPy's rules. There are no operators: `mul(a, b)` is a·b.
 *
 * @example
 * ```ts
 * import { arrays, Trace } from "@bigrad/bigrad";
 *
 * const { matvec, mean, softplus } = arrays;
 * const features = new arrays.Tensor(Float64Array.of(1, 2, 3, 4), [2, 2]);
 * const loss = (y: arrays.Tensor) => mean(softplus(matvec(features, y)));
 * const at = [{ value: Float64Array.of(0, 0), active: true }];
 * console.log(...new Trace(loss, at).gradient(0)); // 1 1.5
 * ```
 *
 * @module
 */

export * from "./elementwise.ts";
export { dot, matmul, matvec, solve } from "./products.ts";
export { type Axis, logSumExp, max, mean, sum } from "./reductions.ts";
export { gather, pick, reshape, transpose } from "./shapes.ts";
export { type Numbers, type Shape, Tensor, tensor } from "./tensor.ts";
