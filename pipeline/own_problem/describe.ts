/**
 * Stage: the form of a user's problem, or what is wrong with it.
 *
 * @module
 */

import type { Json } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { encodeJson } from "../json.ts";
import { formOf } from "./form.ts";

/** Output "form", a `Form` or a complaint. */
export function stage({ problem }: { readonly problem: unknown }): StageRun {
  return () => ({ form: encodeJson(JSON.parse(JSON.stringify(formOf(problem))) as Json) });
}
