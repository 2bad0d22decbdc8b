import type { Conversation, OutgoingMessage } from "../chat/messages.ts";
import type { Contingency } from "../orchestration/rules/contingency-rules.ts";
import type { Changes } from "../store/store.ts";
import { threadKey } from "../chat/message-key.ts";
import type { Cause } from "./cause.ts";

const PROMPT = /^contingency\/(.+)\/(\d+)$/u;

/** Comes back with the press on one of the choices. */
export function promptOf({ id, times }: Pick<Cause, "id" | "times">): string {
  return `contingency/${id}/${times}`;
}

/** The cause that a choice is about, and which of its proposals; undefined for other choices. */
export function parsePrompt(prompt: string): Pick<Cause, "id" | "times"> | undefined {
  const [, id, times] = PROMPT.exec(prompt) ?? [];
  return id === undefined ? undefined : { id, times: Number(times) };
}

function render(cause: Cause, rule: Contingency): OutgoingMessage {
  const text = [
    `**${rule.title}**: ${cause.subject} (${cause.detail}, since ${cause.since.slice(0, 10)}).`,
    `Proposed: ${rule.proposal} Owner: **${rule.owner}**.`,
  ].join("\n");
  const options = [
    { value: "accept", label: "Do it" },
    { value: "decline", label: "Not now" },
  ];
  return { text, choices: { prompt: promptOf(cause), options } };
}

/** What belongs into the write that fires a rule: one message for each place, and the entry in the log. */
export function proposalChanges(
  cause: Cause,
  rule: Contingency,
  places: readonly Conversation[],
): Required<Pick<Changes, "deliveries" | "events">> {
  const message = render(cause, rule);
  return {
    deliveries: places.map((to) => ({
      id: `contingency.${cause.id}.${cause.times}.${threadKey(to)}`,
      content: { kind: "post", to, message },
    })),
    events: [
      {
        type: "contingency.proposed",
        data: { cause: cause.id, rule: rule.id, action: rule.action, subject: cause.subject },
      },
    ],
  };
}
