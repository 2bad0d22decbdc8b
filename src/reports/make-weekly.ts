import { Buffer } from "node:buffer";
import { addDays } from "../calendar/local-time.ts";
import { channelKey } from "../chat/message-key.ts";
import type { OutgoingFile, OutgoingMessage } from "../chat/messages.ts";
import { readRisks } from "../risks/risk-register.ts";
import type { Occasion } from "../standups/occasion.ts";
import { nameOfPerson } from "../standups/meetings-deps.ts";
import type { MeetingTeam } from "../standups/meeting-team.ts";
import { projectWork } from "../standups/project-work.ts";
import { readHistories } from "../standups/read-team-work.ts";
import { countWeeks, goalStates } from "../sprint/read-week.ts";
import type { CountedWeek } from "../sprint/read-week.ts";
import { proposeSprint, weekOfOccasion } from "../sprint/run-planning.ts";
import type { SprintDeps, TeamAndBook } from "../sprint/sprint-deps.ts";
import type { Changes } from "../store/store.ts";
import { plainTitle } from "../standups/format-lines.ts";
import type { Chart } from "./chart.ts";
import { kpiRows } from "./kpi-rows.ts";
import { isQuietWeek, renderWeekly } from "./render-weekly.ts";
import type { WeeklyReport } from "./render-weekly.ts";
import { datesOfWeek, dayChart, trendChart } from "./week-charts.ts";

const WEEKS_SHOWN = 8;

async function picture(name: string, chart: Chart, deps: SprintDeps): Promise<OutgoingFile[]> {
  if (deps.charts === undefined) return [];
  try {
    const png = await (await deps.charts()).render(chart);
    const content = Buffer.from(png).toString("base64");
    return [{ name: `${name}.png`, mediaType: "image/png", content, encoding: "base64", alt: chart.alt }];
  } catch (error) {
    deps.onChartFailure(error);
    return [];
  }
}

/** A trend needs two weeks in which something happened. */
async function picturesOf(
  weeks: readonly CountedWeek[],
  team: MeetingTeam,
  deps: SprintDeps,
): Promise<OutgoingFile[]> {
  const current = weeks.at(-1);
  if (current === undefined || current.figures.days.size === 0) return [];
  const { week, figures } = current;
  const busy = weeks.slice(weeks.findIndex((each) => each.figures.days.size > 0));
  return [
    ...(await picture(`${team.id}-${week}-days`, dayChart(team.name, datesOfWeek(week), figures), deps)),
    ...(busy.length < 2 ? [] : await picture(`${team.id}-${week}-weeks`, trendChart(team.name, busy), deps)),
  ];
}

/** What the next week begins with: what could be its first goals. */
async function nextOf(week: string, team: MeetingTeam, deps: SprintDeps): Promise<string[]> {
  const { plan, because } = await proposeSprint(addDays(week, 7), team, deps);
  const goals = plan.goals.map(({ kind, id, title }) =>
    kind === "task" ? `**${id}** ${plainTitle(title)}` : `${plainTitle(title)} (${id})`,
  );
  return goals.length === 0 ? [] : [`Room for about ${plan.capacity}: ${because}`, ...goals];
}

/** The report of a week as data, and its weeks for pictures; writes nothing. */
export async function collectWeekly(
  week: string,
  { team, book }: TeamAndBook,
  deps: SprintDeps,
): Promise<{ readonly report: WeeklyReport; readonly weeks: readonly CountedWeek[] } | undefined> {
  const weeks = await countWeeks(week, WEEKS_SHOWN, { team, deps });
  const figures = weeks.at(-1)?.figures;
  if (figures === undefined) return undefined;
  const goals = await goalStates(week, figures, { team, deps });
  const { histories } = await readHistories(team.id, book.cursor, deps);
  const count =
    goals === undefined
      ? undefined
      : { total: goals.length, done: goals.filter(({ isDone }) => isDone).length };
  const measurements = await deps.measurements();
  const report: WeeklyReport = {
    teamName: team.name,
    week,
    nowMs: deps.clock.now(),
    figures,
    before: weeks.at(-2)?.figures,
    goals,
    kpis: kpiRows(deps.kpis(), { figures, measurements, goals: count }),
    risks: await readRisks(deps.store),
    blocked: projectWork(histories, figures.fromMs).blocked,
    next: await nextOf(week, team, deps),
    nameOf: (who) => nameOfPerson(deps, who),
  };
  return { report, weeks };
}

/** What belongs into the write that posts the weekly report; nothing for a week in which nothing happened. */
export async function runWeeklyReport(
  occasion: Occasion,
  { team, book }: TeamAndBook,
  deps: SprintDeps,
): Promise<Pick<Changes, "deliveries" | "events">> {
  const week = weekOfOccasion(occasion);
  const places = deps.places.for("reports", team.id);
  const collected = places.length === 0 ? undefined : await collectWeekly(week, { team, book }, deps);
  if (collected === undefined || isQuietWeek(collected.report)) return {};
  const files = await picturesOf(collected.weeks, team, deps);
  const text = renderWeekly(collected.report);
  const message: OutgoingMessage = { text, ...(files.length === 0 ? {} : { files }) };
  return {
    deliveries: places.map((to) => ({
      id: `weekly.${team.id}.${week}.${channelKey(to)}`,
      content: { kind: "post", to, message },
    })),
    events: [{ type: "report.posted", data: { team: team.id, week } }],
  };
}
