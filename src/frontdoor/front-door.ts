import type { FrontDoor, RouteContext } from "../router/route.ts";
import { softmax } from "../router/softmax-regression.ts";
import {
  ANSWERS,
  GREETED,
  GREETINGS,
  META,
  META_MAX_WORDS,
  META_OPENINGS,
  PLEASANTRIES,
  SHORT_GREETINGS,
  STATUS,
  THANKS,
} from "./front-door-rules.ts";

/** The front door's decision. `isInScope` is false for work that is nobody's here. */
export interface FrontDoorDecision {
  readonly frontDoor: FrontDoor;
  /** Probability of the decision; 1 when a rule made it. */
  readonly confidence: number;
  readonly isInScope: boolean;
  /** That the message is work for an agent here, whatever was decided. */
  readonly workProbability: number;
}

/** What a rule decides: a class, or that what is left after the courtesies needs the classifier. */
export type RuledDoor = { readonly frontDoor: FrontDoor } | { readonly rest: string };

/** In a task's thread most messages are about the task; in the training lines few are. Log-odds between the two. */
const FOLLOW_UP_IN_THREAD = 2.5;
/** A lost request costs more than an answer that explains too much, so other classes must be likelier than not. */
const SURE_ENOUGH = 0.5;

/**
 * The rules: a slash command, a message of courtesies only, or a few words that mean one thing. Otherwise the
 * message without its greeting and thanks, since "hi, the build is broken, thanks" is work.
 */
export function applyFrontDoorRules(text: string, context: RouteContext = {}): RuledDoor {
  if (isCommand(text)) return { frontDoor: "command" };
  if (!/[\p{L}\p{N}]/u.test(text))
    return /\p{Extended_Pictographic}/u.test(text) ? { frontDoor: "social" } : { rest: "" };
  const rest = withoutCourtesies(text);
  const phrase = toPhrase(rest);
  if (phrase === "" || PLEASANTRIES.includes(phrase)) return { frontDoor: "social" };
  if (ANSWERS.includes(phrase)) return { frontDoor: context.inTaskThread === true ? "follow_up" : "social" };
  if (META.includes(phrase) || asksWho(phrase)) return { frontDoor: "meta" };
  if (STATUS.includes(phrase)) return { frontDoor: "status" };
  return { rest: withoutPoliteFrame(rest) };
}

/**
 * The classifier's part: `logits` are unnormalised log-probabilities of the front-door labels and of `work`, for
 * messages as they come outside a task's thread. Follow-ups exist only inside one.
 */
export function decideFrontDoor(
  logits: ReadonlyMap<string, number>,
  context: RouteContext = {},
): FrontDoorDecision {
  const labels = [...logits.keys()];
  const shifted = labels.map((label) => shift(label, logits.get(label) ?? -Infinity, context));
  const probabilities = new Map(softmax(shifted).map((probability, at) => [labels[at] ?? "", probability]));
  const [best = "work"] = labels.toSorted(
    (a, b) => (probabilities.get(b) ?? 0) - (probabilities.get(a) ?? 0),
  );
  const probability = probabilities.get(best) ?? 0;
  const workProbability = probabilities.get("work") ?? 0;
  if (best === "out_of_scope" && probability >= SURE_ENOUGH) {
    return { frontDoor: "work", confidence: probability, isInScope: false, workProbability };
  }
  if (probability >= SURE_ENOUGH && isOtherDoor(best)) {
    return { frontDoor: best, confidence: probability, isInScope: true, workProbability };
  }
  return { frontDoor: "work", confidence: workProbability, isInScope: true, workProbability };
}

function isOtherDoor(label: string): label is Exclude<FrontDoor, "work"> {
  return ["social", "meta", "status", "command", "follow_up"].includes(label);
}

function shift(label: string, logit: number, { inTaskThread }: RouteContext): number {
  if (label !== "follow_up") return logit;
  return inTaskThread === true ? logit + FOLLOW_UP_IN_THREAD : -Infinity;
}

function asksWho(phrase: string): boolean {
  if (phrase.split(" ").length > META_MAX_WORDS) return false;
  return META_OPENINGS.some((opening) => phrase.startsWith(`${opening} `));
}

/** `/help`, `/retry T3`; not `/etc/hosts is gone`. */
function isCommand(text: string): boolean {
  return /^\s*\/[a-z][a-z0-9_-]{0,31}(?:\s|$)/iu.test(text);
}

/** Lower case, single blanks, no punctuation but the apostrophe. */
function toPhrase(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll("’", "'")
    .replace(/[^\p{L}\p{M}\p{N}']+/gu, " ")
    .trim();
}

const GAP = String.raw`[\s\p{P}\p{S}\p{M}\u200D]`;

function anyOf(phrases: readonly string[]): string {
  const longestFirst = [...phrases].sort((a, b) => b.length - a.length);
  return `(?:${longestFirst.map((phrase) => phrase.replaceAll(" ", String.raw`\s+`)).join("|")})`;
}

const SHORT_GREETING = String.raw`${anyOf(SHORT_GREETINGS)}(?=\s*(?:[,.!]|$)|\s+${anyOf(GREETED)}(?!\p{L}))`;
/** Whom a greeting is for: "all", "@bot", or one name behind which a comma or a full stop stands. */
const GREETED_ONES = String.raw`(?:(?:\s+(?:${anyOf(GREETED)}(?!\p{L})|@[\w.-]+|<@\w+>)){1,3}|\s+\p{L}{2,20}(?=\s*[,!.:]))`;
const OPENING = new RegExp(
  String.raw`^${GAP}*(?:${anyOf(GREETINGS)}(?!\p{L})|${SHORT_GREETING})${GREETED_ONES}?(?:${GAP}+|$)`,
  "iu",
);
/** "thanks, now the docs": a break must follow, since "thanks to Anna the build is green" is a sentence. */
const OPENING_THANKS = new RegExp(String.raw`^${GAP}*${anyOf(THANKS)}\s*[,.!;:)\n]${GAP}*`, "iu");
const CLOSING = new RegExp(
  String.raw`(?:^|${GAP}{1,20})${anyOf(THANKS)}(?:\s+(?:${anyOf(GREETED)}|a\s+lot|again|so\s+much))?${GAP}*$`,
  "iu",
);

/** "could you please", "I need somebody to": how it is asked, not what. */
const POLITE_OPENING =
  /^(?:(?:(?:can|could|would|will)\s+(?:you|u|someone|somebody|anyone|anybody)|(?:i|we)\s+(?:need|want)\s+(?:you|someone|somebody)\s+to|i(?:'d|\s+would)\s+like\s+(?:you\s+)?to|please|pls|plz|kindly|just)[\s,]+){1,4}/iu;
const POLITE_CLOSING = /[\s,]+(?:please|pls|plz)(?=[\s.!?]*$)/iu;

/** The text without polite words around it; the training lines are stripped alike. Never empties a text. */
export function withoutPoliteFrame(text: string): string {
  const core = text.trim().replace(POLITE_OPENING, "").replace(POLITE_CLOSING, "");
  return core.trim() === "" ? text : core;
}

function withoutCourtesies(text: string): string {
  const opened = text.replace(OPENING, "").replace(OPENING_THANKS, "");
  return opened.replace(CLOSING, "").trim();
}
