import type { Choices, Home, HomeItem, HomeSection } from "../chat/messages.ts";
import type { PersonSettings } from "../people/person-settings.ts";
import { renderSettings } from "../people/render-settings.ts";
import type { BoardTask, WaitingMatter } from "./board.ts";
import { escalatedLine, queuedLine, runningLine, title, waitingLine } from "./board-lines.ts";
import { isOf } from "../people/requester-of.ts";
import { endedToday, waitsFor, type Viewer } from "./board-view.ts";
import { countEnds, type BoardPage } from "./render-board.ts";

export interface HomePage extends BoardPage {
  readonly viewer: Viewer;
  readonly settings: PersonSettings;
}

/** Comes back when somebody presses something of their home; `settings` opens the form of that name. */
export const HOME_PROMPT = "home";

const LISTED = 10;
/** What is not theirs gets less room. */
const OTHERS = 5;

const CHOICES: Choices = {
  prompt: HOME_PROMPT,
  options: [
    { value: "catchup", label: "Catch up" },
    { value: "ask", label: "Ask an agent" },
    { value: "settings", label: "Settings" },
  ],
};

function toItem(text: string, choices?: Choices): HomeItem {
  return choices === undefined ? { text } : { text, choices };
}

function section(
  name: string,
  items: readonly HomeItem[],
  { listed = LISTED, empty = "" } = {},
): HomeSection {
  const more = items.length > listed ? [{ text: `and ${items.length - listed} more` }] : [];
  return {
    title: items.length === 0 ? name : `${name} (${items.length})`,
    items: [...items.slice(0, listed), ...more],
    ...(empty === "" ? {} : { empty }),
  };
}

function waiting({ board, people, viewer }: HomePage): HomeSection {
  const nowMs = board.atMs;
  const decisions = board.waiting
    .filter((matter) => waitsFor(matter, viewer))
    .map((matter: WaitingMatter) =>
      toItem(waitingLine(matter, { people, nowMs, isTheirs: true }), matter.choices),
    );
  const asked = board.escalated
    .filter(({ askedOf }) => askedOf.includes(viewer.person))
    .map((matter) => toItem(escalatedLine(matter, { people, nowMs })));
  return section("Waiting for you", [...asked, ...decisions], { empty: "Nothing waits for you." });
}

function doneToday({ board, zone, ended }: HomePage): HomeSection {
  const today = endedToday(board, zone);
  const { done, failed } = countEnds(today);
  const items = today.toReversed().flatMap(({ taskId, state }) => {
    const task = ended.get(taskId);
    if (task === undefined || state === "cancelled") return [];
    return [{ text: `**${taskId}** ${title(task.title)}${state === "done" ? "" : ` (${state})`}` }];
  });
  const more = items.length > OTHERS ? [{ text: "and more" }] : [];
  const bad = failed === 0 ? "" : `, ${failed} not finished`;
  return {
    title: `Done today (${done}${bad})`,
    items: [...items.slice(0, OTHERS), ...more],
    empty: "Nothing has ended yet today.",
  };
}

/** The page of one person: what waits for them, what is theirs, then what everybody does. */
export function renderHome(page: HomePage): Home {
  const { board, people, viewer } = page;
  const nowMs = board.atMs;
  const isMine = (task: BoardTask): boolean => isOf(task, viewer.person);
  const running = (mine: boolean): HomeItem[] =>
    board.running.filter((task) => isMine(task) === mine).map((task) => toItem(runningLine(task, nowMs)));
  const queued = (mine: boolean): HomeItem[] =>
    board.queued.filter((task) => isMine(task) === mine).map((task) => toItem(queuedLine(task)));
  const escalated = board.escalated
    .filter(({ askedOf }) => !askedOf.includes(viewer.person))
    .map((matter) => toItem(escalatedLine(matter, { people, nowMs })));
  return {
    title: "Switchyard",
    sections: [
      waiting(page),
      section("Yours", [...running(true), ...queued(true)], {
        empty: "Nothing of yours is open. Write what you need, in your own words.",
      }),
      section("Escalated to others", escalated, { listed: OTHERS, empty: "Nothing." }),
      section("Running for others", running(false), { listed: OTHERS, empty: "Nothing." }),
      section("Queued for others", queued(false), { listed: OTHERS, empty: "Nothing." }),
      doneToday(page),
      { title: "Your settings", items: [{ text: renderSettings(page.settings, page.zone) }] },
    ],
    choices: CHOICES,
  };
}
