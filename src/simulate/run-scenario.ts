import { causeEvent, toCauseEvent } from "../events/cause-events.ts";
import type { NewEvent } from "../events/event.ts";
import { minutesOf } from "../orchestration/rules/minutes-of.ts";
import { checkExpect, describeExpect } from "./check-expect.ts";
import { formatMoment, nextMoment } from "./moment.ts";
import { formatPost } from "./format-post.ts";
import type { Post } from "./format-post.ts";
import type { Expect, Scenario, Step } from "./scenario.ts";
import type { ScriptedWork } from "./scripted-work.ts";

/** The world that a scenario is played in: a chat, an event log, and time. */
export interface Stage {
  now(): number;
  /** Lets time pass in steps, with all the recurring work that is due, and comes to rest after each. */
  passTo(ms: number): Promise<void>;
  /** Resolves when nothing is left to do at this moment. */
  settle(): Promise<void>;
  /** Says something as a person; `/name args` is a command. */
  say(say: { readonly by: string; readonly in: string; readonly text: string }): Promise<void>;
  /** Picks a choice of the last open question in a place. */
  choose(
    by: string,
    place: string,
    option: string | number,
  ): Promise<"chosen" | "no_question" | "no_such_option">;
  log(event: NewEvent): Promise<void>;
  /** Everything that was posted so far: by thread, and in order within each. */
  posts(): readonly Post[];
  /** Where the message that opened a thread stands. */
  statusOf(place: string): string | undefined;
  readonly work: Pick<ScriptedWork, "fail" | "deliver">;
}

export interface Played {
  readonly expected: number;
  readonly failed: number;
}

/** Plays all steps, whatever fails, and tells what happens by `print`, a line or a block at a time. */
export async function runScenario(
  scenario: Scenario,
  stage: Stage,
  { print, full }: { readonly print: (text: string) => void; readonly full: boolean },
): Promise<Played> {
  let expected = 0;
  let failed = 0;
  let shown = new Set<string>();

  function tell(text: string): void {
    print(`${formatMoment(stage.now())}  ${text}`);
  }

  function showPosts(): void {
    const posts = stage.posts();
    for (const post of posts.filter(({ id }) => !shown.has(id))) print(formatPost(post, { full }));
    shown = new Set(posts.map(({ id }) => id));
  }

  print(scenario.title);
  for (const [index, step] of scenario.steps.entries()) {
    if (step.at !== undefined) await stage.passTo(nextMoment(step.at, stage.now()));
    showPosts();
    const problem = await play(step, stage, tell);
    await stage.settle();
    showPosts();
    if (step.expect !== undefined) expected += 1;
    if (problem === undefined) continue;
    failed += 1;
    tell(`✗ step ${index + 1}: ${problem}`);
  }
  print(failed === 0 ? `All ${expected} expectations came true.` : `${failed} did not come true.`);
  return { expected, failed };
}

/** Undefined when all went as the scenario says. */
async function play(step: Step, stage: Stage, tell: (text: string) => void): Promise<string | undefined> {
  const { say, choose, fail, deliver, happen, expect, wait } = step;
  if (say !== undefined) {
    tell(`${say.in} · ${say.by}: ${say.text}`);
    await stage.say(say);
  }
  if (choose !== undefined) {
    tell(`${choose.in} · ${choose.by} chooses ${choose.option}`);
    const outcome = await stage.choose(choose.by, choose.in, choose.option);
    if (outcome !== "chosen") return `${choose.in} has ${outcome.replaceAll("_", " ")} "${choose.option}".`;
  }
  if (fail !== undefined) stage.work.fail(fail.agent, fail);
  if (deliver !== undefined) stage.work.deliver(deliver.agent, deliver);
  if (happen !== undefined) return logEvent(happen, stage, tell);
  if (wait !== undefined) await stage.passTo(stage.now() + minutesOf(wait) * 60_000);
  return expect === undefined ? undefined : verify(expect, stage, tell);
}

function verify(expect: Expect, stage: Stage, tell: (text: string) => void): string | undefined {
  const statusNow = expect.in === undefined ? undefined : stage.statusOf(expect.in);
  const problem = checkExpect(expect, stage.posts(), statusNow);
  if (problem === undefined) tell(`✓ ${describeExpect(expect)}`);
  return problem;
}

async function logEvent(
  happen: NonNullable<Step["happen"]>,
  stage: Stage,
  tell: (text: string) => void,
): Promise<string | undefined> {
  const event = toCauseEvent(happen);
  if (event === undefined) return `the data of ${happen.type} do not fit.`;
  tell(`${happen.type} ${JSON.stringify(happen.data)}`);
  await stage.log(causeEvent(event));
  return undefined;
}
