import { expect, test } from "vitest";
import { messageKey } from "../../src/chat/message-key.ts";
import { processMessage } from "../../src/conversation/process-message.ts";
import type { Chart } from "../../src/reports/chart.ts";
import { createConversation, takeDeliveries } from "../conversation/conversation-kit.ts";
import { roadmapOf } from "../roadmap/sample-roadmap.ts";
import { begun, CONFIG, createMeetingsKit } from "../standups/meetings-kit.ts";
import type { KitOptions } from "../standups/meetings-kit.ts";
import { aRef } from "../store-contract/samples.ts";

const SPRINT = {
  ...CONFIG,
  teams: [{ id: "core", name: "Core", members: ["ada", "ben"], sprint: {} }],
};

function createWeek(options: KitOptions = {}) {
  const kit = createMeetingsKit({ config: SPRINT, ...options });
  const { deps } = createConversation();
  let count = 0;
  return {
    ...kit,
    async press(value: string, by = "U1") {
      count += 1;
      const sentAt = new Date(kit.clock.now()).toISOString();
      const incoming = {
        ...aRef(`p${count}`, { channel: "standups" }),
        from: { id: by },
        sentAt,
        kind: "choice",
        prompt: "sprint/core/2031-03-03",
        value,
      } as const;
      const key = messageKey(incoming);
      await kit.store.inbox.accept(key, incoming);
      await processMessage(key, {
        ...deps,
        store: kit.store,
        meetings: kit.meetings,
        clock: { ...deps.clock, now: kit.clock.now },
      });
      return (await takeDeliveries(kit.store)).flatMap((each) => (each.kind === "status" ? [] : [each]));
    },
  };
}

const KINDS = ["planning", "review", "retrospective", "weekly"];

test("a week has its plan, its review, its retrospective and its report, each once", async () => {
  const kit = createWeek();
  await kit.task("T1", { title: "Fix the pool test" }, begun("T1"));

  const sent = await kit.passTo("2031-03-09T20:00:00.000Z", 2);

  expect(sent.map(({ at, id, channel }) => `${at} ${id.split(".")[0]} ${channel}`)).toEqual(
    [
      "03-03T09:00 planning standups",
      "03-05T14:00 review standups",
      "03-07T15:00 retrospective standups",
      "03-07T15:00 weekly reports",
    ].toSorted(),
  );
  expect(KINDS).toHaveLength(4);
});

test("a team that works from Sunday to Thursday has its week then", async () => {
  const calendar = { days: ["sun", "mon", "tue", "wed", "thu"] };
  const sprint = { planning: { day: "sun", at: "09:00" }, retrospective: { day: "thu", at: "15:00" } };
  const teams = [{ ...SPRINT.teams[0], calendar, sprint }];
  const kit = createWeek({ config: { ...SPRINT, teams }, start: "2031-03-02T06:00:00.000Z" });
  await kit.task("T1", {}, begun("T1"));

  const sent = await kit.passTo("2031-03-08T20:00:00.000Z");

  expect(sent.map(({ at, id }) => `${at} ${id.split(".").slice(0, 3).join(" ")}`)).toEqual([
    "03-02T09:00 planning core 2031-03-02",
    "03-05T14:00 review core 2031-03-02",
    "03-06T15:00 retrospective core 2031-03-02",
    "03-06T15:00 weekly core 2031-03-02",
  ]);
});

test("a meeting whose day is off goes to the next working day, at the end of the week to the one before", async () => {
  const calendar = { daysOff: ["2031-03-03", "2031-03-07"] };
  const teams = [{ ...SPRINT.teams[0], calendar }];
  const kit = createWeek({ config: { ...SPRINT, teams } });
  await kit.task("T1", {}, begun("T1"));

  const sent = await kit.passTo("2031-03-09T20:00:00.000Z");

  expect(sent.map(({ at }) => at.slice(0, 5))).toEqual(["03-04", "03-05", "03-06", "03-06"]);
});

test("goals count from the moment at which a member agrees, and are met by the log alone", async () => {
  const { items } = roadmapOf(
    "## Epic 4: Memory\n\n- [ ] 4.1 Ship the pool (due: 2031-03-06)\n- [x] 4.2 Plan it",
  );
  const kit = createWeek({ overrides: { roadmap: () => items } });
  const first = await kit.task("T1", { title: "Fix the pool test" }, begun("T1"));
  await kit.task("T2", { title: "Write the parser", text: "parser" });
  const [planning] = await kit.passTo("2031-03-03T09:05:00.000Z");

  const stranger = await kit.press("agree", "U9");
  const agreed = await kit.press("agree");
  const again = await kit.press("agree", "U2");
  await kit.end(first, "task.done", "done");
  const sent = await kit.passTo("2031-03-07T16:00:00.000Z");
  const report = sent.find(({ channel }) => channel === "reports")?.text ?? "";

  expect(planning?.text).toContain("- Ship the pool (story 4.1)");
  expect(stranger[0]?.kind === "private" && stranger[0].message.text).toContain("Only members");
  expect(agreed.map(({ kind }) => kind).toSorted()).toEqual(["live", "private"]);
  expect(again.map(({ kind }) => kind)).toEqual(["private"]);
  expect(report).toContain("- 1 of 3 met");
  expect(report).toContain("Sprint goals met on time: **33.3 %** (1 of 3 goals)");
  expect(report).toContain("Open: **story 4.1** Ship the pool");
});

test("a week without a plan that somebody agreed to says so, and its rate is missing", async () => {
  const kit = createWeek();
  await kit.task("T1", {}, begun("T1"));

  const sent = await kit.passTo("2031-03-07T16:00:00.000Z");
  const report = sent.find(({ channel }) => channel === "reports")?.text ?? "";

  expect(report).toContain("- No plan was agreed to this week.");
  expect(report).toContain("Sprint goals met on time: **missing**, nobody agreed to a plan of this week");
});

test("a week in which nothing happened has no report", async () => {
  const kit = createWeek();

  expect(await kit.passTo("2031-03-09T20:00:00.000Z")).toEqual([]);
});

test("the report has pictures with words for those who do not see them, and goes out without when they fail", async () => {
  const failures: unknown[] = [];
  async function filesWith(render: (chart: Chart) => Promise<Uint8Array>) {
    const overrides = {
      charts: async () => ({ render }),
      onChartFailure: (error: unknown) => void failures.push(error),
    };
    const kit = createWeek({ overrides });
    const task = await kit.task("T1", {}, begun("T1"));
    await kit.end(task, "task.done", "done");
    kit.clock.advance(Date.parse("2031-03-07T14:59:00.000Z") - kit.clock.now());
    await kit.passTo("2031-03-07T14:59:30.000Z");
    kit.clock.advance(60_000);
    const { tendMeetings } = await import("../../src/standups/tend-meetings.ts");
    await tendMeetings(kit.meetings);
    const posts = (await takeDeliveries(kit.store)).filter(({ id }) => id.startsWith("weekly"));
    return posts.map((post) => (post.kind === "post" ? (post.message.files ?? []) : []));
  }

  const drawn = await filesWith(async () => new Uint8Array([1, 2, 3]));
  const failed = await filesWith(async () => {
    throw new Error("no canvas");
  });

  expect(drawn).toEqual([
    [
      {
        name: "core-2031-03-03-days.png",
        mediaType: "image/png",
        content: "AQID",
        encoding: "base64",
        alt: expect.stringContaining("1 tasks done, 0 failed"),
      },
    ],
  ]);
  expect(failed).toEqual([[]]);
  expect(failures).toHaveLength(1);
});
