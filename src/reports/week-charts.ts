import { datesBetween, formatDate } from "../calendar/dates.ts";
import { addDays } from "../calendar/local-time.ts";
import type { Chart } from "./chart.ts";
import { countEnded } from "./week-figures.ts";
import type { WeekFigures } from "./week-figures.ts";

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

/** What each day of the week brought. */
export function dayChart(teamName: string, dates: readonly string[], figures: WeekFigures): Chart {
  const days = dates.map((date) => figures.days.get(date) ?? { opened: 0, done: 0, failed: 0 });
  const [opened, done, failed] = [
    days.map((day) => day.opened),
    days.map((day) => day.done),
    days.map((day) => day.failed),
  ];
  const best = dates[done.indexOf(Math.max(...done))] ?? dates[0] ?? "";
  const most = sum(done) === 0 ? "" : ` Most were done on ${formatDate(best)}.`;
  return {
    title: `${teamName}: tasks by day`,
    categories: dates.map((date) => formatDate(date).split(" ").slice(0, 2).join(" ")),
    series: [
      { name: "Done", tone: "good", form: "bar", values: done },
      { name: "Failed", tone: "bad", form: "bar", values: failed },
      { name: "Opened", tone: "neutral", form: "line", values: opened },
    ],
    alt: `Bars by day: ${sum(done)} tasks done, ${sum(failed)} failed; a line: ${sum(opened)} opened.${most}`,
  };
}

/** Weeks beside each other, the newest last. */
export function trendChart(
  teamName: string,
  weeks: readonly { readonly week: string; readonly figures: WeekFigures }[],
): Chart {
  const done = weeks.map(({ figures }) => countEnded(figures, "done"));
  const opened = weeks.map(({ figures }) => figures.opened);
  return {
    title: `${teamName}: tasks by week`,
    categories: weeks.map(({ week }) => formatDate(week).split(" ").slice(1).join(" ")),
    series: [
      { name: "Done", tone: "good", form: "bar", values: done },
      { name: "Opened", tone: "neutral", form: "line", values: opened },
    ],
    alt: `Tasks done in each of ${weeks.length} weeks: ${done.join(", ")}; opened: ${opened.join(", ")}.`,
  };
}

/** The seven dates of a week. */
export function datesOfWeek(week: string): string[] {
  return datesBetween(week, addDays(week, 6));
}
