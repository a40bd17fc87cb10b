/**
 * Names to identifiers.
 *
 * @module
 */

/** An identifier for `id=` and `#…`: letters, digits, hyphens and underscores of `text`. */
export function anchor(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|-+$/g, "");
}
