import { expect, test } from "vitest";
import { begun, CONFIG, createMeetingsKit } from "./meetings-kit.ts";

const [TEAM] = CONFIG.teams;

test.each([
  ["monday", "planning", "03-03T09:00"],
  ["wednesday", "review", "03-05T14:00"],
  ["friday", "retrospective", "03-07T15:00"],
  ["friday", "weekly", "03-07T15:00"],
  ["continuous", "standup", "03-04T10:00"],
])("on %s the team has its %s", async (_, meeting, at) => {
  const teams = [{ ...TEAM, sprint: {} }];
  const kit = createMeetingsKit({ config: { ...CONFIG, teams } });
  await kit.task("T1", {}, begun("T1"));

  const sent = await kit.passTo("2031-03-07T16:00:00.000Z");

  expect(sent.filter(({ id }) => id.split(".")[0] === meeting).map((each) => each.at)).toContain(at);
});

test.each([
  ["morning_sync", "**First today**\n- [**T2**](https://chat.example/200.T2) Write the parser"],
  ["progress_monitoring", "**In hand**\n- [**T1**](https://chat.example/200.T1) Fix the pool test (debug)"],
  [
    "blocker_resolution",
    "**Stuck**\n- [**T3**](https://chat.example/200.T3) Ship it: stage s2 waits for approval",
  ],
  ["evening_review", "**First tomorrow**\n- [**T2**](https://chat.example/200.T2) Write the parser"],
  ["continuous_adjustment", "**Changed today**\n- **T2** was moved up by Ada"],
])("the step %s of a day is posted with what belongs to it", async (step, expected) => {
  const teams = [{ ...TEAM, members: [], standup: { steps: [{ step, at: "11:00" }] } }];
  const kit = createMeetingsKit({ config: { ...CONFIG, teams } });
  await kit.task("T1", { title: "Fix the pool test" }, begun("T1"));
  await kit.task("T2", { title: "Write the parser" });
  await kit.task(
    "T3",
    { title: "Ship it" },
    { type: "stage.approval_asked", taskId: "T3", data: { stage: "s2" } },
  );
  await kit.log({ type: "task.bumped", taskId: "T2", data: { by: "ada" } });

  const sent = await kit.passTo("2031-03-03T12:00:00.000Z");

  expect(sent.find(({ id }) => id.includes(`.${step}.`))?.text).toContain(expected);
});

test.each([
  "blocker_resolution",
  "continuous_adjustment",
  "evening_review",
  "morning_sync",
  "progress_monitoring",
])("the step %s stays silent where there is nothing to say", async (step) => {
  const teams = [{ ...TEAM, members: [], standup: { steps: [{ step, at: "11:00" }] } }];
  const kit = createMeetingsKit({ config: { ...CONFIG, teams } });

  expect(await kit.passTo("2031-03-03T12:00:00.000Z")).toEqual([]);
});
