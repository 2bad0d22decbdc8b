import { expect, test } from "vitest";
import type { NewMatter } from "../../src/escalations/escalation.ts";
import { seededRandom } from "../seeded-random.ts";
import { aConversation } from "../store-contract/samples.ts";
import { AGENT_OF, TEAMS } from "./quarter-setting.ts";
import { createWorld } from "./quarter-world.ts";
import { runQuarter } from "./run-quarter.ts";

test(
  "four weeks of three teams with clocks that change and bots that are killed keep every promise",
  { timeout: 120_000 },
  async () => {
    const { problems, counts } = await runQuarter({ seed: 20_310_303, weeks: 4, tasks: 60 });

    expect(problems).toEqual([]);
    // That much must have happened for the rest to say anything.
    expect(counts).toMatchObject({ reports: 12, emergencies: 4 });
    for (const step of ["kills", "raced", "climb", "page", "remind", "resume", "wake", "statuses"])
      expect(counts[step]).toBeGreaterThan(0);
  },
);

/** Ten matters of the team in Lisbon, on a Tuesday morning, and nobody who takes them. */
async function beforeAnOutage() {
  const world = createWorld({ random: seededRandom(7), absences: [], deadliness: 0 });
  await world.open();
  await world.byABot(async (bot) => bot.tend());
  for (let nth = 0; nth < 10; nth += 1) {
    const matter: NewMatter = {
      key: `m${nth}`,
      matter: `m${nth}`,
      team: "lisbon",
      agent: AGENT_OF["ana"] ?? "",
      thread: aConversation({ thread: `thread-${nth}` }),
      problem: "the licence server is away",
      attempts: [],
      needs: [],
      openForMs: 0,
      severity: "high",
    };
    world.plan({
      atMs: Date.parse("2031-03-11T09:00Z") + nth * 20 * 60_000,
      run: async () => void (await world.byABot(async ({ escalations }) => escalations.raise(matter))),
    });
  }
  await world.passTo(Date.parse("2031-03-11T12:30Z"));
  return world;
}

test("a bot that was down for three days tells of it in one message in each place", async () => {
  const world = await beforeAnOutage();
  world.fall();
  await world.passTo(Date.parse("2031-03-14T12:30Z"));
  const before = new Set(world.posts.keys());

  world.rise();
  await world.byABot(async (bot) => bot.tend());
  await world.passTo(Date.parse("2031-03-14T12:31Z"));

  const fresh = [...world.posts.values()].filter(
    ({ id, channel }) => !before.has(id) && !channel.startsWith("C"),
  );
  const places = fresh.map(({ channel }) => channel);
  const many = fresh.filter(({ channel }) => places.filter((one) => one === channel).length > 1);
  expect(many.map(({ channel, text }) => `${channel}: ${text}`)).toEqual([]);
  const missed = fresh.filter(({ id }) => id.startsWith("missed."));
  const standups = TEAMS.map(({ id }) => `#${id}-standup`);
  expect(missed.map(({ channel }) => channel).toSorted()).toEqual(standups);
  const told = fresh.find(({ channel }) => channel === "@U-ines");
  expect(told?.text).toContain("10 matters are escalated");
});
