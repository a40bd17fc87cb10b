import type { FigureDefinition } from "../figure.ts";
import { slopePanels } from "../slope_panels.ts";

/** Memory and calls of one estimate against the length of the inner loop. */
export const figure: FigureDefinition = slopePanels({
  id: "meta_passes",
  title: "Memory and oracle calls against the number of inner steps",
  caption:
    "One exact gradient through an inner loop of r steps whose points are stored, checkpointed or " +
    "recomputed; and, of the calls, those on average of the debiased estimate that computes it once in r " +
    "times.",
  reading:
    "Nothing here is random. All axes logarithmic; the thin dashed guides have the slopes beside them.",
  x: "inner steps r",
  panels: [
    {
      panel: "peak_bytes",
      title: "Peak memory",
      what: "bytes",
      guides: [
        { slope: 1, label: "∝ r", beside: "stored", factor: 2.5 },
        { slope: 0.5, label: "∝ √r", beside: "checkpointed", factor: 0.4 },
      ],
    },
    {
      panel: "calls",
      title: "Calls of one estimate",
      what: "calls",
      guides: [
        { slope: 2, label: "∝ r²", beside: "recomputed", factor: 2.5 },
        { slope: 1, label: "∝ r", beside: "stored", factor: 0.4 },
      ],
    },
  ],
});
