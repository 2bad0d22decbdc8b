import type { IncomingChoice } from "../chat/messages.ts";
import type { Contingency } from "../orchestration/rules/contingency-rules.ts";
import { causeChange, readCauseOf } from "../risks/cause.ts";
import type { Cause, StoredCause } from "../risks/cause.ts";
import { parsePrompt } from "../risks/propose-contingency.ts";
import type { Changes } from "../store/store.ts";
import { answer } from "./answer.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";
import { openTask } from "./open-task.ts";

type PressTurn = Turn<IncomingChoice>;

const SETTLED = { text: "That proposal is settled already." };
const GONE = { text: "That is over: its cause is gone, or its rule is no longer in force." };

/** Somebody pressed a choice of what a contingency rule proposed; false when the choice is another one. */
export async function takeContingencyPress(turn: PressTurn, deps: ConversationDeps): Promise<boolean> {
  const asked = parsePrompt(turn.incoming.prompt);
  if (asked === undefined) return false;
  const found = await readCauseOf(asked.id, deps.store);
  const rule = deps.project.contingency().find(({ id }) => id === found?.cause.rule);
  if (found === undefined || rule === undefined) await answer(turn, GONE, deps.store);
  else if (found.cause.state !== "proposed" || found.cause.occasion !== asked.occasion)
    await answer(turn, SETTLED, deps.store);
  else await decide(turn, { found, rule }, deps);
  return true;
}

async function decide(
  turn: PressTurn,
  { found, rule }: { readonly found: StoredCause; readonly rule: Contingency },
  deps: ConversationDeps,
): Promise<void> {
  const accepted = turn.incoming.value === "accept";
  const also = decisionChanges(turn, { found, accepted, nowMs: deps.clock.now() });
  const owner = accepted ? deps.agents().get(rule.owner)?.id : undefined;
  if (owner === undefined) {
    const text = accepted
      ? `Noted for **${rule.owner}**: ${rule.proposal}`
      : "Noted: nothing is done about it.";
    await answer(turn, { text }, deps.store, also);
  } else {
    await openTask(await taskRequest(turn, { cause: found.cause, rule, owner, also }, deps), deps);
  }
  // Two presses at the same moment: the other one was quicker, and nothing of this one was written.
  const own = await deps.store.inbox.get(turn.key);
  if (own?.state === "received") await answer(turn, SETTLED, deps.store);
}

function decisionChanges(
  turn: PressTurn,
  {
    found,
    accepted,
    nowMs,
  }: { readonly found: StoredCause; readonly accepted: boolean; readonly nowMs: number },
): Required<Pick<Changes, "documents" | "events">> {
  const { cause, stored } = found;
  const decision = { accepted, by: turn.incoming.from.id, at: new Date(nowMs).toISOString() };
  return {
    documents: [causeChange({ ...cause, state: "decided", decision }, stored)],
    events: [
      {
        type: "contingency.decided",
        messageKey: turn.key,
        data: { cause: cause.id, rule: cause.rule, accepted },
      },
    ],
  };
}

/** The owner of the rule gets the task; the person agreed to the proposal and taught the router nothing. */
async function taskRequest(
  turn: PressTurn,
  how: {
    readonly cause: Cause;
    readonly rule: Contingency;
    readonly owner: string;
    readonly also: Pick<Changes, "documents" | "events">;
  },
  deps: ConversationDeps,
) {
  const { cause, rule, owner, also } = how;
  const text = `${rule.proposal} About ${cause.subject}: ${rule.title} (${cause.detail}).`;
  const guessed = await deps.router.route(text, { chosen: owner });
  const route = {
    ...guessed,
    frontDoor: "work",
    primary: owner,
    band: "route",
    decidedBy: "contingency",
  } as const;
  return { turn, text, source: turn.incoming, route, also };
}
