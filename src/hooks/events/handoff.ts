import { z } from "zod";
import { HandoffDraft, HandoffPackage } from "../handoff-package.ts";
import { HookSubject, words } from "../hook-subject.ts";

export const AgentHandoffPrepare = {
  input: HookSubject.extend({
    draft: HandoffDraft,
    /** What the next agent has to be able to do. */
    capabilities: z.array(words).default([]),
  }),
  output: z.strictObject({
    package: HandoffPackage,
    capabilities: z.array(z.string()),
  }),
};

export const AgentHandoffExecute = {
  input: HookSubject.extend({
    package: HandoffDraft,
    /** The receiver says in own words what is to be done: the check that it was understood. */
    acceptance: z.strictObject({ agent: words, restatement: z.string() }),
    checkInAfterMs: z.number().int().positive().optional(),
  }),
  output: z.strictObject({
    owner: z.string(),
    package: HandoffPackage,
    acceptedAt: z.iso.datetime(),
    checkInAt: z.iso.datetime().optional(),
  }),
};
