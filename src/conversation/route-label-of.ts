import type { Changes } from "../store/store.ts";
import type { Route } from "../router/route.ts";
import { maskRequest } from "../router/learning/mask-request.ts";
import type { LabelKind, NewRouteLabel } from "../router/learning/route-label.ts";
import type { Turn } from "./conversation-deps.ts";

export interface Labelled {
  readonly kind: LabelKind;
  readonly turn: Turn;
  readonly taskId: string;
  readonly text: string;
  /** What the router made of the text. */
  readonly route: Pick<Route, "alternatives">;
  /** Who had it, or would have got it. */
  readonly chosen: string | null;
  readonly right: string;
}

/** What somebody said about a route, as the changes that keep it: the label, and an event without the text. */
export function labelChanges(labelled: Labelled): Required<Pick<Changes, "label" | "events">> {
  const { kind, turn, taskId, text, route, chosen, right } = labelled;
  const { platform, from } = turn.incoming;
  const [guess] = route.alternatives;
  const label: NewRouteLabel = {
    kind,
    taskId,
    text: maskRequest(text),
    chosen,
    right,
    ...(guess === undefined ? {} : { guess: { agent: guess.agent, score: guess.score } }),
    by: { platform, userId: from.id },
  };
  return {
    label,
    events: [{ type: "route.labelled", taskId, messageKey: turn.key, data: { kind, chosen, right } }],
  };
}
