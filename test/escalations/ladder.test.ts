import { expect, test } from "vitest";
import { createEscalations } from "../../src/escalations/create-escalations.ts";
import { takeDeliveries } from "../conversation/conversation-kit.ts";
import { teamTask } from "../execution/execution-kit.ts";
import { aMatter, createLadderKit, storyOf } from "./ladder-kit.ts";
import type { LadderKitOptions } from "./ladder-kit.ts";

/** A Monday, nine o'clock. */
async function raised(more: Partial<typeof aMatter> = {}, options: LadderKitOptions = {}) {
  const kit = createLadderKit(options);
  await kit.store.commit({ task: teamTask("T1", "code") });
  await kit.escalations.raise({ ...aMatter, ...more });
  await kit.ring();
  return kit;
}

/** Whom the direct messages went to since they were last taken. */
async function rung({ store }: Awaited<ReturnType<typeof raised>>): Promise<string[]> {
  const all = await takeDeliveries(store);
  return all.flatMap((each) =>
    each.kind === "live" && each.to.channel.startsWith("@") ? [each.to.channel] : [],
  );
}

test("a matter that nobody takes climbs through the levels in working time, and is told again at the last", async () => {
  const { store, passTo } = await raised();

  await passTo("2031-03-07T12:00Z");

  expect((await storyOf(store)).filter((line) => !line.includes("paged"))).toEqual([
    "2031-03-03T09:00 raised",
    "2031-03-03T11:00 climbed",
    "2031-03-03T17:00 climbed",
    "2031-03-05T17:00 climbed",
  ]);
});

test("those of each level hear of it in direct messages, as soon as it gets there", async () => {
  const kit = await raised();

  const first = await rung(kit);
  await kit.passTo("2031-03-03T17:00Z");
  await rung(kit);
  await kit.passTo("2031-03-05T16:59Z");
  const between = await rung(kit);
  await kit.passTo("2031-03-05T17:00Z");

  expect([first, between]).toEqual([["@U1"], []]);
  expect(await rung(kit)).toContain("@U2");
});

test("a matter that is not critical waits for the end of quiet hours, a critical one does not", async () => {
  const quiet = { escalation: { targets: {}, quietHours: { from: "08:30", until: "10:00" } } };
  const high = await raised({}, { config: quiet });
  const critical = await raised({ severity: "critical" }, { config: quiet });

  expect([await rung(high), await rung(critical)]).toEqual([[], ["@U1"]]);
  await high.passTo("2031-03-03T09:59Z");
  expect(await rung(high)).toEqual([]);
  await high.passTo("2031-03-03T10:00Z");
  expect(await rung(high)).toEqual(["@U1"]);
});

test("the quiet hours that somebody has set for themselves go before those of the installation", async () => {
  const kit = createLadderKit();
  const settings = { quietHours: { from: "08:00", until: "09:30" }, mentions: true };
  const people = [{ kind: "people", id: "ada", value: JSON.stringify(settings) }];
  await kit.store.commit({ task: teamTask("T1"), documents: people });

  await kit.escalations.raise(aMatter);
  await kit.passTo("2031-03-03T12:00Z");

  const pages = (await storyOf(kit.store)).filter((line) => line.includes("paged"));
  expect(pages[0]).toBe("2031-03-03T09:30 paged");
});

test("acknowledged is silent; without news it reminds, and later it climbs on", async () => {
  const { store, escalations, passTo } = await raised();
  await passTo("2031-03-03T10:00Z");

  await escalations.act("E1", { type: "acknowledged", by: "ada" });
  await passTo("2031-03-03T16:30Z");

  expect(await storyOf(store)).toEqual([
    "2031-03-03T09:00 raised",
    "2031-03-03T09:00 paged",
    "2031-03-03T10:00 acknowledged",
    "2031-03-03T14:00 reminded",
    "2031-03-03T16:00 resumed",
    "2031-03-03T16:00 climbed",
    "2031-03-03T16:00 paged",
  ]);
});

