/**
 * The panels of a specification, wherever they lie on its sheet.
 *
 * @module
 */

/** A view with layers. */
export interface PanelSpec {
  readonly title?: string | {
    readonly text: readonly string[];
    readonly subtitle?: readonly string[];
  };
  readonly width: number;
  readonly height: number;
  readonly layer: readonly Record<string, unknown>[];
}

interface Sheet extends Partial<PanelSpec> {
  readonly vconcat?: readonly Sheet[];
  readonly hconcat?: readonly Sheet[];
}

const isKey = ({ layer = [] }: Sheet): boolean =>
  layer.every(({ encoding }) => (encoding as { y?: { scale?: unknown } }).y?.scale === null);

/** The panels in their order, without the key. */
export function panelsOf(spec: unknown): PanelSpec[] {
  const sheet = spec as Sheet;
  const parts = sheet.vconcat ?? sheet.hconcat;
  if (parts !== undefined) return parts.flatMap(panelsOf);
  return isKey(sheet) ? [] : [sheet as PanelSpec];
}

/** The rows of panels, without the key. */
export function rowsOf(spec: unknown): PanelSpec[][] {
  const sheet = spec as Sheet;
  if (sheet.vconcat === undefined) return [panelsOf(spec)].filter((row) => row.length > 0);
  return sheet.vconcat.flatMap(rowsOf);
}

/** A panel's heading. */
export const headingOf = ({ title }: PanelSpec): string =>
  typeof title === "object" ? title.text.join(" ") : title ?? "";
