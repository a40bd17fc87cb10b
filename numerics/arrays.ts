/**
 * New vectors, cheaply: V8 gives each typed array memory of its own, which costs as much as some hundred
 * multiplications and the collector more. Short ones are cut from common slabs instead.
 *
 * No memory is ever handed out twice, so that these are arrays like any other but for their `buffer`. A
 * slab lives as long as one of its arrays.
 *
 * @module
 */

/** In numbers; slabs that are longer are slower to clear, and shorter ones to come by. */
const SLAB = 2048;
/** Longer vectors get memory of their own. */
const LONGEST = SLAB / 8;

let slab = new ArrayBuffer(0);
/** Where in the slab, in bytes, what is free begins. */
let free = 0;

/** n zeros. */
export function zeros(n: number): Float64Array<ArrayBuffer> {
  if (n > LONGEST || !(n >= 0)) return new Float64Array(n);
  const at = cut(8 * n);
  return new Float64Array(slab, at, n);
}

/** n zeros, to be whole numbers. */
export function wholes(n: number): Uint32Array<ArrayBuffer> {
  if (n > LONGEST || !(n >= 0)) return new Uint32Array(n);
  // Doubles begin at multiples of eight bytes
  const at = cut(8 * ((n + 1) >> 1));
  return new Uint32Array(slab, at, n);
}

/** A copy of a vector. */
export function copyOf(v: Float64Array): Float64Array<ArrayBuffer> {
  const n = v.length;
  if (n > LONGEST) return v.slice() as Float64Array<ArrayBuffer>;
  const out = zeros(n);
  for (let l = 0; l < n; l++) out[l] = v[l];
  return out;
}

/** A copy of whole numbers. */
export function copyOfWholes(v: Uint32Array): Uint32Array<ArrayBuffer> {
  const n = v.length;
  if (n > LONGEST) return v.slice() as Uint32Array<ArrayBuffer>;
  const out = wholes(n);
  for (let l = 0; l < n; l++) out[l] = v[l];
  return out;
}

/** Where so many bytes begin that nobody has. */
function cut(bytes: number): number {
  if (free + bytes > slab.byteLength) {
    slab = new ArrayBuffer(8 * SLAB);
    free = 0;
  }
  const at = free;
  free += bytes;
  return at;
}
