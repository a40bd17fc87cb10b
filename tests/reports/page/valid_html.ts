/**
 * Judges documents by the HTML standard.
 *
 * @module
 */

import { HtmlValidate } from "html-validate";

const VALIDATOR = new HtmlValidate({ extends: ["html-validate:recommended"] });

/** What is wrong with a document, a line each. */
export async function faultsOf(html: string): Promise<string[]> {
  const { results } = await VALIDATOR.validateString(html);
  return results.flatMap(({ messages }) =>
    messages.map(({ line, column, ruleId, message, selector }) =>
      `${line}:${column} ${ruleId}: ${message} ${selector ?? ""}`
    )
  );
}
