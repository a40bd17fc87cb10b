import { assert, assertEquals, assertLess } from "@std/assert";
import { ROOT } from "../../tools/project_files.ts";
import { finish, oneObject } from "../project_copy.ts";

interface Answer {
  readonly estimators: readonly {
    readonly efforts: readonly { readonly effort: number; readonly error: number | null }[];
    readonly defaultOf?: { readonly library: string; readonly effort: number };
  }[];
  readonly methods: readonly {
    readonly name: string;
    readonly goesThrough: string;
    readonly value: number | null;
    readonly diverged: number;
  }[];
  readonly recommendation: readonly string[];
}

for (const name of ["ridge", "logistic", "network"]) {
  Deno.test(`compare, with its defaults, ends on examples/${name}.ts with what to use`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "bigrad-own-" });
    try {
      const { code, value } = oneObject<Answer>(
        await finish(
          new Deno.Command(Deno.execPath(), {
            args: [
              ...["run", "-A", "--no-prompt", `${ROOT}pipeline/main.ts`, "compare", "--json"],
              ...["--problem", `${ROOT}examples/${name}.ts`],
              ...["--store", `${folder}/store`, "--out", `${folder}/out`],
            ],
            stdin: "null",
            stdout: "piped",
            stderr: "piped",
          }).spawn(),
        ),
      );
      assertEquals(code, 0);
      const { estimators, methods, recommendation } = value;
      // optimistix and jaxopt are right where the lower level is solved, one unrolled step is not
      const off = Object.fromEntries(estimators.flatMap(({ defaultOf, efforts }) => {
        const row = efforts.find(({ effort }) => effort === defaultOf?.effort);
        return defaultOf === undefined ? [] : [[defaultOf.library, row!.error!]];
      }));
      assertLess(off.optimistix, 1e-6);
      assertLess(off["jaxopt and TorchOpt"], 1e-4);
      assertLess(0.1, off.Betty);
      const search = methods.find((one) => one.name === "random-search")!;
      const ahead = methods.filter((one) => one.diverged === 0 && one.value! < search.value!);
      assert(ahead.length > methods.length / 2);
      assert(
        recommendation.some((sentence) => sentence.startsWith("For a hypergradient to 1 %, ")),
      );
      assert(
        recommendation.some((sentence) =>
          sentence.startsWith(`Of the methods ${methods[0].name} `)
        ),
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