test("a matter that rests wakes at its moment and tells the same people again", async () => {
  const { store, escalations, passTo } = await raised();

  const untilMs = Date.parse("2031-03-04T09:00Z");
  await escalations.act("E1", { type: "snoozed", by: "ada", untilMs });
  await passTo("2031-03-04T09:00Z");

  expect((await storyOf(store)).slice(2)).toEqual([
    "2031-03-03T09:00 snoozed",
    "2031-03-04T09:00 woken",
    "2031-03-04T09:00 paged",
  ]);
});

test.each([
  ["a moment that has passed", { type: "snoozed", by: "ada", untilMs: 0 }, "past"],
  ["somebody else who has it", { type: "acknowledged", by: "bo" }, "already_so"],
] as const)("%s is refused", async (_what, word, why) => {
  const { escalations } = await raised();
  await escalations.act("E1", { type: "acknowledged", by: "ada" });

  expect(await escalations.act("E1", word)).toMatchObject({ kind: "refused", why });
});

test("whoever had a matter before it rested has it no more when it wakes", async () => {
  const { escalations, passTo } = await raised();
  await escalations.act("E1", { type: "acknowledged", by: "ada" });

  await escalations.act("E1", { type: "snoozed", by: "ada", untilMs: Date.parse("2031-03-04T09:00Z") });
  await passTo("2031-03-04T09:00Z");

  expect(await escalations.find("E1")).toMatchObject({ state: "open", askedOf: ["debug", "ada"] });
  expect((await escalations.find("E1"))?.owner).toBeUndefined();
});

test("asked once more, because whoever raised it died before its alarm was set, it gets its alarm", async () => {
  const { deps } = await raised();
  const armed: string[] = [];
  const again = createEscalations({ ...deps, timers: { arm: async ({ id }) => void armed.push(id) } });

  await again.raise(aMatter);

  expect(armed).toEqual([aMatter.key]);
});

test("what is settled is over: nothing is due any more and nothing changes it", async () => {
  const { store, escalations, passTo } = await raised();

  await escalations.act("E1", { type: "resolved", by: "ada", cause: "the licence was renewed" });
  await passTo("2031-03-20T09:00Z");

  expect(await storyOf(store)).toHaveLength(3);
  expect(await escalations.open()).toEqual([]);
  const late = await escalations.act("E1", { type: "acknowledged", by: "bo" });
  expect(late).toMatchObject({ kind: "refused", why: "settled" });
});

test("given to somebody else it asks them, and they have the time of the level", async () => {
  const kit = await raised();
  await kit.passTo("2031-03-03T10:30Z");
  await rung(kit);

  await kit.escalations.act("E1", { type: "reassigned", by: "ada", to: "bo" });

  expect(await rung(kit)).toContain("@U3");
  expect((await kit.escalations.find("E1"))?.next).toEqual({ does: "climb", at: "2031-03-03T12:30:00.000Z" });
});

test("an incident climbs by the clock on the wall, in its own times", async () => {
  const { store, passTo } = await raised({ type: "incident", severity: "critical" });

  await passTo("2031-03-03T13:00Z");

  expect((await storyOf(store)).filter((line) => line.includes("climbed"))).toEqual([
    "2031-03-03T09:15 climbed",
    "2031-03-03T10:00 climbed",
    "2031-03-03T13:00 climbed",
  ]);
});

test("times of the configuration go before those of the rules", async () => {
  const times = [{ type: "decision", level: "individual", until: "PT1H" }];
  const { store, passTo } = await raised({}, { config: { escalation: { times } } });

  await passTo("2031-03-03T10:00Z");

  expect((await storyOf(store)).at(2)).toBe("2031-03-03T10:00 climbed");
});

test("after three days in which nobody was up it is told once, at the level of its age", async () => {
  const { clock, store, ring } = await raised();

  clock.advance(3 * 24 * 3_600_000);
  await ring();

  const later = (await storyOf(store)).slice(2);
  expect(later).toEqual(["2031-03-06T09:00 climbed", "2031-03-06T09:00 paged"]);
});

