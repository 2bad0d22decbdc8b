import type { Conversation, OutgoingMessage } from "../chat/messages.ts";
import type { Contingency } from "../orchestration/rules/contingency-rules.ts";
import type { Changes } from "../store/store.ts";
import { threadKey } from "../chat/message-key.ts";
import type { Cause } from "./cause.ts";

const PROMPT = /^contingency\/(.+)\/([^/]+)$/u;

/** Comes back with the press on one of the choices. */
export function promptOf({ id, occasion }: Pick<Cause, "id" | "occasion">): string {
  return `contingency/${id}/${occasion}`;
}

/** The cause that a choice is about, and on which occasion; undefined for other choices. */
export function parsePrompt(prompt: string): Pick<Cause, "id" | "occasion"> | undefined {
  const [, id, occasion] = PROMPT.exec(prompt) ?? [];
  return id === undefined || occasion === undefined ? undefined : { id, occasion };
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
      id: `contingency.${cause.id}.${cause.occasion}.${threadKey(to)}`,
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
