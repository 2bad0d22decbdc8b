import { seededRandom } from "../seeded-random.ts";
import { aConversation } from "../store-contract/samples.ts";
import type { EmergencyWord } from "../../src/emergency/emergencies.ts";
import { DAY_MS, START_MS, TEAMS } from "./quarter-setting.ts";
import type { World } from "./quarter-world.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** An emergency as it was meant to go. */
export interface PlannedEmergency {
  readonly key: string;
  readonly declaredMs: number;
  readonly endedMs: number;
  readonly cause: string;
  readonly notes: readonly string[];
}

interface Story {
  readonly seed: number;
  readonly days: number;
  readonly count: number;
}

/** So many emergencies at any hour of any day, with what people note, give away, draft, and at last their end. */
export function planEmergencies(world: World, { seed, days, count }: Story): PlannedEmergency[] {
  // Of its own, so that the rest of the story is the same with and without them.
  const random = seededRandom(seed);
  const between = (from: number, to: number): number => Math.round(from + random() * (to - from));
  const { byABot } = world;

  function one(nth: number): PlannedEmergency {
    const { members, id: team } = TEAMS[nth % TEAMS.length] ?? { members: [], id: "" };
    const member = (): string => members[between(0, members.length - 1)] ?? "";
    const key = `emergency.${nth}`;
    const declaredMs = START_MS + between(0, (days - 1) * DAY_MS);
    const endedMs = declaredMs + between(20 * MINUTE_MS, 7 * HOUR_MS);
    const cause = `cause ${nth} was mended`;
    const notes = Array.from({ length: between(1, 4) }, (_, no) => `news ${nth}.${no}`);
    const declaration = {
      key,
      problem: `outage ${nth}`,
      by: member(),
      thread: aConversation({ channel: `#${team}-requests`, thread: key }),
    };
    const say = (atMs: number, word: EmergencyWord): void =>
      world.plan({
        atMs,
        run: async () => {
          await byABot(async ({ emergencies }) => {
            const { id } = await emergencies.declare(declaration);
            await emergencies.act(id, word);
          });
        },
      });
    const within = (): number => between(declaredMs + MINUTE_MS, endedMs - MINUTE_MS);
    world.plan({
      atMs: declaredMs,
      run: async () => void (await byABot(async ({ emergencies }) => emergencies.declare(declaration))),
    });
    for (const text of notes) say(within(), { type: "noted", by: member(), text });
    say(within(), { type: "role_given", by: member(), role: "scribe", to: member() });
    const drafted = within();
    say(drafted, { type: "drafted", by: member(), text: `dear customers ${nth}` });
    say(drafted + 30_000, { type: "draft_decided", by: member(), no: 1, isApproved: random() < 0.7 });
    say(endedMs, { type: "ended", by: member(), cause });
    return { key, declaredMs, endedMs, cause, notes };
  }
  return Array.from({ length: count }, (_, nth) => one(nth));
}
