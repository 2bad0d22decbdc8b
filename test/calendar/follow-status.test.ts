import { expect, test } from "vitest";
import { absenceAt, absenceChange, listAbsences } from "../../src/calendar/absence.ts";
import type { Absence } from "../../src/calendar/absence.ts";
import { followStatus } from "../../src/calendar/follow-status.ts";
import type { FollowDeps } from "../../src/calendar/follow-status.ts";
import type { ChatUser } from "../../src/chat/messages.ts";
import { Config } from "../../src/config/config.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";

const NOW_MS = Date.parse("2026-11-24T09:00:00.000Z");
const LATER = "2026-11-27T00:00:00.000Z";

/** One person with accounts on two platforms, each of which shows what it is given. */
async function setUp(known?: Partial<Absence>) {
  const store = createMemoryStore({ now: () => NOW_MS });
  const { people } = Config.parse({
    people: [
      { id: "ana", name: "Ana", accounts: { slack: "U1", discord: "9" } },
      { id: "bo", name: "Bo" },
    ],
  });
  if (known !== undefined)
    await store.commit({
      documents: [absenceChange({ personId: "ana", fromMs: NOW_MS - 1, source: "status", ...known })],
    });
  return {
    store,
    async follow(...shown: readonly (Partial<ChatUser> | "unknown" | "down")[]) {
      const chats: FollowDeps["chats"] = shown.map((each, index) => ({
        platform: ["slack", "discord"][index] ?? "",
        workspaces: () => ["W"],
        async lookupUser(_workspace, id) {
          if (each === "down") throw new Error("no answer");
          return each === "unknown" ? undefined : { id, name: "Ana", groups: [], ...each };
        },
      }));
      const changed = await followStatus({ people, chats, store, clock: { now: () => NOW_MS } });
      const [absence] = await listAbsences(store);
      return { changed, absence };
    },
  };
}

test("somebody who shows themselves as away on any platform is away until they say", async () => {
  const { follow, store } = await setUp();

  const { changed, absence } = await follow({ isAway: false }, { isAway: true, awayUntil: LATER });

  expect(changed).toBe(1);
  expect(absence).toEqual({
    personId: "ana",
    fromMs: NOW_MS,
    untilMs: Date.parse(LATER),
    source: "status",
  });
  const absences = await listAbsences(store);
  expect(absenceAt("ana", NOW_MS, absences)).toBeDefined();
  expect(absenceAt("ana", Date.parse(LATER), absences)).toBeUndefined();
  expect(absenceAt("bo", NOW_MS, absences)).toBeUndefined();
});

test.each([
  ["is back when no platform shows it any more", { source: "status" }, { isAway: false }, undefined],
  ["stays away as they said, whatever is shown", { source: "command" }, { isAway: false }, "command"],
  [
    "stays away as they said, and not as long as is shown",
    { source: "command" },
    { isAway: true },
    "command",
  ],
  [
    "is back as they said, while it is still shown",
    { source: "command", isHere: true },
    { isAway: true },
    "here",
  ],
  [
    "may be away again after it was shown no more",
    { source: "command", isHere: true },
    { isAway: false },
    undefined,
  ],
  [
    "is away anew when what they said is over",
    { source: "command", untilMs: NOW_MS },
    { isAway: true },
    "status",
  ],
  [
    "is not away when what is shown is over",
    undefined,
    { isAway: true, awayUntil: "2026-11-24T08:00:00.000Z" },
    undefined,
  ],
  ["stays what they were where the platform does not know", { source: "status" }, {}, "status"],
  ["stays what they were where the platform has nobody", { source: "status" }, "unknown", "status"],
  ["stays what they were where the platform does not answer", { source: "status" }, "down", "status"],
] as const)("somebody %s", async (_name, known, shown, now) => {
  const { follow } = await setUp(known);

  const { absence } = await follow(shown);

  expect(absence?.isHere === true ? "here" : absence?.source).toBe(now);
});

test("nothing is written where nothing has changed", async () => {
  const { follow } = await setUp();
  await follow({ isAway: true, awayUntil: LATER });

  expect((await follow({ isAway: true, awayUntil: LATER })).changed).toBe(0);
  const { changed, absence } = await follow({ isAway: true });
  expect(changed).toBe(1);
  expect(absence).toEqual({ personId: "ana", fromMs: NOW_MS, source: "status" });
});
