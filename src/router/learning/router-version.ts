import { z } from "zod";
import { RefitReport, type RefitOutcome } from "./refit-report.ts";
import type { LocalExample } from "./local-example.ts";

/** `report.json` of a version: what its refit found, without the examples, and the hashes of the files beside it. */
export const VersionRecord = RefitReport.omit({ examples: true }).extend({
  version: z.number().int().min(1),
  /** SHA-256 by file name. */
  files: z.record(z.string(), z.string()),
  /** What `heads.bin` is called where fitted models are kept; absent when there is none. */
  modelName: z
    .string()
    .regex(/^[\w-]{1,80}\.bin$/u)
    .optional(),
});
export type VersionRecord = z.infer<typeof VersionRecord>;

/** A file that a fit left behind, so that it need not be fitted again. It knows what it was fitted on. */
export interface FittedModel {
  /** Its name among fitted models, such as `heads-0123456789abcdef.bin`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** `current.json`: which version is in force. */
export const CurrentVersion = z.object({
  /** 0 is the shipped router, without local examples. */
  version: z.number().int().nonnegative(),
  /** Set by a rollback: no scheduled refit until somebody refits by hand. */
  isHeld: z.boolean(),
  at: z.iso.datetime(),
});
export type CurrentVersion = z.infer<typeof CurrentVersion>;

/** What a router is made of beside the definitions. */
export interface LoadedVersion {
  readonly version: number;
  readonly examples: readonly LocalExample[];
  /** What was fitted when it was accepted; fits only the definitions of that time. */
  readonly model?: FittedModel;
  /** What stands in the way of a newer version that was meant to be in force, for the log. */
  readonly problems: readonly string[];
}

/** One line of the list of versions. */
export interface VersionSummary {
  readonly version: number;
  readonly outcome: RefitOutcome;
  readonly at: string;
  readonly examples: number;
  readonly why: string;
  /** Share of the validation set's requests that go to a right agent; null when the set has none. */
  readonly top1: number | null;
  readonly isCurrent: boolean;
  /** Set when its files are not what was written. */
  readonly broken?: string;
}
