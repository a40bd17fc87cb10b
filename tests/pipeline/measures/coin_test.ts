import { assert } from "@std/assert";
import { HEADS, TAILS } from "../../../pipeline/measures/coin.ts";

Deno.test("a coin falls as told for every probability between 0 and 1, also of a stream that is split", () => {
  for (const q of [1e-300, 0.05, 0.5, 0.95, 1 - Number.EPSILON / 2]) {
    for (const [coin, falls] of [[HEADS, true], [TAILS, false]] as const) {
      for (const source of [coin, coin.split("coin").split(3)]) {
        const number = source.uniform();
        assert(number > 0 && number < 1);
        assert((number < q) === falls, `${q} ${falls}`);
      }
    }
  }
});
