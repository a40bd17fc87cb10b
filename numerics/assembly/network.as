// A network of tanh units for n observations: its outputs, its gradient, and both along a direction. All
// sums are in the order of plain loops. Parameters are, for each layer, its weights, outputs×inputs
// row-major, and its biases; units and what is derived from them are n×width, row-major.
//
// A network is described by whole numbers: depth, n, the addresses of a row of zeros and of an area for
// single calls, and for each layer from the inputs on eight: its width, the bytes before its parameters, and
// the addresses of its units, of gradients in them and in what they squash, of the derivatives along the
// direction of the first and the last, and of the weights that lead on from it, transposed.

@inline
function depth(net: usize): i32 {
  return load<i32>(net);
}

@inline
function observations(net: usize): i32 {
  return load<i32>(net, 4);
}

@inline
function zeros(net: usize): usize {
  return load<u32>(net, 8);
}

@inline
function work(net: usize): usize {
  return load<u32>(net, 12);
}

@inline
function width(net: usize, l: i32): i32 {
  return load<i32>(net + (<usize> l << 5), 16);
}

@inline
function offset(net: usize, l: i32): usize {
  return load<u32>(net + (<usize> l << 5), 20);
}

@inline
function units(net: usize, l: i32): usize {
  return load<u32>(net + (<usize> l << 5), 24);
}

@inline
function above(net: usize, l: i32): usize {
  return load<u32>(net + (<usize> l << 5), 28);
}

@inline
function delta(net: usize, l: i32): usize {
  return load<u32>(net + (<usize> l << 5), 32);
}

@inline
function unitsAlong(net: usize, l: i32): usize {
  return load<u32>(net + (<usize> l << 5), 36);
}

@inline
function deltaAlong(net: usize, l: i32): usize {
  return load<u32>(net + (<usize> l << 5), 40);
}

@inline
function turned(net: usize, l: i32): usize {
  return load<u32>(net + (<usize> l << 5), 44);
}

/** The transpose of a rows×columns matrix. */
function transpose(a: usize, rows: i32, columns: i32, out: usize): void {
  for (let i = 0; i < rows; i++) {
    let to = out + (<usize> i << 3);
    for (let j = 0; j < columns; j++) {
      store<f64>(to, load<f64>(a));
      a += 8;
      to += <usize> rows << 3;
    }
  }
}

