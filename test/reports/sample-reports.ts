import type { Chart } from "../../src/reports/chart.ts";
import { kpiRows } from "../../src/reports/kpi-rows.ts";
import { renderWeekly } from "../../src/reports/render-weekly.ts";
import { datesOfWeek, dayChart } from "../../src/reports/week-charts.ts";
import type { WeekFigures } from "../../src/reports/week-figures.ts";
import { renderPlanning, renderRetrospective, renderReview } from "../../src/sprint/render-meetings.ts";
import type { GoalState } from "../../src/sprint/render-meetings.ts";
import { renderDailyStep } from "../../src/standups/daily-step.ts";
import { renderMissed } from "../../src/standups/missed-digest.ts";
import { renderStandup } from "../../src/standups/render-standup.ts";
import type { TeamWork } from "../../src/standups/team-work.ts";
import type { OutgoingMessage } from "../../src/chat/messages.ts";
import { shipped } from "../orchestration/shipped.ts";

const NOW_MS = Date.parse("2031-03-07T15:00:00.000Z");
const WEEK = "2031-03-03";
const NAMES: Readonly<Record<string, string>> = { ada: "Ada Lovelace", ben: "Ben Okri", chi: "Chi Nguyen" };

function nameOf(who: string): string {
  return NAMES[who] ?? who;
}

const WORK: TeamWork = {
  done: [
    { taskId: "T12", title: "Fix the pool test", agents: ["debug"], link: "https://chat.example/12" },
    {
      taskId: "T14",
      title: "Document the *new* allocator [draft]",
      agents: ["documentation_writer", "code"],
    },
  ],
  doing: [{ taskId: "T15", title: "Write the parser", agents: ["code"], link: "https://chat.example/15" }],
  queued: 3,
  blocked: [
    {
      taskId: "T9",
      title: "Release 1.4",
      agents: ["devops"],
      link: "https://chat.example/9",
      key: "T9.approval",
      what: "stage deploy waits for approval",
      waitsOn: ["ben"],
      since: "2031-03-06T09:00:00.000Z",
      isEscalated: false,
    },
  ],
};

const FIGURES: WeekFigures = {
  fromMs: Date.parse("2031-03-03T00:00:00.000Z"),
  toMs: Date.parse("2031-03-10T00:00:00.000Z"),
  days: new Map([
    ["2031-03-03", { opened: 4, done: 2, failed: 0 }],
    ["2031-03-04", { opened: 2, done: 3, failed: 1 }],
    ["2031-03-06", { opened: 3, done: 5, failed: 0 }],
  ]),
  ended: new Map([
    ...Array.from({ length: 10 }, (_, at) => [`T${at + 1}`, "done"] as const),
    ["T11", "failed"],
  ]),
  opened: 9,
  gates: { passed: 17, failed: 3 },
  handoffs: { passedOn: 12, sentBack: 2 },
  blockers: { raised: 4, cleared: 3, clearedMs: 3 * 7.5 * 3_600_000, workedMs: 3 * 2.5 * 3_600_000 },
  shared: 4,
  benchmarks: { measured: 6, worstLossPercent: 3.4 },
};

const GOALS: readonly GoalState[] = [
  { kind: "task", id: "T1", title: "Fix the pool test", isDone: true },
  { kind: "task", id: "T2", title: "Write the parser", isDone: true },
  { kind: "item", id: "task 4.2.1", title: "Ship the new allocator", isDone: false },
];

const MEASURED = {
  at: "2031-03-06T10:00:00.000Z",
  command: "npm test",
  evidence: "T12, stage s2",
  subject: "",
};

function weekly(): string {
  return renderWeekly({
    teamName: "GPU kernels",
    week: WEEK,
    nowMs: NOW_MS,
    figures: FIGURES,
    before: { ...FIGURES, opened: 12, ended: new Map([["T0", "done"]]) },
    goals: GOALS,
    kpis: kpiRows(shipped.playbook.kpis, {
      figures: FIGURES,
      goals: { done: 2, total: 3 },
      measurements: [
        { ...MEASURED, kind: "build", value: "ended with 0" },
        {
          ...MEASURED,
          kind: "test",
          value: "412 passed, 1 failed, 3 skipped",
          counts: { passed: 412, failed: 1, skipped: 3 },
        },
      ],
    }),
    risks: [
      {
        id: "R3",
        level: "medium",
        title: "Performance regression",
        description: "",
        mitigation: "continuous benchmarks and regression tests",
        owner: "performance_engineering_specialist",
        due: "2031-03-05",
        openedAt: "2031-02-01T00:00:00.000Z",
      },
    ],
    blocked: WORK.blocked,
    next: [
      "Room for about 8: 10 days of presence, 31 tasks done in the last 4 weeks",
      "**T15** Write the parser",
    ],
    nameOf,
  });
}

function standup(): OutgoingMessage {
  return renderStandup({
    session: {
      team: "kernels",
      date: "2031-03-07",
      state: "posted",
      asked: {},
      answers: {
        ada: {
          at: "2031-03-07T09:10:00.000Z",
          fields: {
            progress: "T12 done, looked at the allocator",
            blockers: "The CI machine is down",
            needs: "a review of T14",
          },
        },
      },
      passed: [],
      away: ["chi"],
      escalated: [],
    },
    work: WORK,
    teamName: "GPU kernels",
    fields: shipped.playbook.cadence.standup.fields,
    members: ["ada", "ben", "chi"],
    nameOf,
    nowMs: NOW_MS,
  });
}

function evening(): string {
  return (
    renderDailyStep({
      step: "evening_review",
      title: "the day is looked at and the next one planned",
      teamName: "GPU kernels",
      work: WORK,
      waiting: [{ taskId: "T16", title: "Tune the cache", agents: [] }],
      today: [],
      nameOf,
      nowMs: NOW_MS,
    }) ?? ""
  );
}

/** What each report looks like with something in it, by name; renderings of all platforms are tested with these. */
export const sampleReports: Readonly<Record<string, OutgoingMessage>> = {
  standup: standup(),
  evening: { text: evening() },
  planning: renderPlanning(
    { team: "kernels", week: WEEK, proposedAt: "2031-03-03T09:00:00.000Z", goals: [...GOALS], capacity: 8 },
    {
      teamName: "GPU kernels",
      because: "10 days of presence, 31 tasks done in the last 4 weeks",
      blocked: 1,
    },
  ),
  review: {
    text: renderReview({
      teamName: "GPU kernels",
      date: "2031-03-05",
      goals: GOALS,
      work: WORK,
      nameOf,
      nowMs: NOW_MS,
    }),
  },
  retrospective: {
    text: renderRetrospective({
      teamName: "GPU kernels",
      date: "2031-03-07",
      figures: FIGURES,
      goals: GOALS,
    }),
  },
  weekly: { text: weekly() },
  missed: {
    text: renderMissed("GPU kernels", [
      ...["2031-03-04", "2031-03-05", "2031-03-06"].map((date) => missed("standup", date, "the standup")),
      missed("review", "2031-03-05", "the review at half-time"),
    ]),
  },
};

function missed(kind: "standup" | "review", date: string, title: string) {
  return { key: `${kind}:${date}`, kind, date, title, dueMs: 0, graceMs: 0 } as const;
}

/** The picture of the sample week. */
export const sampleChart: Chart = dayChart("GPU kernels", datesOfWeek(WEEK), FIGURES);
