/**
 * The words that parts of studies are written in.
 *
 * @module
 */

export * from "./claim.ts";
export { figure } from "./figure.ts";
export { modules } from "./modules.ts";
export { compared, exactStage, printed, summaries } from "./parts.ts";
export { prose } from "./prose.ts";
export { RANGES } from "./ranges.ts";
export { named } from "./ref.ts";
export * from "./values.ts";
