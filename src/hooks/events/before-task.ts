import { z } from "zod";
import { HookSubject, words } from "../hook-subject.ts";

export const PreTaskSetup = {
  input: HookSubject.extend({
    agent: words,
    /** Who supports; they are looked up as well. */
    support: z.array(words).default([]),
  }),
  output: z.strictObject({
    ready: z.boolean(),
    /** Why not, in words for people. */
    problems: z.array(z.string()),
  }),
};

export const PreTaskValidation = {
  input: HookSubject.extend({
    agent: words,
    specification: z.string(),
    acceptanceCriteria: z.array(words).default([]),
    /** Needs of the agent's file that the request or an earlier stage meets, each with what meets it. */
    provided: z.array(z.strictObject({ need: words, by: words })).default([]),
    /** Tasks that run now and change the same things. */
    conflictsWith: z.array(words).default([]),
  }),
  output: z.strictObject({
    ready: z.boolean(),
    missing: z.array(z.string()),
    conflicts: z.array(z.string()),
  }),
};
