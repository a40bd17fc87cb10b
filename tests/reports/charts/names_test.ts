import { assertEquals } from "@std/assert";
import { nameFor } from "../../../reports/charts/names.ts";

Deno.test("series have names that a reader knows, and what nobody has named keeps its own", () => {
  const names = {
    "nsbo-sgd-1": "NSBO-SGD, T = 1",
    "nbo-cg-1": "NBO-CG, 1 step",
    "nbo-cg-5": "NBO-CG, 5 steps",
    "amigo-10": "AmIGO, Q = 10",
    "amigo-full": "AmIGO-full",
    "plug-in-full": "full plug-in",
    "plug-in": "plug-in",
    "unbiased-0.2": "unbiased, q = 0.2",
    "kernel-bilevel, λ = 0.01": "kernel bilevel, λ = 0.01",
    "recomputed, q = 1/r": "recomputed, q = 1/r",
    "J = 32": "J = 32",
    "aid-nystroem": "AID-Nyström",
    "ma-saba": "MA-SABA",
    "drawn-penalties, q = 0.2": "drawn penalties, q = 0.2",
    "ma-soba over qnbo on adaptation": "MA-SOBA over qNBO on adaptation",
    "my-estimator": "my-estimator",
    "constructor": "constructor",
  };
  for (const [series, name] of Object.entries(names)) assertEquals(nameFor(series), name);
});
