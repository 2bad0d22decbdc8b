import { setTimeout as sleep } from "node:timers/promises";
import type { Expect, Flow, Step } from "./flow.ts";
import type { FlowPlatform, FlowPost } from "./flow-platform.ts";
import type { FlowWork } from "./flow-work.ts";

/** Long enough for any machine. */
const WITHIN_MS = 60_000;
const LOOK_MS = 25;

/** One line of what happened, for people to read. */
export interface TranscriptLine {
  readonly kind: "chapter" | "person" | "press" | "bot" | "home";
  readonly text: string;
  /** The thread of the scenario that it is in. */
  readonly thread?: string;
  readonly offers?: readonly string[];
  readonly files?: readonly string[];
  readonly isPrivate?: boolean;
}

/** Marks, blanks and line ends differ between platforms, and mean nothing here. */
function bare(text: string): string {
  return text
    .replace(/&lt;/gu, "<")
    .replace(/&gt;/gu, ">")
    .replace(/&amp;/gu, "&")
    .replace(/[*_`>#]/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
}

function saysAll({ text }: FlowPost, parts: readonly string[]): boolean {
  const said = bare(text);
  return parts.every((part) => said.includes(bare(part)));
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}

interface Run {
  readonly platform: FlowPlatform;
  readonly work: FlowWork;
  /** Names of threads, and the message that each began with. */
  readonly roots: Map<string, string>;
  readonly lines: TranscriptLine[];
  /** Posts of the bot that are in the transcript, as they were. */
  readonly told: Map<string, string>;
}

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
  const endMs = Date.now() + WITHIN_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined || Date.now() > endMs) return found;
    await sleep(LOOK_MS);
  }
}

async function postsIn({ platform, roots }: Run, place: string | undefined): Promise<FlowPost[]> {
  const posts = (await platform.posts()).filter(({ isBot }) => isBot);
  return place === undefined ? posts : posts.filter(({ root }) => root === roots.get(place));
}

/** Puts what the bot has said since into the transcript; a post that changed replaces how it read before. */
async function listen(run: Run): Promise<void> {
  const names = new Map([...run.roots].map(([name, root]) => [root, name]));
  for (const post of await postsIn(run, undefined)) {
    const { id, text, offers, files, isPrivate } = post;
    if (run.told.get(id) === text) continue;
    run.told.set(id, text);
    const thread = names.get(post.root);
    run.lines.push({
      kind: "bot",
      text,
      offers,
      files,
      isPrivate,
      ...(thread === undefined ? {} : { thread }),
    });
  }
}

async function expectStep(run: Run, expected: Expect): Promise<void> {
  const { says, offers, files, times, status } = expected;
  let seen: readonly FlowPost[] = [];
  const held = await eventually(async () => {
    seen = await postsIn(run, expected.in);
    const fitting = seen.filter(
      (post) =>
        saysAll(post, says) &&
        (offers === undefined || isSame(post.offers, offers)) &&
        (expected.private === undefined || post.isPrivate === expected.private),
    );
    const [first = ""] = says;
    const isEnough =
      times === undefined
        ? fitting.length > 0
        : seen.filter((post) => saysAll(post, [first])).length === times;
    if (!isEnough) return undefined;
    const shared = seen.flatMap((post) => post.files);
    if (files !== undefined && !isSame(shared, files)) return undefined;
    if (status === undefined) return true;
    const root = run.roots.get(expected.in ?? "") ?? "";
    return (await run.platform.statusOf(root)) === status ? true : undefined;
  });
  await listen(run);
  if (held === true) return;
  const root = run.roots.get(expected.in ?? "");
  const state = root === undefined ? undefined : await run.platform.statusOf(root);
  const shown = { in: expected.in, status: state, posts: seen.slice(-6) };
  throw new Error(
    `${JSON.stringify(expected)} did not come true; there is ${JSON.stringify(shown, null, 1)}`,
  );
}

/** A thread that the bot began: the first post outside of all threads that are known. */
async function nameNewThread(run: Run, name: string): Promise<void> {
  const known = new Set(run.roots.values());
  const root = await eventually(async () =>
    (await postsIn(run, undefined)).find(
      (post) => !post.isPrivate && post.root === post.id && !known.has(post.root) && !run.told.has(post.id),
    ),
  );
  if (root === undefined) throw new Error(`nothing was begun that could be the thread ${name}`);
  run.roots.set(name, root.root);
}

async function say(run: Run, { in: place, text, file }: NonNullable<Step["say"]>): Promise<void> {
  const thread = run.roots.get(place);
  const files = file === undefined ? {} : { files: [file.name] };
  run.lines.push({ kind: "person", text, thread: place, ...files });
  const id = await run.platform.say(text, {
    ...(thread === undefined ? {} : { thread }),
    ...(file === undefined ? {} : { file }),
  });
  if (thread === undefined) run.roots.set(place, id);
}

async function press(run: Run, { in: place, button }: NonNullable<Step["press"]>): Promise<void> {
  const post = await eventually(async () =>
    (await postsIn(run, place)).findLast(({ offers }) => offers.includes(button)),
  );
  if (post === undefined) throw new Error(`nobody offers ${button} in ${place ?? "any place"}`);
  run.lines.push({ kind: "press", text: button, ...(place === undefined ? {} : { thread: place }) });
  await run.platform.press(post, button);
}

async function fill(run: Run, { title, fill: values, opens }: NonNullable<Step["form"]>): Promise<void> {
  const open = await eventually(async () => {
    const form = await run.platform.form();
    return form?.title === title ? form : undefined;
  });
  if (open === undefined)
    throw new Error(`the form ${title} is not open, but ${JSON.stringify(await run.platform.form())}`);
  const missing = Object.keys(values).filter((id) => !open.fields.includes(id));
  if (missing.length > 0) throw new Error(`the form ${title} has no fields ${missing.join(", ")}`);
  run.lines.push({ kind: "person", text: `${title}: ${Object.values(values).join(", ")}` });
  await run.platform.fill(values);
  if (opens !== undefined) await nameNewThread(run, opens);
}

async function command(run: Run, { name, args, opens }: NonNullable<Step["command"]>): Promise<void> {
  run.lines.push({ kind: "person", text: `/${name} ${args}`.trim() });
  await run.platform.command(name, args);
  if (opens !== undefined) await nameNewThread(run, opens);
}

async function home(run: Run, { says, else: instead }: NonNullable<Step["home"]>): Promise<void> {
  if (run.platform.home === undefined) {
    await command(run, { name: instead, args: "" });
    return expectStep(run, { says });
  }
  const text = await run.platform.home();
  run.lines.push({ kind: "home", text });
  const missing = says.filter((part) => !bare(text).includes(bare(part)));
  if (missing.length > 0) throw new Error(`the home says nothing of ${missing.join(", ")}: ${text}`);
}

async function step(run: Run, each: Step): Promise<void> {
  if (each.chapter !== undefined) run.lines.push({ kind: "chapter", text: each.chapter });
  if (each.work !== undefined) {
    const { agent, delivers = `${agent} is done.`, holds, times } = each.work;
    run.work.add(agent, { delivers: Array.from({ length: times }, () => delivers).join("\n"), holds });
  }
  if (each.go !== undefined) run.work.go(each.go);
  if (each.say !== undefined) await say(run, each.say);
  if (each.command !== undefined) await command(run, each.command);
  if (each.form !== undefined) await fill(run, each.form);
  if (each.press !== undefined) await press(run, each.press);
  if (each.home !== undefined) await home(run, each.home);
  if (each.expect !== undefined) await expectStep(run, each.expect);
}

/** Plays a scenario on a platform; rejects at the first step that does not go as written. Resolves with what was said. */
export async function runFlow(
  flow: Flow,
  { platform, work }: Pick<Run, "platform" | "work">,
): Promise<TranscriptLine[]> {
  const run: Run = { platform, work, roots: new Map(), lines: [], told: new Map() };
  for (const [index, each] of flow.steps.entries()) {
    try {
      await step(run, each);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      throw new Error(`${platform.name}, step ${index + 1}: ${what}`, { cause: error });
    }
  }
  return run.lines;
}
