import type { Agent } from "../agents/agent.ts";

/** A person named the agents themselves; the first leads, the others support. */
export interface ExplicitChoice {
  readonly primary: string;
  readonly others: readonly string[];
  /** The request without the names. */
  readonly request: string;
}

/** A handful of people named by hand is a choice; more than this is a broadcast, and the rest is left out. */
const MAX_OTHERS = 4;

/**
 * A name counts where people address somebody: after a blank or an opening bracket, never inside a word, a path,
 * an e-mail address or code quotes.
 */
const AT_NAME = /(?<=^|[\s([{,;:>])@([A-Za-z][\w-]{0,60})(?![\w/-]|\.\w|@)/gu;
const ASK_NAME =
  /^\s*(?:please\s+)?(?:\/ask\s+@?([A-Za-z][\w-]*)(?=[\s:,])[:,]?|ask\s+@?([A-Za-z][\w-]*)\s*:)\s*/iu;

/** Looks ids up as people type them: any case, `-` and `_` alike. */
export type AgentNames = ReadonlyMap<string, string>;

export function toAgentNames(agents: readonly Pick<Agent, "id">[]): AgentNames {
  return new Map(agents.map(({ id }) => [canonical(id), id]));
}

function canonical(name: string): string {
  return name.toLowerCase().replaceAll("-", "_").replace(/_+$/u, "");
}

/**
 * Finds `@agent-id` anywhere, or `ask agent-id: …` and `/ask agent-id …` at the beginning. Unknown names are
 * nobody's choice, and a name without a request behind it chooses nothing.
 */
export function findExplicitChoice(text: string, names: AgentNames): ExplicitChoice | undefined {
  const asked = ASK_NAME.exec(text);
  const leader = names.get(canonical(asked?.[1] ?? asked?.[2] ?? ""));
  const body = leader === undefined ? text : text.slice(asked?.[0].length);
  const named = [...body.matchAll(AT_NAME)].map(([, name = ""]) => names.get(canonical(name)));
  const chosen = [...new Set([leader, ...named])].filter((id) => id !== undefined);
  const [primary, ...others] = chosen;
  const request = body
    .replace(AT_NAME, (whole, name: string) => (names.has(canonical(name)) ? "" : whole))
    .replace(/^[\s,:;-]+/u, "");
  if (primary === undefined || !/[\p{L}\p{N}]/u.test(request)) return undefined;
  return { primary, others: others.slice(0, MAX_OTHERS), request };
}

/** "and route this to": what is ordered when somebody wants to choose without saying so. */
const HAND_OVER = String.raw`(?:(?:and|then|instead|now|you|must|have\s+to|should|always|just|please)\s+){0,4}(?:route|send|assign|forward|dispatch|delegate|redirect)\s+(?:(?:this|it|that|me|everything|(?:the|this|my)\s+(?:message|request|task))\s+)?(?:\w+\s+)?to\s+`;

/**
 * Talk to the router about its own rules, with the order behind it up to the end of the sentence: says nothing about
 * who should do the work.
 */
const RULE_BREAKING = new RegExp(
  String.raw`\b(?:ignore|disregard|forget|bypass|override)\b(?:\s+(?:all|any|of))*\s+(?:your|my|these|those|previous|prior|earlier|system|routing|the\s+(?:previous|above|system|routing))\b[^.!?\n]{0,30}?\b(?:rules?|instructions?|prompts?|guidelines|config\w*)\b(?:[\s,;:.!]*${HAND_OVER}[^.!?\n]{0,100})?`,
  "giu",
);

/** "... and route this to", right before a name. */
const HAND_OVER_TO = new RegExp(String.raw`\b${HAND_OVER}(?:the\s+)?(?:agent\s+)?@?$`, "iu");
/** Longer than any such order. */
const ORDER_CHARS = 100;

/**
 * The text for the classifier, without agent ids and the orders around them, so that a name dropped in passing
 * cannot pull a request to its bearer: only the explicit forms above choose an agent. A plain word such as
 * "debug" is an id only behind an order; an id with an underscore always is.
 */
export function withoutAgentIds(text: string, names: AgentNames): string {
  return withoutNames(text.replace(RULE_BREAKING, " "), names);
}

function withoutNames(text: string, names: AgentNames): string {
  const kept: string[] = [];
  let from = 0;
  for (const match of text.matchAll(/[A-Za-z][\w-]*/gu)) {
    if (!names.has(canonical(match[0]))) continue;
    const order =
      HAND_OVER_TO.exec(text.slice(Math.max(from, match.index - ORDER_CHARS), match.index))?.[0] ?? "";
    if (order === "" && !match[0].includes("_")) continue;
    kept.push(text.slice(from, match.index - order.length));
    from = match.index + match[0].length;
  }
  kept.push(text.slice(from));
  return kept.join(" ");
}
