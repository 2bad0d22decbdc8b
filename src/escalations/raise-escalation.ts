import { createHash } from "node:crypto";
import { BotError } from "../errors.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import { timerChange } from "../timers/timer.ts";
import { placeEscalation } from "./escalation-steps.ts";
import { escalationChange, matterOf, nameOfEscalation, readEscalation, toEscalation } from "./escalation.ts";
import type { Escalation, NewMatter } from "./escalation.ts";
import { nextNumber } from "./escalation-numbers.ts";
import type { RaisedMatter } from "./escalations.ts";
import { findOpenOfMatter, matterChange } from "./matter-index.ts";
import { openLadder } from "./open-ladder.ts";
import type { OpenedLadder } from "./open-ladder.ts";
import { helpOf } from "./render-escalation.ts";
import { stepEscalation, timerOf } from "./step-escalation.ts";
import type { EscalationDeps } from "./step-escalation.ts";

const TRIES = 30;

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

/** What people read where the work is talked about. */
export function renderRaised(escalation: Escalation, ladder: Pick<OpenedLadder, "help" | "nameOf">): string {
  const { taskId, severity, problem, attempts, askedOf } = escalation;
  const needs = helpOf(escalation, ladder);
  const asked =
    askedOf.length === 0 ? "nobody yet" : askedOf.map((name) => `**${ladder.nameOf(name)}**`).join(", ");
  const who = taskId === undefined ? "Help is needed" : `${taskId} needs help`;
  return [
    `**${nameOfEscalation(escalation)}: ${who}** (${severity}): ${problem}`,
    ...(attempts.length === 0 ? [] : [`Tried:\n${list(attempts)}`]),
    ...(needs.length === 0 ? [] : [`What would help:\n${list(needs)}`]),
    `Asked: ${asked}.`,
  ].join("\n");
}

function threadPost(escalation: Escalation, ladder: OpenedLadder): NewDelivery[] {
  const to = ladder.task?.thread ?? escalation.thread;
  if (to === undefined) return [];
  const { id, taskId } = escalation;
  return [
    {
      id: `escalation.${id}.raised`,
      content: { kind: "post", to, message: { text: renderRaised(escalation, ladder) } },
      ...(taskId === undefined ? {} : { taskId }),
    },
  ];
}

/** A matter that was settled and comes back is another one. */
function freshKey(matter: NewMatter, before: Escalation): NewMatter {
  const mark = createHash("sha256")
    .update(`${matter.occasion ?? matter.key}/${before.step}`)
    .digest("hex");
  return { ...matter, key: `${matter.key}.${mark.slice(0, 8)}` };
}

async function merge(into: Escalation, matter: NewMatter, deps: EscalationDeps): Promise<RaisedMatter> {
  const { occasion = matter.key, attempts } = matter;
  const event = { type: "reported", occasion, attempts, nowMs: deps.clock.now() } as const;
  const acted = await stepEscalation({ id: into.id, event }, deps);
  return { escalation: acted.kind === "unknown" ? into : acted.escalation, isMerged: true };
}

async function raiseNew(matter: NewMatter, indexed: string | undefined, deps: EscalationDeps) {
  const { store, clock, timers } = deps;
  const nowMs = clock.now();
  const draft = toEscalation(matter, nowMs);
  const ladder = await openLadder(draft, deps, nowMs);
  const { no, changes } = await nextNumber(draft.id, store);
  const escalation = { ...placeEscalation(draft, { nowMs, named: matter.level }, ladder), no };
  const timer = timerOf(escalation);
  const { id, taskId, stageId: stage, level, severity, askedOf, type, trigger } = escalation;
  const written = await store.commit({
    documents: [
      escalationChange(escalation, null),
      matterChange(escalation.matter, id, indexed),
      ...changes,
      ...(timer === undefined ? [] : [timerChange(timer)]),
    ],
    events: [
      {
        type: "escalation.raised",
        ...(taskId === undefined ? {} : { taskId }),
        data: { id, no, stage, level, severity, askedOf, kind: type, trigger },
      },
    ],
    deliveries: threadPost(escalation, ladder),
  });
  if (written === "conflict") return undefined;
  // Those asked hear of it when its timer rings, in a process that is connected to them.
  if (timer !== undefined) await timers.arm(timer);
  return escalation;
}

/**
 * Keeps a matter, says so in the thread of its task and in the log, all in one write. The same key again changes
 * nothing; another report of a matter that is open is counted there.
 */
export async function raiseEscalation(given: NewMatter, deps: EscalationDeps): Promise<RaisedMatter> {
  let matter = given;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { indexed, found } = await findOpenOfMatter(matterOf(matter), deps.store);
    if (found !== undefined) return merge(found, matter, deps);
    const before = await readEscalation(matter.key, deps.store);
    if (before?.occasions.includes(given.occasion ?? given.key))
      return { escalation: before, isMerged: false };
    if (before !== undefined) matter = freshKey(given, before);
    const again = before === undefined ? undefined : await readEscalation(matter.key, deps.store);
    if (again !== undefined) return { escalation: again, isMerged: false };
    const escalation = await raiseNew(matter, indexed, deps);
    if (escalation !== undefined) return { escalation, isMerged: false };
  }
  throw new BotError("escalations.busy", "Too much is escalated at once. Try again in a moment.", {
    retryable: true,
  });
}
