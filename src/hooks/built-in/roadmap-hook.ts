import type { HookOutput } from "../hook-catalogue.ts";
import type { HookPorts } from "../hook-ports.ts";
import type { HookId, HOOKS_BY_PHASE } from "../hook-id.ts";
import type { RoadmapChange } from "../roadmap-proposal.ts";
import type { Criterion } from "../hook-subject.ts";
import type { BuiltInOutcome } from "./built-in.ts";
import { verdictOfEvidence } from "./post-task-validation.ts";

export type RoadmapPorts = HookPorts & Required<Pick<HookPorts, "proposeRoadmapUpdate">>;

export type StateHook = (typeof HOOKS_BY_PHASE)["state_change"][number];

export interface Change<Id extends StateHook> {
  readonly key: string;
  readonly title: string;
  /** What speaks against it; then nothing is proposed. */
  readonly open: readonly string[];
  readonly changes: readonly RoadmapChange[];
  /** Hooks that follow once nothing speaks against it. */
  readonly next?: readonly HookId[];
  readonly more: Omit<HookOutput<Id>, "open" | "next" | "proposalId">;
}

/** Proposes the change where nothing speaks against it, and says what does otherwise. */
export async function proposeChange<Id extends StateHook>(
  change: Change<Id>,
  ports: RoadmapPorts,
): Promise<BuiltInOutcome<Id>> {
  const { key, title, open, more } = change;
  const changes = [...change.changes];
  const isOpen = open.length > 0;
  const proposes = !isOpen && changes.length > 0;
  if (proposes) await ports.proposeRoadmapUpdate({ id: key, title, changes });
  const output = {
    ...more,
    open: [...open],
    next: isOpen ? [] : [...(change.next ?? [])],
    ...(proposes ? { proposalId: key } : {}),
  };
  const message = proposes ? `Proposed: ${title}.` : "Nothing to change.";
  return {
    status: isOpen ? "failed" : "passed",
    message: isOpen ? open.join(" ") : message,
    // The parts are those of the hook's output; the compiler cannot add them up for a type that it does not know yet.
    output: output as unknown as HookOutput<Id>,
    retryable: false,
  };
}

/** A sentence for each criterion that nothing shows or something refutes. */
export function openCriteria(criteria: readonly Criterion[]): string[] {
  return criteria.flatMap(({ text, evidence }) => {
    const verdict = verdictOfEvidence(evidence);
    if (verdict === "proven") return [];
    return [verdict === "refuted" ? `The evidence speaks against "${text}".` : `Nothing shows "${text}".`];
  });
}

/** A sentence for the parts that are still to do. */
export function openParts(parts: readonly { readonly item: string; readonly done: boolean }[]): string[] {
  const open = parts.filter(({ done }) => !done).map(({ item }) => item);
  return open.length === 0 ? [] : [`Still open: ${open.join(", ")}.`];
}
