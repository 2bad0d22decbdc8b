import type { Conflict, MemberUpdate } from "../events/collaboration.ts";
import { CollaborationRecord } from "../events/collaboration.ts";
import type { ParsedHookInput } from "../hook-catalogue.ts";
import { outcomeOf } from "./built-in.ts";
import type { BuiltInOutcome } from "./built-in.ts";

/** Who does what, when they meet and who decides. Joint ownership has no lead, everything else has one. */
export function initCollaboration(
  input: ParsedHookInput<"COLLABORATION_INIT">,
): BuiltInOutcome<"COLLABORATION_INIT"> {
  const { members, syncPoints, arbiter, successCriteria } = input;
  const agents = members.map(({ agent }) => agent);
  const leads = members.filter(({ role }) => role === "lead").length;
  const joint = members.filter(({ role }) => role === "joint").length;
  const problems = [
    ...(new Set(agents).size < 2 ? ["Shared work needs two agents."] : []),
    ...(new Set(agents).size < agents.length ? ["An agent is named twice."] : []),
    ...(leads === 1 || (leads === 0 && joint >= 2) ? [] : ["Shared work needs one lead, or joint owners."]),
    ...(syncPoints.length === 0 ? ["There is no sync point."] : []),
  ];
  const record = CollaborationRecord.safeParse({ members, syncPoints, arbiter, successCriteria });
  if (problems.length > 0 || !record.success) {
    return { status: "failed", message: problems.join(" "), retryable: false };
  }
  const message = `${agents.join(", ")} share the work; they meet at ${syncPoints.join(", ")}.`;
  return { status: "passed", message, output: record.data };
}

/** What several agents say about one thing, by the thing. */
function byThing<T>(
  updates: readonly MemberUpdate[],
  things: (update: MemberUpdate) => readonly (readonly [string, T])[],
): Map<string, { agent: string; said: T }[]> {
  const found = new Map<string, { agent: string; said: T }[]>();
  for (const update of updates) {
    for (const [thing, said] of things(update)) {
      found.set(thing, [...(found.get(thing) ?? []), { agent: update.agent, said }]);
    }
  }
  return found;
}

function agentsOf(said: readonly { readonly agent: string }[]): string[] {
  return [...new Set(said.map(({ agent }) => agent))];
}

/** Two members who change the same place, or decided the same matter differently. */
export function findConflicts(updates: readonly MemberUpdate[]): Conflict[] {
  const places = byThing(updates, ({ touches }) => touches.map((place) => [place, true] as const));
  const topics = byThing(updates, ({ decisions }) =>
    decisions.map(({ topic, choice }) => [topic.toLowerCase(), choice] as const),
  );
  return [
    ...[...places].flatMap(([about, said]) => {
      const agents = agentsOf(said);
      return agents.length < 2 ? [] : [{ kind: "same_place" as const, about, agents }];
    }),
    ...[...topics].flatMap(([about, said]) => {
      const choices = new Set(said.map((each) => each.said));
      return choices.size < 2 ? [] : [{ kind: "decision" as const, about, agents: agentsOf(said) }];
    }),
  ];
}

/** Who reported, who is stuck, and where members are in each other's way. */
export function syncCollaboration(
  input: ParsedHookInput<"COLLABORATION_SYNC">,
): BuiltInOutcome<"COLLABORATION_SYNC"> {
  const { record, syncPoint, updates } = input;
  const heard = new Set(updates.map(({ agent }) => agent));
  const absent = record.members.map(({ agent }) => agent).filter((agent) => !heard.has(agent));
  const conflicts = findConflicts(updates);
  const blockers = updates.flatMap(({ agent, blockers: texts }) => texts.map((text) => ({ agent, text })));
  const problems = [
    ...(record.syncPoints.includes(syncPoint) ? [] : [`${syncPoint} was not agreed as a sync point.`]),
    ...(absent.length === 0 ? [] : [`Not heard: ${absent.join(", ")}.`]),
    ...conflicts.map(
      ({ about, agents }) => `${agents.join(" and ")} differ about ${about}; ${record.arbiter} decides.`,
    ),
    ...blockers.map(({ agent, text }) => `${agent} is stuck: ${text}`),
  ];
  const escalate = blockers.length > 0 || conflicts.some(({ kind }) => kind === "decision");
  const output = { syncPoint, absent, conflicts, blockers, escalate };
  return outcomeOf(problems, `All were heard at ${syncPoint}.`, output);
}
