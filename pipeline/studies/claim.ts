/**
 * Claims as data: a sentence, the number that stands for it, and what is accepted.
 *
 * @module
 */

import { NOTHING } from "../../reports/page/claim_numbers.ts";
import type { ClaimModel, PaperModel } from "../../reports/page/model.ts";
import type { Stage } from "../engine/stage.ts";
import type { ClaimParameters } from "../stages/claim.ts";
import type { Tables } from "./contract.ts";
import { prose } from "./prose.ts";
import type { Range } from "./ranges.ts";

/** A query over tables that gives one row: see `ClaimParameters.value`. */
export interface Value {
  readonly sql: string;
  /** Its tables by name. */
  readonly tables: Tables;
}

/** What an interval allows for: what else would have come out another time. */
export const ALLOWS_FOR = {
  nothing: NOTHING,
  draws: "other draws of the same problem",
  tunedDraws: "other draws of the same problem; steps as they were chosen on draws of their own",
  instances: "other instances of the problem, and other draws of each",
} as const;

/** The number of a claim. */
export interface ClaimValue extends Value {
  /** What its interval allows for. */
  readonly allowsFor: string;
}

/** A number that is simulated: its interval allows for other draws. */
export const simulated = (value: Value): ClaimValue => ({ ...value, allowsFor: ALLOWS_FOR.draws });

/** The same where replications, or groups of them, have other draws of the problem. */
export const overInstances = (value: Value): ClaimValue => ({
  ...value,
  allowsFor: ALLOWS_FOR.instances,
});

/** The same where steps were chosen on other draws. */
export const ofTunedDraws = (value: Value): ClaimValue => ({
  ...value,
  allowsFor: ALLOWS_FOR.tunedDraws,
});

/** A number that is computed. */
export const computed = (value: Value): ClaimValue => ({ ...value, allowsFor: ALLOWS_FOR.nothing });

/** One claim. */
export interface Claim {
  /** In stage names, anchors and tables, after the study's. */
  readonly id: string;
  /** Whose it is; "ours" where no paper says it. */
  readonly paper: PaperModel | "ours";
  /** The claim in our words. */
  readonly says: string;
  /** What the number is. */
  readonly measures: string;
  readonly accepts: Range;
  readonly value: ClaimValue;
  /** Figures that show it. */
  readonly shown: readonly string[];
  /** Whether it is what a reader of its paper would ask first. */
  readonly headline?: boolean;
  /**
   * What of these draws had been looked at when it or its range was laid down. Without it, it is stated: both
   * stood before.
   */
  readonly found?: string;
}

/** What of a claim may be left out: it is stated by the study's paper, and shown by all figures of its part. */
export type ClaimDetails = Partial<Pick<Claim, "paper" | "shown" | "found" | "headline">>;

/** A claim of a study's part. */
export type OwnClaim = Omit<Claim, "paper" | "shown"> & ClaimDetails;

/** Ours, of what was seen in these very draws. */
export const SEEN_HERE: ClaimDetails = { paper: "ours", found: "it was seen here" };

/**
 * A claim: what is accepted of which value, then its sentence and, after "Number:", what the value is. Lines
 * of both are joined.
 */
export function claim(id: string, accepts: Range, value: ClaimValue, details: ClaimDetails = {}) {
  return (...words: Parameters<typeof prose>): OwnClaim => {
    const [says, measures] = prose(...words).split(" Number: ");
    if (measures === undefined) {
      throw new Error(`The claim "${id}" does not say what is measured: add a line "Number: …".`);
    }
    return { id, says, measures, accepts, value, ...details };
  };
}

const statusOf = ({ found }: Claim): ClaimModel["status"] =>
  found === undefined ? "stated" : "found";

/** What the report knows of a claim whatever becomes of its stage. */
export type ClaimWords = Omit<ClaimModel, Judged> & { readonly name: string };

type Judged =
  | ("value" | "low" | "high" | "which" | "verdict" | "reason" | "failure")
  | ("adjusted" | "elsewhere");

/** The words of a claim for the report. */
export function claimWords(study: string, claim: Claim): ClaimWords {
  const { low, high, bar, why } = claim.accepts;
  return {
    name: claim.id,
    id: `${study}.${claim.id}`,
    statement: claim.says,
    paper: claim.paper,
    measure: claim.measures,
    bar,
    accepted: { low, high, why },
    allowsFor: claim.value.allowsFor,
    status: statusOf(claim),
    ...(claim.found === undefined ? {} : { found: claim.found }),
    ...(claim.headline ? { headline: true } : {}),
    evidence: claim.shown,
  };
}

/** Why a claim is judged on a seed: it is the study's, it confirms what was found, or is one more. */
export type Purpose = "study" | "confirmation" | "repeat";

/** Which draws a claim is judged on. */
export interface Draws {
  readonly seed: number;
  readonly purpose: Purpose;
  /** Whether all sizes are computed that claims are about. */
  readonly complete: boolean;
}

/** What the stage of a claim is told. */
export function claimParameters(study: string, claim: Claim, draws: Draws): ClaimParameters {
  const { low, high, bar } = claim.accepts;
  return {
    id: `${study}.${claim.id}`,
    study,
    paper: claim.paper === "ours" ? claim.paper : claim.paper.identifier,
    statement: claim.says,
    measure: claim.measures,
    bar,
    accepted: { low, high },
    allowsFor: claim.value.allowsFor,
    status: statusOf(claim),
    ...draws,
    value: claim.value.sql,
  };
}

/** The stage that judges a claim. */
export function claimStage(study: string, claim: Claim, draws: Draws): Stage {
  return {
    name: `${study}/claim/${claim.id}`,
    kind: "claim",
    code: { entry: "pipeline/stages/claim.ts", native: ["@duckdb/node-api"] },
    files: true,
    parameters: claimParameters(study, claim, draws),
    inputs: { macros: { file: "reports/sql/macros.sql" }, ...claim.value.tables },
    outputs: ["rows", "table"],
  };
}
