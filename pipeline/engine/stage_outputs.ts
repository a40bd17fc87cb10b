/**
 * What a stage has returned, as bytes that are what they seem, whatever it made of the language.
 *
 * This module runs in worker processes only.
 *
 * @module
 */

/** One output: its bytes, and how many there were when it was returned. */
export interface Output {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly size: number;
}

// A class of the stage's own, or a language that it changed, may answer anything.
const { entries } = Object;
const { apply } = Reflect;
const Bytes = Uint8Array;
const TYPED: object = Object.getPrototypeOf(Bytes.prototype);
const validate = (TYPED as Uint8Array).keys;

function reader<Value>(name: PropertyKey): (bytes: unknown) => Value {
  const get = Object.getOwnPropertyDescriptor(TYPED, name)!.get!;
  return (bytes) => apply(get, bytes, []) as Value;
}

const kindOf = reader<string | undefined>(Symbol.toStringTag);
const bufferOf = reader<ArrayBufferLike>("buffer");
const offsetOf = reader<number>("byteOffset");
const lengthOf = reader<number>("byteLength");

/**
 * The outputs of a stage.
 *
 * @param most How many bytes all of them may hold.
 * @throws {Error} If they are not Uint8Arrays by name, or hold more.
 */
export function outputsOf(made: unknown, most: number): Output[] {
  if (typeof made !== "object" || made === null) {
    throw new TypeError(`It returned ${String(made)}; return an object with the outputs by name.`);
  }
  const found = entries(made);
  const outputs: Output[] = [];
  let total = 0;
  for (let i = 0; i < found.length; i++) {
    const name = found[i]![0];
    const value: unknown = found[i]![1];
    if (typeof value !== "object" || kindOf(value) !== "Uint8Array") {
      throw new TypeError(`Output "${name}" is not a Uint8Array; encode it.`);
    }
    const size = lengthOf(value);
    total += size;
    if (total > most) {
      throw new Error(
        `Its outputs hold ${total} bytes with "${name}", and a stage may make ${most}; ` +
          "keep less of it, or split it into several stages.",
      );
    }
    requireThere(name, value);
    outputs[i] = { name, bytes: new Bytes(bufferOf(value), offsetOf(value), size), size };
  }
  return outputs;
}

/** @throws {Error} If the memory of an output was given away, or shrank, after it was returned. */
export function requireWhole(outputs: readonly Output[]): void {
  for (let i = 0; i < outputs.length; i++) {
    const { name, bytes, size } = outputs[i]!;
    requireThere(name, bytes);
    if (lengthOf(bytes) !== size) throw new Error(gone(name));
  }
}

function requireThere(name: string, bytes: unknown): void {
  try {
    apply(validate, bytes, []);
  } catch {
    throw new Error(gone(name));
  }
}

function gone(name: string): string {
  return `The memory of output "${name}" was transferred or has shrunk; return a copy.`;
}
