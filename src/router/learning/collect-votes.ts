import type { Actor } from "../../permissions/permissions.ts";
import { shorten, toLine } from "../../text/shorten.ts";
import type { AgentNames } from "../explicit-agent.ts";
import type { LearningRules } from "./learning-rules.ts";
import type { LeftOut, LeftOutReason } from "./local-example.ts";
import type { RouteLabel } from "./route-label.ts";
import { textKey } from "./text-key.ts";

/** One person's word about one request: their last label of it. */
export interface Vote {
  readonly person: string;
  readonly isMaintainer: boolean;
  readonly label: RouteLabel;
  /** They labelled more on that day than counts. */
  readonly isRushed: boolean;
}

export interface VoteDeps {
  /** The agents that are loaded. */
  readonly names: AgentNames;
  readonly personOf: (actor: Actor) => string;
  readonly mayTeach: (actor: Actor) => boolean;
  /** Whose word needs nobody else's. */
  readonly isMaintainer: (actor: Actor) => boolean;
  /** Keys of the requests that routers are measured with. */
  readonly frozen: ReadonlySet<string>;
}

/** Votes by the key of their text, and what does not count. */
export interface Votes {
  readonly byText: ReadonlyMap<string, readonly Vote[]>;
  /** Since when each person has been labelling, in milliseconds since the epoch. */
  readonly since: ReadonlyMap<string, number>;
  readonly leftOut: readonly LeftOut[];
}

/**
 * The votes that count: of people who may teach, for agents that exist, the last word of each person about each
 * request, and of one day no more than the rules allow. What a person corrected or chose goes before what they
 * confirmed. `labels` in order of writing.
 */
export function collectVotes(
  labels: readonly RouteLabel[],
  rules: Pick<LearningRules, "perPersonPerDay">,
  deps: VoteDeps,
): Votes {
  const leftOut: LeftOut[] = [];
  const words = new Map<string, Vote & { readonly key: string }>();
  const since = new Map<string, number>();
  for (const label of labels) {
    const person = deps.personOf(label.by);
    const key = textKey(label.text, deps.names);
    const reason = refuse(label, key, deps);
    if (reason !== undefined) {
      leftOut.push(toLeftOut(reason, person, label));
      continue;
    }
    since.set(person, Math.min(since.get(person) ?? Infinity, Date.parse(label.at)));
    const isMaintainer = deps.isMaintainer(label.by);
    words.set(JSON.stringify([person, key]), { person, isMaintainer, label, key, isRushed: false });
  }
  const byText = new Map<string, Vote[]>();
  for (const day of byDay([...words.values()])) {
    const isRushed = day.length > rules.perPersonPerDay && !day.every(({ isMaintainer }) => isMaintainer);
    for (const [at, { key, ...vote }] of day.sort(byWeight).entries()) {
      if (isRushed && at >= rules.perPersonPerDay)
        leftOut.push(toLeftOut("over_cap", vote.person, vote.label));
      else byText.set(key, [...(byText.get(key) ?? []), { ...vote, isRushed }]);
    }
  }
  return { byText, since, leftOut };
}

/** Enough to know a request again; the label has the whole. */
const LEFT_OUT_CHARS = 160;

/** For the report. */
export function toLeftOut(reason: LeftOutReason, person: string, label: RouteLabel): LeftOut {
  return {
    reason,
    label: label.id,
    taskId: label.taskId,
    text: shorten(toLine(label.text), LEFT_OUT_CHARS),
    agent: label.right,
    by: person,
  };
}

function refuse(label: RouteLabel, key: string, deps: VoteDeps): LeftOutReason | undefined {
  if (!deps.mayTeach(label.by)) return "not_permitted";
  if (![...deps.names.values()].includes(label.right)) return "unknown_agent";
  if (key === "") return "no_text";
  return deps.frozen.has(key) ? "frozen" : undefined;
}

/** Each person's words of each day of UTC, in the order in which days and people first come. */
function byDay<Word extends Vote>(words: readonly Word[]): Word[][] {
  const days = new Map<string, Word[]>();
  for (const word of words) {
    const day = JSON.stringify([word.person, word.label.at.slice(0, 10)]);
    days.set(day, [...(days.get(day) ?? []), word]);
  }
  return [...days.values()];
}

function byWeight(a: Vote, b: Vote): number {
  const confirmed = Number(a.label.kind === "confirmed") - Number(b.label.kind === "confirmed");
  return confirmed || Date.parse(a.label.at) - Date.parse(b.label.at);
}
