import type { Incoming } from "../../chat/messages.ts";
import type { Escalation } from "../../escalations/escalation.ts";
import { nameOfEscalation } from "../../escalations/escalation.ts";
import type { Acted, PersonsWord } from "../../escalations/escalations.ts";
import type { LadderRefusal } from "../../escalations/ladder-event.ts";
import { namesOf } from "../../escalations/names-of.ts";
import { nextText } from "../../escalations/render-escalation.ts";
import { calledBy } from "../called-by.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { NO_ESCALATIONS } from "./escalation-tools.ts";
import type { EscalationTools } from "./escalation-tools.ts";
import { mayAct, NOT_ASKED } from "./may-act.ts";
import { parseRest } from "./parse-rest.ts";

type Said = Pick<Incoming, "platform" | "from">;

/** What somebody wants done about an escalation; texts as they were written. */
export type Wish =
  | { readonly kind: "ack" | "take" | "raise" | "convene" }
  | { readonly kind: "snooze"; readonly time: string }
  | { readonly kind: "resolve"; readonly cause: string }
  | { readonly kind: "reassign"; readonly to: string };

const WHY: Readonly<Record<LadderRefusal, string>> = {
  settled: "is settled already",
  early: "has nothing due",
  already_so: "is in somebody's hands already; `/takeover` takes it over",
  last_level: "is at the last level already",
  past: "cannot rest until a moment that has passed; `/snooze E3 2h` or `/snooze E3 until 2031-03-05 09:00`",
};

export function unknownEscalation(name: string): string {
  return `I know no escalation "${name.slice(0, 40)}". \`/escalations\` lists those that are open.`;
}

const LONGEST = 1_000;

/** The wish as the ladder understands it, or what to tell instead. */
async function wordOf(wish: Wish, by: string, context: Context): Promise<PersonsWord | string> {
  const { tools, name, deps } = context;
  switch (wish.kind) {
    case "ack":
      return { type: "acknowledged", by };
    case "take":
      return { type: "taken_over", by };
    case "raise":
      return { type: "raised_up", by };
    case "convene":
      return conveningWord(by, context);
    case "resolve":
      return wish.cause.trim() === ""
        ? `What was the cause? \`/resolve ${name} the cause\`.`
        : { type: "resolved", by, cause: wish.cause.trim().slice(0, LONGEST) };
    case "snooze": {
      const nowMs = deps.clock.now();
      if (wish.time.trim() === "") return { type: "snoozed", by, untilMs: nowMs + tools.snoozeMs };
      const { clock } = context.ladder;
      const untilMs = parseRest(wish.time, { nowMs, clock, target: { kind: "person", id: by } });
      return untilMs === undefined
        ? `Until when? \`/snooze ${name} 2h\`, or \`/snooze ${name} until 2031-03-05 09:00\`.`
        : { type: "snoozed", by, untilMs };
    }
    case "reassign": {
      const to = wish.to.trim().replace(/^@/u, "");
      const [known] = context.ladder.people([to]);
      return known === undefined
        ? `To whom? \`/reassign ${name} somebody\`: a person, a group, \`team:…\` or \`oncall:…\` of the configuration.`
        : { type: "reassigned", by, to };
    }
  }
}

function conveningWord(by: string, { ladder: { help }, found: { convened } }: Context): PersonsWord | string {
  if (help?.offer === undefined) return "Nothing is offered for it; `/raise` takes it up a level.";
  if (convened !== undefined) return `It was asked for already: ${convened}.`;
  return { type: "convened", by, to: help.targets, what: help.title };
}

interface Context {
  readonly found: Escalation;
  readonly tools: EscalationTools;
  readonly deps: ConversationDeps;
  readonly name: string;
  readonly ladder: Awaited<ReturnType<EscalationTools["book"]["ladderOf"]>>;
}

async function told(acted: Acted, { tools, name }: Context): Promise<string> {
  if (acted.kind === "unknown") return unknownEscalation(name);
  if (acted.kind === "refused") return `**${name}** ${WHY[acted.why]}.`;
  const { escalation } = acted;
  const ladder = await tools.book.ladderOf(escalation);
  const { owner, state, settled } = escalation;
  const zone = ladder.clock.zoneOf({ kind: "organisation" });
  const standing = {
    open: `**${name}** asks ${namesOf(escalation.askedOf, ladder)} now.`,
    acknowledged: `**${name}** is with ${owner === undefined ? "you" : ladder.nameOf(owner)}.`,
    snoozed: `**${name}** rests.`,
    settled: `**${name}** is settled: ${settled?.cause ?? ""}`,
  }[state];
  return `${standing} ${nextText(escalation, ladder, zone)}`.trim();
}

/** Does what somebody wants done about an escalation, if they may; what to tell them. */
export async function actByPerson(
  said: Said,
  { name, wish }: { readonly name: string; readonly wish: Wish },
  deps: ConversationDeps,
): Promise<string> {
  const { escalations: tools } = deps;
  if (tools === undefined) return NO_ESCALATIONS;
  const found = await tools.book.find(name);
  if (found === undefined) return unknownEscalation(name);
  if (!(await mayAct(said, found, deps))) return NOT_ASKED;
  const by = deps.people.of({ platform: said.platform, userId: said.from.id });
  const ladder = await tools.book.ladderOf(found);
  const context = { found, tools, deps, name: nameOfEscalation(found), ladder };
  const word = await wordOf(wish, by, context);
  if (typeof word === "string") return word;
  return told(await tools.book.act(found.id, { ...word, ...calledBy(said) }), context);
}
