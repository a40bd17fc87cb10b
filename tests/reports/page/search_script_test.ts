import { searchScript } from "../../../reports/page/search_script.ts";
import { MINI_SEARCH } from "./fixture.ts";

Deno.test("the script of the search is one where no function says how it is written, as in a stage", () => {
  const { toString } = Function.prototype;
  Function.prototype.toString = () => "function () { [native code] }";
  try {
    new Function(searchScript(MINI_SEARCH));
  } finally {
    Function.prototype.toString = toString;
  }
});
