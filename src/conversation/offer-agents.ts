import { walkTree } from "../orchestration/walk-tree.ts";
import type { Route } from "../router/route.ts";
import type { ConversationDeps } from "./conversation-deps.ts";

export interface Offer {
  /** At most as many as a question may offer, best first. */
  readonly agents: readonly string[];
  /** Where the words of the request take it by the decision tree; absent where they take it nowhere. */
  readonly branch?: string;
}

/**
 * Whom a person may choose where the router is unsure or silent: its best ones, and first of all whom the decision tree
 * takes by the words of the request.
 */
export function offerAgents(
  text: string,
  { alternatives }: Pick<Route, "alternatives">,
  { definitions, agents, maxChoices }: Pick<ConversationDeps, "definitions" | "agents" | "maxChoices">,
): Offer {
  const { playbook, rules } = definitions();
  const { primary, title, isByWords } = walkTree(
    { text },
    { decisionTree: playbook.decisionTree, language: rules.language },
  );
  const scored = alternatives.map(({ agent }) => agent);
  const isTaken = isByWords && primary !== null && agents().get(primary) !== undefined;
  const all = isTaken ? [...new Set([primary, ...scored])] : scored;
  return { agents: all.slice(0, maxChoices()), ...(isTaken ? { branch: title } : {}) };
}
