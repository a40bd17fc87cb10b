import { assertEquals } from "@std/assert";
import { quadraticLosses } from "../../../estimators/functional/loss_pairs.ts";
import { medianEstimate } from "../../../estimators/inference/repeated.ts";
import { Stream } from "../../../numerics/random.ts";
import { libraryEstimates, observationsOf } from "./library.ts";
import { ask, assertClose, numbersOf, OwnFiles } from "./support.ts";

Deno.test("a quadratic pair", async (t) => {
  await using files = await OwnFiles.make();
  const n = 120;
  const random = Stream.of("tests", "own data", "quadratic");
  const draw = (name: string) => random.split(name).fillNormal(new Float64Array(n));
  const [X, noise, other] = [draw("X"), draw("noise"), draw("other")];
  const columns = {
    X,
    G1: X.map((x, i) => Math.sin(x) + 0.3 * noise[i]!),
    G2: X.map((x, i) => x * x / 2 + other[i]!),
    T: X.map((x, i) => x + noise[i]! * other[i]!),
    Y: X.map((x, i) => 1 + x + 0.5 * noise[i]!),
  };
  const w = [0.6, -0.3];
  const data = await files.csv("iv.csv", columns);
  for (const constant of [undefined, "T"]) {
    const quadratic = {
      slopes: ["G1", "G2"],
      outcome: "Y",
      ...(constant === undefined ? {} : { constant }),
    };
    const name = constant === undefined ? "T_w = w'G" : "T_w = T_0 + w'G";
    const common = `covariates: ["X"], at: [${w.join(",")}]`;
    const losses = await files.write(
      `quadratic-${constant}.ts`,
      `export const losses = { ${common}, quadratic: ${JSON.stringify(quadratic)} };`,
    );

    await t.step(`${name}: as if written as functions`, async () => {
      const options = ["--seed", "7", "--repetitions", "1"];
      const { answer } = await ask("--data", data, "--losses", losses, ...options);
      const target = `${constant === undefined ? "" : "T + "}w[0] * G1 + w[1] * G2`;
      const functions = await files.write(
        `functions-${constant}.ts`,
        `export const losses = { ${common}, columns: ["G1", "G2", "T", "Y"], coordinates: ["G1", "G2"],
          inner: (w, v, { G1, G2, T }) => (v - (${target})) ** 2 / 2,
          outer: (w, v, { Y }) => (v - Y) ** 2 / 2 };`,
      );
      const same = (await ask("--data", data, "--losses", functions, ...options)).answer;
      assertEquals(answer.gradient.map(({ name }) => name), ["G1", "G2"]);
      assertEquals(
        answer.nuisances.map(({ learner, smoothing }) => [learner, smoothing]),
        same.nuisances.map(({ learner, smoothing }) => [learner, smoothing]),
      );
      assertClose(numbersOf(answer), numbersOf(same));
    });

    await t.step(`${name}: the library's quadratic losses`, async () => {
      const options = ["--repetitions", "2", "--learner", "series"];
      const { answer } = await ask("--data", data, "--losses", losses, ...options);
      const read = ["G1", "G2", ...(constant === undefined ? [] : [constant]), "Y"];
      const { gradient, standardError } = medianEstimate(libraryEstimates(
        observationsOf(columns, ["X"], read),
        quadraticLosses(2, constant !== undefined),
        answer,
      ));
      const expected = [...gradient].flatMap((value, k) => [value, standardError[k]!]);
      assertClose(numbersOf(answer), expected);
    });
  }
});
