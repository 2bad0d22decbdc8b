import { expect, test } from "vitest";
import { fireMeetings, MEETING_TIMER, postNowTimer, tendMeetings } from "../../src/standups/tend-meetings.ts";
import { readTimer, timerChange } from "../../src/timers/timer.ts";
import { takeDeliveries } from "../conversation/conversation-kit.ts";
import { DAY, HOUR } from "../store-contract/contract-kit.ts";
import { begun, CONFIG, createMeetingsKit } from "./meetings-kit.ts";

const STANDUP = "standups";

function postsIn(sent: readonly { at: string; channel: string }[], channel: string): string[] {
  return sent.filter((each) => each.channel === channel).map(({ at }) => at);
}

test("a standup is posted once on each working day, at the team's time, also through daylight saving", async () => {
  // Clocks in Lisbon leap on Sunday, the thirtieth of March.
  const kit = createMeetingsKit({ start: "2031-03-27T06:00:00.000Z" });
  await kit.task("T1", {}, begun("T1"));

  const sent = await kit.passTo("2031-04-01T12:00:00.000Z");

  expect(postsIn(sent, STANDUP)).toEqual(["03-27T10:00", "03-28T10:00", "03-31T09:00", "04-01T09:00"]);
});

test("two bots post one standup and ask once", async () => {
  const kit = createMeetingsKit();
  await kit.task("T1", {}, begun("T1"));

  const sent = await kit.passTo("2031-03-03T10:05:00.000Z", 3);

  expect(sent.map(({ at, channel }) => `${at} ${channel}`)).toEqual([
    "03-03T09:00 @U1",
    "03-03T09:30 @U1",
    "03-03T10:00 standups",
  ]);
});

test("people are asked in their own morning, with what the log knows of them, and reminded once", async () => {
  const kit = createMeetingsKit();
  await kit.task("T1", { title: "Fix the pool test" }, begun("T1"));

  const sent = await kit.passTo("2031-03-03T18:00:00.000Z");
  const asked = sent.filter(({ channel }) => channel !== STANDUP);

  expect(asked.map(({ at, channel }) => `${at} ${channel}`)).toEqual([
    "03-03T09:00 @U1",
    "03-03T09:30 @U1",
    "03-03T14:00 @U2",
    "03-03T14:30 @U2",
  ]);
  expect(asked[0]?.text).toContain("T1 in hand: Fix the pool test");
  expect(asked[2]?.text).not.toContain("T1");
});

test("somebody who chose a time of their own is asked then", async () => {
  const kit = createMeetingsKit({ wishes: { ada: { standupAt: "09:40", mentions: true } } });

  const sent = await kit.passTo("2031-03-03T09:45:00.000Z");

  expect(sent.map(({ at, channel }) => `${at} ${channel}`)).toEqual(["03-03T09:40 @U1"]);
});

test("who is away is not asked, and the post says so", async () => {
  const fromMs = Date.parse("2031-03-01T00:00:00Z");
  const kit = createMeetingsKit({ absences: [{ personId: "ada", fromMs, source: "command" }] });
  await kit.task("T1", {}, begun("T1"));

  const sent = await kit.passTo("2031-03-03T10:05:00.000Z");

  expect(sent.map(({ channel }) => channel)).toEqual([STANDUP]);
  expect(sent[0]?.text).toContain("Away: Ada.");
});

test("nothing is posted on a day off of the team", async () => {
  const teams = [{ ...CONFIG.teams[0], calendar: { daysOff: ["2031-03-04"] } }];
  const kit = createMeetingsKit({ config: { ...CONFIG, teams } });
  await kit.task("T1", {}, begun("T1"));

  const sent = await kit.passTo("2031-03-05T12:00:00.000Z");

  expect(postsIn(sent, STANDUP)).toEqual(["03-03T10:00", "03-05T10:00"]);
});

test("a standup without anything to say stays silent", async () => {
  const kit = createMeetingsKit();

  const sent = await kit.passTo("2031-03-03T12:00:00.000Z");

  expect(postsIn(sent, STANDUP)).toEqual([]);
  expect(await kit.types()).toContain("standup.posted");
});

test("what was done is told of once", async () => {
  const kit = createMeetingsKit();
  const task = await kit.task("T1", { title: "Fix the pool test" }, begun("T1"));
  await kit.passTo("2031-03-03T12:00:00.000Z");
  await kit.end(task, "task.done", "done");

  const tuesday = await kit.passTo("2031-03-04T12:00:00.000Z");
  const wednesday = await kit.passTo("2031-03-05T12:00:00.000Z");

  expect(tuesday.find(({ channel }) => channel === STANDUP)?.text).toMatch(
    /\*\*Done\*\*\n.*Fix the pool test/u,
  );
  expect(postsIn(wednesday, STANDUP)).toEqual([]);
});

test("three days away make one digest, and the standup within its grace is still posted", async () => {
  const kit = createMeetingsKit();
  await kit.task("T1", {}, begun("T1"));
  await kit.passTo("2031-03-03T12:00:00.000Z");
  kit.clock.advance(Date.parse("2031-03-07T10:40:00.000Z") - kit.clock.now());

  const sent = await kit.passTo("2031-03-07T10:45:00.000Z");
  const inRoom = sent.filter(({ channel }) => channel === STANDUP);

  expect(inRoom.map(({ id }) => id.split(".")[0])).toEqual(["missed", "standup"]);
  expect(inRoom[0]?.text).toContain("The standup: Tue 4 March, Wed 5 March, Thu 6 March");
  expect((await kit.types()).filter((type) => type === "meeting.missed")).toHaveLength(3);
});

