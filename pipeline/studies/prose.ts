/**
 * Prose of several lines.
 *
 * @module
 */

/** A text whose lines are joined by spaces, and whose paragraphs are parted by an empty line. */
export function prose(text: TemplateStringsArray, ...values: readonly unknown[]): string {
  const words = text.map((part) => part.replace(/\n\s*\n\s*/g, "\0").replace(/\s*\n\s*/g, " "));
  return String.raw({ raw: words }, ...values).trim().replaceAll("\0", "\n\n");
}
