/**
 * A graph of JSON-LD entities, flat as RO-Crate wants it: each is there once, under its identifier.
 *
 * @module
 */

import type { Json } from "../engine/canonical.ts";

/** A reference to an entity. */
export interface Reference {
  readonly "@id": string;
  readonly [key: string]: Json;
}

/** An entity without its identifier. */
export type Properties = { readonly "@type": string | readonly string[] } & {
  readonly [name: string]: Json;
};

/** Entities by identifier, in the order in which they were first named. */
export class EntityGraph {
  readonly #entities = new Map<string, Record<string, Json>>();
  /** Which lists an entity has and what is in them already. */
  readonly #listed = new Set<string>();

  /** Adds an entity, unless there is one of its name: that one is taken to be the same. */
  add(id: string, properties: Properties): Reference {
    if (!this.#entities.has(id)) this.#entities.set(id, { "@id": id, ...properties });
    return { "@id": id };
  }

  /** Sets properties of an entity that is there. */
  set(of: Reference, properties: Readonly<Record<string, Json>>): void {
    Object.assign(this.#entities.get(of["@id"])!, properties);
  }

  /** Adds an entity to a list that another has, once. */
  link(from: Reference, property: string, to: Reference): void {
    const link = `${from["@id"]}\n${property}\n${to["@id"]}`;
    if (this.#listed.has(link)) return;
    this.#listed.add(link);
    const entity = this.#entities.get(from["@id"])!;
    const list = (entity[property] ??= []) as Json[];
    list.push(to);
  }

  /** All entities. */
  entities(): Record<string, Json>[] {
    return [...this.#entities.values()];
  }
}

/** The identifier of a file of the crate: its path as a relative URI. */
export function fileId(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** An identifier within the document, of names that may hold anything. */
export function localId(...names: string[]): string {
  return `#${names.map(encodeURIComponent).join("/")}`;
}
