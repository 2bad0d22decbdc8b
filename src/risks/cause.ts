import { createHash } from "node:crypto";
import { z } from "zod";
import type { CauseEvent } from "../events/cause-events.ts";
import type { Contingency } from "../orchestration/rules/contingency-rules.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";

const KIND = "cause";

/**
 * Why a contingency rule holds, or may come to hold. One for each rule and subject, so that a rule fires once for a
 * cause however often it is reported.
 */
export const Cause = z.object({
  id: z.string(),
  rule: z.string(),
  /** What it is about, for people: the test, the benchmark, the resource, the milestone. */
  subject: z.string(),
  /** What is known of it, in one phrase. */
  detail: z.string(),
  since: z.iso.datetime(),
  /** `watched`: not yet as long or as bad as the rule says. */
  state: z.enum(["watched", "proposed", "decided"]),
  /** The event that began it, so that the same matter on another day is asked about anew. */
  occasion: z.string(),
  decision: z.object({ accepted: z.boolean(), by: z.string(), at: z.iso.datetime() }).optional(),
});
export type Cause = z.infer<typeof Cause>;

/** Short, and fit for keys and prompts, whatever a test is called. */
export function causeId(rule: string, subject: string): string {
  return `${rule}.${createHash("sha256").update(subject).digest("hex").slice(0, 12)}`;
}

/** What an event means to a rule: the cause is there, it is gone, or the event is none of the rule's business. */
export type Reading =
  | {
      readonly kind: "there";
      readonly subject: string;
      readonly detail: string;
      /** When it began, where the event knows better than the log. */
      readonly since?: string;
      /** Whether the rule fires at once, or only after a time. */
      readonly firesNow: boolean;
      /** A new report of something that was decided on before is a new cause. */
      readonly reopens: boolean;
    }
  | { readonly kind: "gone"; readonly subject: string };

/** Holds an event against a rule. */
export function readCause({ type, data }: CauseEvent, rule: Contingency): Reading | undefined {
  switch (rule.event) {
    case "test_failure":
      if (type === "test.passed") return { kind: "gone", subject: data.test };
      if (type !== "test.failed") return undefined;
      return {
        kind: "there",
        subject: data.test,
        detail: "it fails",
        ...(data.since === undefined ? {} : { since: data.since }),
        firesNow: false,
        reopens: false,
      };
    case "benchmark_regression": {
      if (type !== "benchmark.measured") return undefined;
      const { benchmark: subject, lossPercent, value, baseline, unit } = data;
      if (lossPercent <= rule.percentAbove) return { kind: "gone", subject };
      const of = unit === undefined ? "" : ` ${unit}`;
      const detail = `${Math.round(lossPercent * 10) / 10} % worse: ${value}${of} against ${baseline}${of}`;
      return { kind: "there", subject, detail, firesNow: true, reopens: false };
    }
    case "resource_conflict": {
      if (type !== "resource.conflict") return undefined;
      const between = data.between.toSorted().join(" and ");
      const subject = `${data.resource}: ${between}`;
      const detail = data.between.length > 2 ? `all ${data.between.length} need it` : "both need it";
      return { kind: "there", subject, detail, firesNow: true, reopens: true };
    }
    case "timeline_slip": {
      if (type !== "milestone.slipped" || data.expected <= data.due) return undefined;
      const detail = `due ${data.due}, now expected ${data.expected}`;
      // Another day is another slip, and another question.
      const subject = `${data.milestone} to ${data.expected}`;
      return { kind: "there", subject, detail, firesNow: true, reopens: false };
    }
  }
}

/** A cause as it is stored; `stored` is what a change of it must expect. */
export interface StoredCause {
  readonly cause: Cause;
  readonly stored: string;
}

export async function readCauses({ documents }: Pick<Store, "documents">): Promise<StoredCause[]> {
  const all = await documents.list(KIND);
  return [...all].map(([id, stored]) => ({
    cause: parseStored(Cause, stored, `docs:${KIND} ${id}`),
    stored,
  }));
}

export async function readCauseOf(
  id: string,
  { documents }: Pick<Store, "documents">,
): Promise<StoredCause | undefined> {
  const stored = await documents.get(KIND, id);
  return stored === undefined
    ? undefined
    : { cause: parseStored(Cause, stored, `docs:${KIND} ${id}`), stored };
}

/** The write of a cause over what was stored before; `null` for nothing. */
export function causeChange(cause: Cause, before: string | null): DocumentChange {
  return { kind: KIND, id: cause.id, value: JSON.stringify(cause), expected: before };
}

export function causeRemoval({ cause, stored }: StoredCause): DocumentChange {
  return { kind: KIND, id: cause.id, value: null, expected: stored };
}
