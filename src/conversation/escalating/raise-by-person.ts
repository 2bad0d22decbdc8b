import { messageKey } from "../../chat/message-key.ts";
import type { Incoming } from "../../chat/messages.ts";
import { nameOfEscalation } from "../../escalations/escalation.ts";
import type { Escalation, NewMatter } from "../../escalations/escalation.ts";
import { namesOf } from "../../escalations/names-of.ts";
import { nextText } from "../../escalations/render-escalation.ts";
import type { Severity } from "../../hooks/events/error.ts";
import type { Task } from "../../tasks/task.ts";
import { threadOf } from "../answer.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { NO_ESCALATIONS } from "./escalation-tools.ts";
import type { EscalationTools } from "./escalation-tools.ts";
import type { EscalationRequest } from "./parse-escalation.ts";

export interface AskedFor extends EscalationRequest {
  /** Of the thread, where no task is named. */
  readonly task?: Task;
  readonly tried?: readonly string[];
  readonly severity?: Severity;
}

const LONGEST = 1_000;

function matterFor(incoming: Incoming, asked: AskedFor, levels: readonly string[], by: string): NewMatter {
  const { task, type = "decision", reason, tried = [], level } = asked;
  const occasion = messageKey(incoming);
  const about = task === undefined ? reason.toLowerCase().replaceAll(/\s+/gu, " ").slice(0, 200) : task.id;
  const named = level === undefined ? undefined : levels[level - 1];
  return {
    key: `hand.${occasion}`,
    matter: `hand/${about}/${type}`,
    occasion,
    ...(task === undefined ? { thread: threadOf(incoming) } : { taskId: task.id }),
    type,
    ...(named === undefined ? {} : { level: named }),
    raisedBy: by,
    ...(incoming.from.name === undefined ? {} : { names: { [by]: incoming.from.name } }),
    problem: reason.slice(0, LONGEST),
    attempts: tried,
    needs: [],
    openForMs: 0,
    severity: asked.severity ?? (type === "incident" ? "critical" : "high"),
  };
}

async function told(escalation: Escalation, isMerged: boolean, { book }: EscalationTools): Promise<string> {
  const ladder = await book.ladderOf(escalation);
  const name = nameOfEscalation(escalation);
  const head = isMerged
    ? `That is **${name}** already; I counted it there (${escalation.count} times now).`
    : `Raised as **${name}**. Asked: ${namesOf(escalation.askedOf, ladder)}.`;
  const zone = ladder.clock.zoneOf({ kind: "organisation" });
  return `${head} ${nextText(escalation, ladder, zone)}`.trim();
}

/** What is wrong with a request, in words that say what to do; undefined when nothing is. */
function problemOf({ level, reason }: AskedFor, count: number): string | undefined {
  if (level !== undefined && (level < 1 || level > count))
    return `There is no level ${level}; there are 1 to ${count}. \`/escalate T12 2 the reason\`.`;
  if (reason === "")
    return "What is stuck, and why? `/escalate T12 2 decision we cannot agree on the format`.";
  return undefined;
}

/** Raises a matter for a person; what to tell them. It says that it is raised only once it is stored. */
export async function raiseByPerson(
  incoming: Incoming,
  asked: AskedFor,
  deps: ConversationDeps,
): Promise<string> {
  const { escalations: tools } = deps;
  if (tools === undefined) return NO_ESCALATIONS;
  const { levels } = deps.definitions().playbook.escalation;
  const problem = problemOf(asked, levels.length);
  if (problem !== undefined) return problem;
  const by = deps.people.of({ platform: incoming.platform, userId: incoming.from.id });
  const matter = matterFor(
    incoming,
    asked,
    levels.map(({ id }) => id),
    by,
  );
  const { escalation, isMerged } = await tools.book.raise(matter);
  return told(escalation, isMerged, tools);
}
