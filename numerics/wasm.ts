/**
 * The WebAssembly module with the kernels, and its memory.
 *
 * Each operation of the shared instance copies its operands in, computes, and copies its result out, so
 * nothing of one call is left for the next; a copy costs O(n²) against the O(n³) of the work. Where the
 * work is O(n²), too, the matrix stays in an instance of its own (`linear_model.ts`).
 *
 * @module
 */

import { KERNELS_WASM } from "./kernels_wasm.ts";
import type { LinearKernels } from "./linear_kernels.ts";

/** An address in the module's memory, in bytes. */
export type Address = number;

/** The module's functions; `assembly/` documents them. */
export interface Kernels extends LinearKernels {
  /** The memory all addresses refer to. */
  readonly memory: WebAssembly.Memory;
  /** C += α op(A) op(B). */
  gemm(
    m: number,
    n: number,
    depth: number,
    alpha: number,
    a: Address,
    aRow: number,
    aDepth: number,
    b: Address,
    bColumn: number,
    bDepth: number,
    c: Address,
    ldc: number,
    lower: boolean,
    work: Address,
  ): void;
  /** Copies the lower triangle of a padded matrix to its upper one. */
  mirror(a: Address, n: number): void;
  /** Copies strided entries to panels of four lanes. */
  pack(
    to: Address,
    rows: number,
    from: Address,
    laneStride: number,
    depthStride: number,
    lanes: number,
    depth: number,
  ): void;
  /** Copies panels of four lanes to strided entries. */
  unpack(
    from: Address,
    rows: number,
    to: Address,
    laneStride: number,
    depthStride: number,
    lanes: number,
    depth: number,
  ): void;
  /** C += α X'Y for one 4×4 tile. */
  tile(x: Address, y: Address, depth: number, c: Address, stride: number, alpha: number): void;
  /** Cholesky factor in place; the index of a pivot that is not positive, or −1. */
  choleskyStrips(l: Address, b: number, n: number): number;
  /** Z := L⁻¹Z. */
  forwardStrips(l: Address, b: number, n: number, z: Address, lanes: number): void;
  /** Z := L⁻ᵀZ. */
  backwardStrips(l: Address, u: Address, b: number, n: number, z: Address, lanes: number): void;
  /** Writes L' as `backwardStrips` needs it. */
  transposeStrips(l: Address, u: Address, b: number, n: number): void;
  /** Adds a shift to the diagonal. */
  shiftStrips(l: Address, b: number, n: number, shift: number): void;
  /** The diagonal of Z'(LL')⁻¹Z, or of (LL')⁻¹ if z is 0. */
  inverseDiagonal(
    l: Address,
    b: number,
    n: number,
    z: Address,
    out: Address,
    work: Address,
  ): void;
  /** Writes a symmetric matrix, given by its lower triangle, to padded panels. */
  symmetricPanels(from: Address, n: number, a: Address, padded: number): void;
  /** Reduces a symmetric matrix to band form. */
  reduceToBand(
    a: Address,
    n: number,
    b: number,
    band: Address,
    reflectors: Address,
    work: Address,
  ): void;
  /** Bytes that `reduceToBand` writes to `reflectors`. */
  reflectorBytes(n: number, b: number): number;
  /** Z := Q'Z or QZ. */
  applyReflectors(
    reflectors: Address,
    n: number,
    b: number,
    z: Address,
    lanes: number,
    transposed: boolean,
    identity: boolean,
    work: Address,
  ): void;
  /** Panels of the transposed matrix. */
  turn(from: Address, lanes: number, depth: number, to: Address, toRows: number): void;
  /** A radial kernel of four points with many centres. */
  kernelPanel(
    shape: number,
    scale: number,
    points: Address,
    centres: Address,
    d: number,
    count: number,
    out: Address,
    stride: number,
  ): void;
  /** OUT += K C for a radial kernel's matrix K. */
  kernelTimes(
    shape: number,
    scale: number,
    lanes: Address,
    n: number,
    centres: Address,
    m: number,
    d: number,
    packed: Address,
    columns: number,
    out: Address,
    work: Address,
  ): void;
  /** Squared distances of four points from many centres. */
  squaresPanel(points: Address, centres: Address, d: number, count: number, out: Address): void;
  /** Subtracts from each lane of a panel its least entry. */
  subtractLeast(panel: Address, count: number): void;
  /** A radial kernel of such squared distances. */
  radialPanel(shape: number, scale: number, squares: Address, count: number, out: Address): void;
  /** OUT = V A' for vectors and a matrix in panels. */
  timesVectors(a: Address, m: number, n: number, v: Address, k: number, out: Address): void;
  /** The sums that enter a layer of a network that is described at an address. */
  networkForward(network: Address, phi: Address, layer: number): void;
  /** The derivatives of its units along v. */
  networkForwardAlong(network: Address, v: Address): void;
  /** Gradients in its units, and in its parameters unless `out` is 0. */
  networkBackward(network: Address, phi: Address, out: Address): void;
  /** The derivative of the gradient along v. */
  networkBackwardAlong(network: Address, phi: Address, v: Address, out: Address): void;
}

