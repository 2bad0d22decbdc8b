import { z } from "zod";
import { RequestFlag } from "../orchestration/rules/condition.ts";
import { Complexity } from "../router/route.ts";

/** Who or what decided: `model`, `person`, `rule:<id>`, `component:<name>`, or `rules` where none of them fires. */
const decided = { decidedBy: z.string(), why: z.string() };

/** Where the tree of requests takes one: to a leaf of it, or to none. */
const TreeLeaf = z.object({
  branch: z.string().nullable(),
  /** Of the branch, and where it leads on from there. */
  title: z.string(),
  /** Who leads and helps there. */
  primary: z.string().nullable(),
  support: z.array(z.string()),
  /** Words of the request took it there, and not only whose domain it is. */
  isByWords: z.boolean(),
  ...decided,
});
export type TreeLeaf = z.infer<typeof TreeLeaf>;

/** What a request is: the basis of its team, its pattern and its priority. Each part says what decided it. */
export const Analysis = z.object({
  /** A row of the task-assignment matrix, or an agent without a row. */
  requestType: z.object({ value: z.string(), ...decided }),
  /** Whose domain it is, whoever leads in the end. */
  favourite: z.object({ value: z.string(), ...decided }),
  complexity: z.object({ value: Complexity, ...decided }),
  /** Agents whose expertise it needs, the favourite first. */
  domains: z.array(z.object({ agent: z.string(), ...decided })),
  components: z.array(z.object({ component: z.string(), owner: z.string(), ...decided })),
  flags: z.record(RequestFlag, z.object({ value: z.boolean(), ...decided })),
  /** Older analyses have none. */
  tree: TreeLeaf.optional(),
  /** Rows of the decision matrix that its domains form, and who joins for each. Older analyses have none. */
  intersections: z
    .array(z.object({ row: z.string(), title: z.string(), joins: z.array(z.string()), ...decided }))
    .default([]),
});
export type Analysis = z.infer<typeof Analysis>;

/** The terms of the priority formula that a person may set; resources follow from the team. */
export const SettableTerm = z.enum(["impact", "urgency", "dependencies", "risk"]);
export type SettableTerm = z.infer<typeof SettableTerm>;

function setting<Value extends z.ZodType>(value: Value) {
  return z.object({ value, by: z.string() });
}

/** One call of `/bump`; the message's key keeps it from counting twice. */
const Bump = z.object({ key: z.string(), by: z.string(), reason: z.string(), at: z.iso.datetime() });

/** What people decided about a task; it goes before rules and model, and survives every new plan. */
export const PersonSettings = z.object({
  requestType: setting(z.string()).optional(),
  complexity: setting(Complexity).optional(),
  flags: z.partialRecord(RequestFlag, setting(z.boolean())).optional(),
  domains: z.record(z.string(), setting(z.boolean())).optional(),
  components: z.record(z.string(), setting(z.boolean())).optional(),
  terms: z.partialRecord(SettableTerm, setting(z.number())).optional(),
  bumps: z.array(Bump).optional(),
});
export type PersonSettings = z.infer<typeof PersonSettings>;
