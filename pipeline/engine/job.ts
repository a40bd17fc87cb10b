/**
 * The job of a stage: what an executor needs to run it, once or again.
 *
 * @module
 */

import type { Bundler } from "./bundle.ts";
import { inCanonicalOrder } from "./canonical.ts";
import type { Job } from "./executor.ts";
import type { KeyComponents, Stage } from "./stage.ts";
import type { Store } from "./store.ts";

/**
 * The job of a stage whose key has these components; undefined if the bytes of an input are lost. In
 * which order parameters were declared no stage can see, since the key does not tell.
 */
export function jobOf(
  stage: Stage,
  { code, parameters, random, inputs }: KeyComponents,
  store: Store,
  bundler: Bundler,
): Job | undefined {
  const { name, files = false, code: { native } } = stage;
  const bytes = mapValues(inputs, (digest) => store.get(digest)!);
  if (Object.values(bytes).some((list) => list.includes(undefined!))) return undefined;
  return {
    name,
    code,
    loadable: (own) => bundler.loadable(stage.code, own),
    parameters: inCanonicalOrder(parameters),
    random,
    inputs: bytes,
    ...(native && { native: mapValues(files ? inputs : {}, (digest) => store.blobPath(digest)) }),
  };
}

function mapValues<To>(
  lists: Readonly<Record<string, readonly string[]>>,
  map: (value: string) => To,
): Record<string, To[]> {
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.map(map)]));
}
