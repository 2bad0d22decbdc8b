import type { PriorityEstimate } from "../judgement.ts";
import type { LabelledRequest } from "../labelled-set.ts";
import type { Route } from "../route.ts";

/** What stands for "no agent" where agents are counted. */
export const NOBODY = "(nobody)";

/** A labelled request with what the router made of it. */
export interface AnsweredItem {
  readonly item: LabelledRequest;
  readonly route: Route;
  /** The agent that leads, or would if the bot had to choose. */
  readonly best: string;
  /** The best agent is the primary or an acceptable one. */
  readonly isRight: boolean;
  /** Absent when nobody estimated it. */
  readonly priority?: PriorityEstimate;
}

const TOP = 3;

export function toAnsweredItem(
  item: LabelledRequest,
  route: Route,
  priority: PriorityEstimate | undefined,
): AnsweredItem {
  const best = route.primary ?? route.alternatives[0]?.agent ?? NOBODY;
  return {
    item,
    route,
    best,
    isRight: isAcceptable(item, best),
    ...(priority === undefined ? {} : { priority }),
  };
}

/** One of the three best agents is the primary or an acceptable one. */
export function isAmongTop({ item, route, isRight }: AnsweredItem): boolean {
  return isRight || route.alternatives.slice(0, TOP).some(({ agent }) => isAcceptable(item, agent));
}

/** Neither handed to an agent nor asked about. */
export function isTurnedAway({ route }: AnsweredItem): boolean {
  return route.frontDoor !== "work" || route.band === "decline";
}

/** The item is for an agent. */
export function isWork({ item }: AnsweredItem): boolean {
  return item.primary !== null;
}

/** The item reads like work and is nobody's here. */
export function isOutOfScope({ item }: AnsweredItem): boolean {
  return item.primary === null && (item.frontDoor ?? "work") === "work";
}

/**
 * How likely the router held the message to be work for an agent here. A router that does not say is taken at its
 * confidence; what a rule took for something else was no work to it.
 */
export function workProbabilityOf({ route }: AnsweredItem): number {
  return route.workProbability ?? (route.frontDoor === "work" ? route.confidence : 0);
}

function isAcceptable({ primary, acceptable }: LabelledRequest, agent: string): boolean {
  return primary !== null && (agent === primary || acceptable.includes(agent));
}
