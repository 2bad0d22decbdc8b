import { z } from "zod";
import { Complexity } from "../../router/route.ts";
import { id, ids } from "./words.ts";

/** What a request is besides its kind and its size (request-handling.yaml says how each is recognised). */
export const RequestFlag = z.enum([
  "cross_cutting",
  "core_change",
  "user_facing",
  "security_sensitive",
  "performance_critical",
  "emergency",
]);
export type RequestFlag = z.infer<typeof RequestFlag>;

/** When something applies, as data: it holds when every key that is there does. */
export const Condition = z
  .strictObject({
    /** The request has the flag. */
    flag: RequestFlag.optional(),
    /** The request does not have the flag. */
    withoutFlag: RequestFlag.optional(),
    /** Its complexity is one of these. */
    complexity: z.array(Complexity).min(1).optional(),
    /** Its kind is one of these: ids of `taskAssignment`, or of an agent without a row there. */
    requestTypes: ids.min(1).optional(),
    /** The expertise it needs includes this agent's. */
    domain: id.optional(),
    /** The expertise it needs is that of at least so many agents. */
    domainsAtLeast: z.number().int().min(2).optional(),
  })
  .refine((condition) => Object.values(condition).some((value) => value !== undefined), {
    message: "holds nothing to go by.",
    params: { remedy: "Name a flag, a complexity, a request type or a domain." },
  });
export type Condition = z.infer<typeof Condition>;

/** What is known of a request, for conditions to be held against. */
export interface RequestFacts {
  readonly requestType: string;
  readonly complexity: Complexity;
  readonly flags: readonly RequestFlag[];
  /** Agents whose expertise the request needs, the primary one included. */
  readonly domains: readonly string[];
}

export function conditionHolds(condition: Condition, facts: RequestFacts): boolean {
  const { flag, withoutFlag, complexity, requestTypes, domain, domainsAtLeast = 0 } = condition;
  if (flag !== undefined && !facts.flags.includes(flag)) return false;
  if (withoutFlag !== undefined && facts.flags.includes(withoutFlag)) return false;
  if (complexity !== undefined && !complexity.includes(facts.complexity)) return false;
  if (requestTypes !== undefined && !requestTypes.includes(facts.requestType)) return false;
  if (domain !== undefined && !facts.domains.includes(domain)) return false;
  return new Set(facts.domains).size >= domainsAtLeast;
}
