import { ago } from "../conversation/render-standing.ts";
import type { People } from "../people/people.ts";
import type { Task } from "../tasks/task.ts";
import type { Board } from "./board.ts";
import { escalatedLine, title, waitingLine } from "./board-lines.ts";
import { waitsFor, type Viewer } from "./board-view.ts";
import type { CatchUp, News, TaskNews } from "./catch-up.ts";
import { isTheirs } from "../people/requester-of.ts";

export interface CatchUpPage {
  readonly board: Board;
  readonly catchUp: CatchUp;
  readonly viewer: Viewer;
  readonly people: People;
}

const LISTED = 8;

function section(name: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > LISTED ? [`- and ${lines.length - LISTED} more`] : [];
  return [[`**${name}**`, ...lines.slice(0, LISTED).map((line) => `- ${line}`), ...more].join("\n")];
}

const WORDS: Readonly<Record<News, (task: Task) => string>> = {
  done: () => "done",
  failed: ({ id }) => `could not be finished, \`/retry ${id}\``,
  cancelled: () => "cancelled",
  created: ({ state }) => (state === "running" ? "new, running" : "new"),
  taken: ({ owner }) => `with ${owner?.name ?? "nobody"}`,
  blocked: ({ blocked }) => `blocked: ${title(blocked?.reason ?? "")}`,
  unblocked: () => "can go on",
  escalated: () => "needs help",
};

/** What has gone wrong comes before what has gone well. */
const ORDER: readonly News[] = [
  "failed",
  "escalated",
  "blocked",
  "taken",
  "done",
  "unblocked",
  "created",
  "cancelled",
];

function newsLine({ task, news }: TaskNews): string {
  return `**${task.id}** ${title(task.title)}: ${WORDS[news](task)}`;
}

/** "Others: 4 done, 1 could not be finished, 3 new." */
function othersLine(others: readonly TaskNews[]): string[] {
  const count = (news: News): number => others.filter((each) => each.news === news).length;
  const parts: readonly [number, string][] = [
    [count("done"), "done"],
    [count("failed"), "could not be finished"],
    [count("blocked"), "blocked"],
    [count("created"), "new"],
  ];
  const said = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return said.length === 0 ? [] : [`**Others**: ${said.join(", ")}`];
}

/** What a person has missed: decisions first, then what is theirs, then what is stuck, the rest as numbers. */
export function renderCatchUp(page: CatchUpPage): string {
  const { board, catchUp, viewer, people } = page;
  const nowMs = board.atMs;
  const since = ago(nowMs - catchUp.sinceMs);
  const head = catchUp.isSinceLook ? `Since your last look ${since} ago:` : `The last ${since}:`;
  const decisions = board.waiting
    .filter((matter) => waitsFor(matter, viewer))
    .map((matter) => waitingLine(matter, { people, nowMs, isTheirs: true }));
  const isMine = ({ task }: TaskNews): boolean => isTheirs(task, viewer.person, people);
  const mine = catchUp.news.filter(isMine).toSorted((a, b) => ORDER.indexOf(a.news) - ORDER.indexOf(b.news));
  const others = catchUp.news.filter((each) => !isMine(each));
  const sections = [
    ...section(`Waiting for you (${decisions.length})`, decisions),
    ...section("Yours", mine.map(newsLine)),
    ...section(
      `Escalated (${board.escalated.length})`,
      board.escalated.map((matter) => escalatedLine(matter, { people, nowMs })),
    ),
    ...othersLine(others),
  ];
  return [
    head,
    ...(sections.length === 0 ? ["Nothing has happened, and nothing waits for you."] : sections),
  ].join("\n\n");
}