/** Eight columns of two rows of a product: sums begin at a and b; `onto` adds them to what is there. */
function block(
  x: usize,
  y: usize,
  k: i32,
  w: usize,
  stride: usize,
  a: usize,
  b: usize,
  out: usize,
  next: usize,
  onto: bool,
): void {
  let a0 = v128.load(a), a1 = v128.load(a, 16), a2 = v128.load(a, 32), a3 = v128.load(a, 48);
  let b0 = v128.load(b), b1 = v128.load(b, 16), b2 = v128.load(b, 32), b3 = v128.load(b, 48);
  for (let j = 0; j < k; j++) {
    const w0 = v128.load(w), w1 = v128.load(w, 16), w2 = v128.load(w, 32), w3 = v128.load(w, 48);
    const u = v128.load_splat<f64>(x), v = v128.load_splat<f64>(y);
    a0 = f64x2.add(a0, f64x2.mul(u, w0));
    a1 = f64x2.add(a1, f64x2.mul(u, w1));
    a2 = f64x2.add(a2, f64x2.mul(u, w2));
    a3 = f64x2.add(a3, f64x2.mul(u, w3));
    b0 = f64x2.add(b0, f64x2.mul(v, w0));
    b1 = f64x2.add(b1, f64x2.mul(v, w1));
    b2 = f64x2.add(b2, f64x2.mul(v, w2));
    b3 = f64x2.add(b3, f64x2.mul(v, w3));
    x += 8;
    y += 8;
    w += stride;
  }
  if (onto) {
    a0 = f64x2.add(v128.load(out), a0);
    a1 = f64x2.add(v128.load(out, 16), a1);
    a2 = f64x2.add(v128.load(out, 32), a2);
    a3 = f64x2.add(v128.load(out, 48), a3);
    b0 = f64x2.add(v128.load(next), b0);
    b1 = f64x2.add(v128.load(next, 16), b1);
    b2 = f64x2.add(v128.load(next, 32), b2);
    b3 = f64x2.add(v128.load(next, 48), b3);
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
  v128.store(next, b0);
  v128.store(next, b1, 16);
  v128.store(next, b2, 32);
  v128.store(next, b3, 48);
}

/** One column of two rows. */
function column(
  x: usize,
  y: usize,
  k: i32,
  w: usize,
  stride: usize,
  a: usize,
  b: usize,
  out: usize,
  next: usize,
  onto: bool,
): void {
  let sum = load<f64>(a), other = load<f64>(b);
  for (let j = 0; j < k; j++) {
    const factor = load<f64>(w);
    sum += load<f64>(x) * factor;
    other += load<f64>(y) * factor;
    x += 8;
    y += 8;
    w += stride;
  }
  if (onto) {
    sum = load<f64>(out) + sum;
    other = load<f64>(next) + other;
  }
  store<f64>(out, sum);
  store<f64>(next, other);
}

/**
 * OUT = FROM + XW for X rows×k and W k×m, or OUT + (FROM + XW) if `onto`. Rows of FROM are `step` bytes
 * apart; it may be OUT itself.
 */
function product(
  x: usize,
  rows: i32,
  k: i32,
  w: usize,
  m: i32,
  from: usize,
  step: usize,
  out: usize,
  onto: bool,
): void {
  const stride = <usize> m << 3;
  const length = <usize> k << 3;
  for (let i = 0; i < rows; i += 2) {
    // Of an odd number of rows the last one is done twice
    const more = i + 1 < rows;
    const y = more ? x + length : x;
    const other = more ? from + step : from;
    const next = more ? out + stride : out;
    let j = 0;
    for (; j + 8 <= m; j += 8) {
      const at = <usize> j << 3;
      block(x, y, k, w + at, stride, from + at, other + at, out + at, next + at, onto);
    }
    for (; j < m; j++) {
      const at = <usize> j << 3;
      column(x, y, k, w + at, stride, from + at, other + at, out + at, next + at, onto);
    }
    x += 2 * length;
    from += 2 * step;
    out += 2 * stride;
  }
}

/** dots ← (1 − u²) dots. */
function through(u: usize, dots: usize, out: usize, count: i32): void {
  for (let at: usize = 0; at < <usize> count << 3; at += 8) {
    const unit = load<f64>(u + at);
    store<f64>(out + at, (1 - unit * unit) * load<f64>(dots + at));
  }
}

/** d'x into the weights of layer l, and the sums of d into its biases; or d'x on top of what is there. */
function parameters(net: usize, l: i32, d: usize, x: usize, out: usize, first: bool): void {
  const n = observations(net), inputs = width(net, l), outputs = width(net, l + 1);
  const weights = out + offset(net, l);
  const from = first ? zeros(net) : weights;
  const step = first ? 0 : <usize> inputs << 3;
  transpose(d, n, outputs, work(net));
  product(work(net), outputs, n, x, inputs, from, step, weights, false);
  if (!first) return;
  let bias = weights + (<usize> (inputs * outputs) << 3);
  for (let u = 0; u < outputs; u++) {
    let sum: f64 = 0;
    for (let i = 0; i < n; i++) sum += load<f64>(work(net) + (<usize> (u * n + i) << 3));
    store<f64>(bias, sum);
    bias += 8;
  }
}

/** The sums that enter layer l + 1, in place of its units, given the units of layer l. */
export function networkForward(net: usize, phi: usize, l: i32): void {
  const n = observations(net), inputs = width(net, l), outputs = width(net, l + 1);
  const weights = phi + offset(net, l), biases = weights + (<usize> (inputs * outputs) << 3);
  transpose(weights, outputs, inputs, turned(net, l));
  product(units(net, l), n, inputs, turned(net, l), outputs, biases, 0, units(net, l + 1), false);
}

/** The derivatives of all units along v, after `networkForward` of all layers. */
export function networkForwardAlong(net: usize, v: usize): void {
  const n = observations(net);
  for (let l = 0; l < depth(net); l++) {
    const inputs = width(net, l), outputs = width(net, l + 1);
    const weights = v + offset(net, l), biases = weights + (<usize> (inputs * outputs) << 3);
    const to = unitsAlong(net, l + 1);
    transpose(weights, outputs, inputs, work(net));
    product(units(net, l), n, inputs, work(net), outputs, biases, 0, to, false);
    if (l > 0) {
      const along = unitsAlong(net, l);
      product(along, n, inputs, turned(net, l), outputs, zeros(net), 0, to, true);
    }
    if (l + 1 < depth(net)) through(units(net, l + 1), to, to, n * outputs);
  }
}

/** All gradients in units, given those in the outputs; and that in the parameters, unless out is 0. */
export function networkBackward(net: usize, phi: usize, out: usize): void {
  const n = observations(net);
  for (let l = depth(net) - 1; l >= 0; l--) {
    const inputs = width(net, l), outputs = width(net, l + 1);
    if (out != 0) parameters(net, l, delta(net, l + 1), units(net, l), out, true);
    if (l == 0) return;
    const weights = phi + offset(net, l), to = above(net, l);
    product(delta(net, l + 1), n, outputs, weights, inputs, zeros(net), 0, to, false);
    through(units(net, l), to, delta(net, l), n * inputs);
  }
}

/** The derivative along v of the gradient in the parameters, after all the others. */
export function networkBackwardAlong(net: usize, phi: usize, v: usize, out: usize): void {
  const n = observations(net);
  for (let l = depth(net) - 1; l >= 0; l--) {
    const inputs = width(net, l), outputs = width(net, l + 1);
    parameters(net, l, deltaAlong(net, l + 1), units(net, l), out, true);
    if (l == 0) return;
    parameters(net, l, delta(net, l + 1), unitsAlong(net, l), out, false);
    const to = deltaAlong(net, l), step = <usize> inputs << 3;
    const along = deltaAlong(net, l + 1), plain = delta(net, l + 1);
    product(along, n, outputs, phi + offset(net, l), inputs, zeros(net), 0, to, false);
    product(plain, n, outputs, v + offset(net, l), inputs, to, step, to, false);
    for (let at: usize = 0; at < <usize> (n * inputs) << 3; at += 8) {
      const unit = load<f64>(units(net, l) + at), gradient = load<f64>(above(net, l) + at);
      const dot = load<f64>(unitsAlong(net, l) + at);
      const passed = (1 - unit * unit) * load<f64>(to + at);
      store<f64>(to + at, passed - 2 * unit * dot * gradient);
    }
  }
}
