/**
 * Widths of text without a canvas, so that a drawing does not depend on the machine's fonts.
 *
 * @module
 */

// Advance widths of Helvetica, in thousandths of the font size, for the characters ' ' to '~'.
// Liberation Sans and Arial have the same ones.
const ASCII = [
  ...[278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278],
  ...[556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556],
  ...[1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778],
  ...[667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556],
  ...[333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556],
  ...[556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584],
];
const OTHER = 580;
const BOLD = 1.06;

/** Width in pixels of `text` set in a Helvetica-like face of `size` pixels. */
export function textWidth(text: string, size: number, bold = false): number {
  let thousandths = 0;
  for (const character of text) {
    thousandths += ASCII[character.charCodeAt(0) - 32] ?? OTHER;
  }
  return thousandths * size * (bold ? BOLD : 1) / 1000;
}
