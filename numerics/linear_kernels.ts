/**
 * The functions of the WebAssembly module that linear models are made of.
 *
 * @module
 */

/** They work on addresses in the memory of their instance; `assembly/` documents them. */
export interface LinearKernels {
  /** A function of each of n numbers, in place. */
  each(which: number, at: number, n: number): void;
  /** Products of rows of a matrix with q vectors. */
  products(
    a: number,
    stride: number,
    rows: number,
    first: number,
    n: number,
    v: number,
    q: number,
    out: number,
  ): void;
  /** OUT += sums of rows of a matrix, each times q factors. */
  sums(
    a: number,
    stride: number,
    rows: number,
    first: number,
    n: number,
    d: number,
    q: number,
    out: number,
  ): void;
  /** Slopes of losses in their margins, in place. */
  slopes(
    loss: number,
    margins: number,
    labels: number,
    rows: number,
    weights: number,
    scale: number,
    first: number,
    n: number,
    q: number,
  ): void;
  /** Losses of margins. */
  losses(
    loss: number,
    margins: number,
    labels: number,
    rows: number,
    n: number,
    q: number,
    out: number,
  ): void;
  /** What second derivatives of losses are made of, in place of their margins. */
  curvatures(
    loss: number,
    margins: number,
    weights: number,
    scale: number,
    n: number,
    q: number,
  ): void;
  /** OUT += the gradient of a linear model's loss. */
  gradient(
    loss: number,
    a: number,
    stride: number,
    labels: number,
    rows: number,
    weights: number,
    scale: number,
    n: number,
    y: number,
    q: number,
    margins: number,
    known: boolean,
    out: number,
    work: number,
  ): void;
  /** OUT += products of its Hessian with k vectors. */
  hessianTimes(
    loss: number,
    a: number,
    stride: number,
    rows: number,
    curved: number,
    weights: number,
    scale: number,
    n: number,
    v: number,
    q: number,
    k: number,
    out: number,
    work: number,
  ): void;
}