test("its card changes in place and says what, since when, what was tried, who is next and when", async () => {
  const { store, escalations, passTo } = await raised();
  const first = (await takeDeliveries(store)).find(
    (each) => each.kind === "live" && each.to.channel === "#help",
  );
  await passTo("2031-03-03T10:00Z");

  await escalations.act("E1", { type: "acknowledged", by: "ada" });

  const changed = (await takeDeliveries(store)).find(({ id }) => id === first?.id);
  expect(first?.kind === "live" && first.message).toMatchObject({
    text: [
      "**E1** · T1 · high, a decision",
      "the licence server is away",
      "Since 3 Mar 09:00 (0 min).",
      "Tried:",
      "- debug asked it three times",
      "What would help:",
      "- access to the server",
      "- coordination (orchestrator): another agent or another order of the work",
      "Level 1, Individual Resolution. Asked: **debug**, **Ada**.",
      "Next: level 2, Team Collaboration, asks code, debug, Ada, 3 Mar 11:00.",
    ].join("\n"),
    choices: {
      prompt: "escalation/E1",
      options: ["ack", "snooze", "resolve", "reassign", "raise"].map((value) =>
        expect.objectContaining({ value }),
      ),
    },
  });
  expect(changed?.kind === "live" && changed.message.text).toContain("with **Ada**");
  expect(changed?.kind === "live" && changed.message.text).toContain("Next: Ada is reminded, 3 Mar 14:00.");
});

test("every transition is one line in the thread of the task", async () => {
  const { store, passTo } = await raised();
  await passTo("2031-03-03T11:00Z");

  const lines = (await takeDeliveries(store)).flatMap((each) =>
    each.kind === "post" && each.to.channel === "C1" ? [each.message.text.split("\n")[0]] : [],
  );

  expect(lines).toEqual([
    "**E1: T1 needs help** (high): the licence server is away",
    "**E1** climbs to level 2, Team Collaboration. Asked now: code, debug, Ada.",
  ]);
});

test("channels mention those asked only where that is configured, and never those who do not want it", async () => {
  const mention = { targets: {}, quietHours: { from: "20:00", until: "08:00" }, mention: true };
  const mentionsOf = async (kit: ReturnType<typeof createLadderKit>) => {
    await kit.escalations.raise(aMatter);
    await kit.ring();
    const card = (await takeDeliveries(kit.store)).find(
      (each) => each.kind === "live" && each.to.channel === "#help",
    );
    return card?.kind === "live" ? card.message.mentions : "no card";
  };
  const [off, on, unwanted] = [
    createLadderKit(),
    createLadderKit({ config: { escalation: mention } }),
    createLadderKit({ config: { escalation: mention } }),
  ];
  await unwanted.store.commit({
    documents: [{ kind: "people", id: "ada", value: JSON.stringify({ mentions: false }) }],
  });

  expect(await mentionsOf(off)).toBeUndefined();
  expect(await mentionsOf(on)).toEqual([{ kind: "person", id: "U1" }]);
  expect(await mentionsOf(unwanted)).toBeUndefined();
});

test("accounts that people linked count: they are asked by them, and mentioned by them", async () => {
  const ada = { id: "ada", accounts: { console: "U9", slack: "S1" }, groups: [] };
  const config = {
    people: [{ id: "ada", name: "Ada", accounts: { slack: "S1" }, agents: ["debug"] }],
    teams: [],
    escalation: { targets: {}, quietHours: { from: "20:00", until: "08:00" }, mention: true },
  };
  const kit = createLadderKit({ config, people: () => [ada] });

  await kit.escalations.raise({ ...aMatter, target: "console:U9" });
  await kit.ring();

  const card = (await takeDeliveries(kit.store)).find(({ kind }) => kind === "live");
  expect(card).toMatchObject({ message: { mentions: [{ kind: "person", id: "U9" }] } });
  const raised = await kit.escalations.find("E1");
  const ladder = raised === undefined ? undefined : await kit.escalations.ladderOf(raised);
  expect(ladder?.people(["console:U9"])).toEqual(["ada"]);
});
