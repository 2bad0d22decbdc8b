import { BotError } from "../errors.ts";
import { minutesOf } from "./rules/minutes-of.ts";
import type { PriorityRules } from "./priority-rules.ts";

type Bands = PriorityRules["bands"];

export interface QueuePlace {
  readonly band: string;
  /** BullMQ priority of a task that has not waited; lower goes first. */
  readonly queuePriority: number;
}

/** Scores inside a band spread over this share of the gap to the next one. */
const SPREAD = 0.5;
/** The gap below the last band, as a multiple of its place. */
const LAST_GAP = 10;
const MINUTE_MS = 60_000;

function bandAt(bands: Bands, index: number): Bands[number] {
  const band = bands[Math.max(0, index)];
  if (band === undefined)
    throw new BotError("orchestration.rules_incomplete", "The rules have no priority band");
  return band;
}

/**
 * The band of a score and its place there: the higher score first. Each bump lifts it to the front of the next
 * band; beyond the first band only by one place each, so that the very first place stays with those who have waited
 * long enough.
 */
export function placeInQueue(score: number, bumps: number, { bands, terms }: PriorityRules): QueuePlace {
  const found = bands.findIndex((band) => score >= band.atLeast);
  const own = found === -1 ? bands.length - 1 : found;
  if (bumps > 0) {
    const band = bandAt(bands, own - bumps);
    const beyond = Math.max(0, bumps - own);
    return { band: band.name, queuePriority: Math.max(2, band.queuePriority - beyond) };
  }
  const band = bandAt(bands, own);
  const { impact, urgency, dependencies, resources, risk } = terms;
  const highest = (impact.max * urgency.max * dependencies.max) / (resources.min * risk.min);
  const top = bands[own - 1]?.atLeast ?? highest;
  const share = Math.min(1, Math.max(0, (score - band.atLeast) / Math.max(0.001, top - band.atLeast)));
  const gap = (bands[own + 1]?.queuePriority ?? band.queuePriority * LAST_GAP) - band.queuePriority;
  const place = Math.min(2 ** 21, band.queuePriority + Math.round((1 - share) * SPREAD * gap));
  return { band: band.name, queuePriority: place };
}

/**
 * The place after waiting: in equal steps from its own place to the very first, which it reaches when `firstWithin`
 * of its band is over. No new task gets the first place, so from then on it stands before all of them. Pure.
 */
export function agedPlace(
  place: QueuePlace,
  waitedMs: number,
  { bands, ageingSteps }: PriorityRules,
): number {
  const band = bands.find(({ name }) => name === place.band) ?? bandAt(bands, bands.length - 1);
  const withinMs = minutesOf(band.firstWithin) * MINUTE_MS;
  const steps = Math.floor((Math.max(0, waitedMs) / withinMs) * ageingSteps);
  if (steps >= ageingSteps) return 1;
  // Never the first place before its time, however small the numbers of the band are.
  const aged = Math.ceil(place.queuePriority * (1 - steps / ageingSteps));
  return Math.max(Math.min(2, place.queuePriority), aged);
}