test("a standup that is missed by more than its grace is reported and not run", async () => {
  const kit = createMeetingsKit();
  await kit.task("T1", {}, begun("T1"));
  await kit.passTo("2031-03-03T09:50:00.000Z");
  kit.clock.advance(3 * HOUR);

  const sent = await kit.passTo("2031-03-03T13:00:00.000Z");

  expect(sent.map(({ id }) => id.split(".")[0])).toEqual(["missed"]);
});

test("a team that is new has missed nothing", async () => {
  const kit = createMeetingsKit({ start: "2031-03-03T15:00:00.000Z" });

  expect(await kit.passTo("2031-03-03T15:10:00.000Z")).toEqual([]);
});

test("whom a blocker waits on is mentioned, unless they chose not to be", async () => {
  async function mentionsWith(mentions: boolean) {
    const kit = createMeetingsKit({ wishes: { ada: { mentions } } });
    await kit.task("T1", {}, { type: "stage.approval_asked", taskId: "T1", data: { stage: "s2" } });
    const sent = await kit.passTo("2031-03-03T10:05:00.000Z");
    return sent.find(({ channel }) => channel === STANDUP)?.mentions;
  }

  expect(await mentionsWith(true)).toEqual(["U1"]);
  expect(await mentionsWith(false)).toEqual([]);
});

test("what fails is tried again and holds up nothing else", async () => {
  let isBroken = true;
  const kit = createMeetingsKit();
  await kit.task("T1", {}, begun("T1"));
  const { linkTo } = kit.meetings;
  const deps = {
    ...kit.meetings,
    wishesOf: async () => ({ mentions: true }),
    linkTo: async (ref: Parameters<typeof linkTo>[0]) => {
      if (isBroken) throw new Error("no links");
      return linkTo(ref);
    },
  };
  await tendMeetings(deps);
  kit.clock.advance(4 * HOUR);

  await expect(tendMeetings(deps)).rejects.toThrow("no links");
  isBroken = false;
  await tendMeetings(deps);

  const texts = (await takeDeliveries(kit.store)).flatMap((each) => (each.kind === "live" ? [each.id] : []));
  expect(texts).toHaveLength(1);
});

test("the timer of a team is set for what comes next, and again when it has rung", async () => {
  const kit = createMeetingsKit();
  const [timer] = await tendMeetings(kit.meetings);

  expect(new Date(timer?.dueMs ?? 0).toISOString()).toBe("2031-03-03T09:00:00.000Z");

  kit.clock.advance(3 * HOUR);
  const next = await fireMeetings(timer!, kit.meetings);

  expect(new Date(next?.dueMs ?? 0).toISOString()).toBe("2031-03-03T09:30:00.000Z");
  expect(await readTimer(MEETING_TIMER, "core", kit.store)).toEqual(next);
  expect(await fireMeetings(timer!, kit.meetings)).toBeUndefined();
});

test("steps of the day are posted when the configuration wants them", async () => {
  const standup = {
    at: "10:00",
    steps: [
      { step: "morning_sync", at: "09:30" },
      { step: "progress_monitoring", at: "13:00" },
      { step: "blocker_resolution", at: "14:00" },
      { step: "evening_review", at: "17:00" },
      { step: "continuous_adjustment", at: "17:30" },
    ],
  };
  const teams = [{ ...CONFIG.teams[0], members: [], standup }];
  const kit = createMeetingsKit({ config: { ...CONFIG, teams } });
  await kit.task("T1", { title: "Fix the pool test" }, begun("T1"));
  await kit.task("T2", { title: "Write the parser" });
  await kit.task("T3", {}, { type: "stage.approval_asked", taskId: "T3", data: { stage: "s2" } });
  await kit.log({ type: "task.bumped", taskId: "T2", data: { by: "ada" } });

  const sent = await kit.passTo("2031-03-03T20:00:00.000Z");

  expect(sent.map(({ at, id }) => `${at} ${id.split(".")[2]}`)).toEqual([
    "03-03T09:30 morning_sync",
    "03-03T10:00 2031-03-03",
    "03-03T13:00 progress_monitoring",
    "03-03T14:00 blocker_resolution",
    "03-03T17:00 evening_review",
    "03-03T17:30 continuous_adjustment",
  ]);
  expect(sent[0]?.text).toContain("Write the parser");
  expect(sent[3]?.text).toContain("stage s2 waits for approval, on Ada");
  expect(sent[5]?.text).toContain("**T2** was moved up by Ada");
});

test("what the book remembers stays small", async () => {
  const kit = createMeetingsKit();
  for (let day = 0; day < 60; day += 1) {
    kit.clock.advance(DAY);
    await tendMeetings(kit.meetings);
  }

  const book = (await kit.store.documents.get("meeting-books", "core")) ?? "";
  const sessions = await kit.store.documents.list("standups");

  expect(book.length).toBeLessThan(1_000);
  expect(sessions.size).toBeLessThanOrEqual(31);
});

test("a timer that carries a date has its standup posted at once, and not again at its time", async () => {
  const kit = createMeetingsKit();
  await kit.task("T1", {}, begun("T1"));
  await tendMeetings(kit.meetings);
  kit.clock.advance(HOUR);
  const timer = postNowTimer("core", "2031-03-03", kit.clock.now());
  await kit.store.commit({ documents: [timerChange(timer)] });

  const sent = await kit.passTo("2031-03-03T12:00:00.000Z");

  expect(postsIn(sent, STANDUP)).toEqual(["03-03T07:00"]);
});
