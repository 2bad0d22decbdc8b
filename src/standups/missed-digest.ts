import { formatDate } from "../calendar/dates.ts";
import { formatList } from "./format-lines.ts";
import type { Occasion } from "./occasion.ts";
import { capitalise } from "../text/capitalise.ts";

/** One line for each kind of meeting: `The standup: Tue 4 March, Wed 5 March`. */
function lineOf(title: string, dates: readonly string[]): string {
  const days = [...new Set(dates)].map(formatDate);
  const shown = days.length <= 4 ? days.join(", ") : `${days.length} times, ${days[0]} to ${days.at(-1)}`;
  return `${capitalise(title)}: ${shown}`;
}

/** All that did not take place, in one message however much it was. */
export function renderMissed(teamName: string, missed: readonly Occasion[]): string {
  const titles = [...new Set(missed.map(({ title }) => title))];
  const lines = titles.map((title) =>
    lineOf(
      title,
      missed.filter((each) => each.title === title).map(({ date }) => date),
    ),
  );
  return [
    `**${teamName}**: I was away, and this did not take place.`,
    ...formatList(lines, "the log has them"),
    "It is not made up for. `/standup now` posts a standup at once.",
  ].join("\n");
}