let module: WebAssembly.Module | undefined;
let shared: Kernels | undefined;

/** A new instance of the module, with a memory of its own: it goes when what holds it goes. */
export function newKernels(): Kernels {
  module ??= new WebAssembly.Module(
    // Node has no fromBase64 before its version 25.
    Uint8Array.from(atob(KERNELS_WASM), (byte) => byte.charCodeAt(0)),
  );
  return new WebAssembly.Instance(module).exports as unknown as Kernels;
}

/** The instance that operations share which leave nothing in memory, made on first use. */
export function kernels(): Kernels {
  return shared ??= newKernels();
}

const PAGE = 65536;
const LINE = 64;
/** Where areas begin: below are the constants of the module. */
export const FREE: Address = 1024;

/**
 * Addresses of areas for the given numbers of doubles, which hold anything at all. They are valid
 * until the next call; views of the memory taken before this call are not valid any more.
 *
 * @throws {RangeError} If they do not fit in the 4 GiB that WebAssembly can address.
 */
export function allocate(...lengths: number[]): Address[] {
  let end = FREE;
  const addresses = lengths.map((length) => {
    const address = end;
    end += Math.ceil(8 * length / LINE) * LINE;
    return address;
  });
  reserve(kernels(), end);
  return addresses;
}

/**
 * Grows the memory of an instance to at least so many bytes; views of it are then not valid any more.
 *
 * @throws {RangeError} If they do not fit in the 4 GiB that WebAssembly can address.
 */
export function reserve({ memory }: Kernels, end: Address): void {
  const pages = Math.ceil((end - memory.buffer.byteLength) / PAGE);
  if (pages > 0) {
    try {
      memory.grow(pages);
    } catch {
      throw new RangeError(
        `the matrices need ${end} bytes of WebAssembly memory, and so much cannot be had; ` +
          `make the problem smaller`,
      );
    }
  }
}

/** The doubles at an address. */
export function view(address: Address, length: number): Float64Array {
  return new Float64Array(kernels().memory.buffer, address, length);
}

/** The least multiple of four that is not below n. */
export function padded(n: number): number {
  return Math.ceil(n / 4) * 4;
}

/** Copies rows×columns numbers to an area whose rows are `stride` doubles apart. */
export function copyIn(
  address: Address,
  stride: number,
  from: Float64Array,
  rows: number,
  columns: number,
): void {
  copyRows(from, columns, view(address, rows * stride), stride, rows, columns);
}

/** Copies rows×columns numbers from an area whose rows are `stride` doubles apart. */
export function copyOut(
  address: Address,
  stride: number,
  to: Float64Array,
  rows: number,
  columns: number,
): Float64Array {
  copyRows(view(address, rows * stride), stride, to, columns, rows, columns);
  return to;
}

/** Rows shorter than this are copied faster number by number than by `set`. */
const SHORT = 32;

function copyRows(
  from: Float64Array,
  fromStride: number,
  to: Float64Array,
  toStride: number,
  rows: number,
  columns: number,
): void {
  if (fromStride === toStride) return to.set(from);
  for (let i = 0; i < rows; i++) {
    const source = i * fromStride;
    const target = i * toStride;
    if (columns < SHORT) {
      for (let j = 0; j < columns; j++) to[target + j] = from[source + j];
    } else {
      to.set(from.subarray(source, source + columns), target);
    }
  }
}

/**
 * Throws unless `array` holds rows×columns numbers and both are integers ≥ 0.
 *
 * @throws {RangeError} That names the operation, the array and both numbers.
 */
export function requireShape(
  operation: string,
  name: string,
  array: Float64Array,
  rows: number,
  columns: number,
): void {
  for (const size of [rows, columns]) {
    if (!Number.isInteger(size) || size < 0) {
      throw new RangeError(`${operation}: a dimension of ${name} must be an integer ≥ 0: ${size}`);
    }
  }
  if (array.length !== rows * columns) {
    throw new RangeError(
      `${operation}: ${name} must hold ${rows}×${columns} = ${rows * columns} numbers, ` +
        `but it holds ${array.length}`,
    );
  }
}
