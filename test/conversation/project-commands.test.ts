import { applyPatch } from "diff";
import { expect, test } from "vitest";
import { createConversation, textsOf } from "./conversation-kit.ts";
import type { ProjectContext } from "../../src/conversation/project-context.ts";
import { roadmapOf, SAMPLE } from "../roadmap/sample-roadmap.ts";

const RISK = {
  level: "high",
  title: "It breaks",
  description: "d",
  mitigation: "tests",
  owner: "code",
} as const;

function open(project: Partial<ProjectContext> = { roadmap: () => roadmapOf(SAMPLE) }) {
  const kit = createConversation({ project });
  let last = 0;
  return {
    ...kit,
    /** The answer to a command. */
    ask: async (name: string, args = "") => {
      last += 1;
      return textsOf(await kit.command(`c${last}`, name, args)).join("\n");
    },
  };
}

test.each(["roadmap", "tick"])("/%s says where a roadmap would be looked for", async (name) => {
  const { ask } = open({});

  expect(await ask(name, name === "tick" ? "1.1" : "")).toContain("`COMPREHENSIVE_TODO.md`");
});

test("/roadmap shows an item with the tasks that name it and those that were linked to it", async () => {
  const { ask, say } = open();
  await say("m1", "please do task 2.2.2 now");
  await say("m2", "the stream breaks off");
  expect(await ask("link", "t2 2.2.2")).toBe("**T2** works on task 2.2.2: Errors in the stream.");

  const text = await ask("roadmap", "2.2.2");

  expect(text).toContain("☐ **task 2.2.2** Errors in the stream");
  expect(text).toMatch(/Tasks:\n- \*\*T2\*\*.*\n- \*\*T1\*\*/u);
  expect(await ask("roadmap", "2.2.1")).not.toContain("Tasks:");
});

test.each([
  ["", "Which task and which item?"],
  ["T1", "Which task and which item?"],
  ["T9 2.2.2", "I know no task T9"],
  ["T1 9.9", 'has no item "9.9"'],
])("/link %s explains itself", async (args, answer) => {
  const { ask, say } = open();
  await say("m1", "the stream breaks off");

  expect(await ask("link", args)).toContain(answer);
});

test("/link is in the log of the task", async () => {
  const { ask, say, store } = open();
  await say("m1", "the stream breaks off");
  await ask("link", "T1 2.2.2");

  const events = await store.events.ofTask("T1");
  expect(events.at(-1)).toMatchObject({ type: "roadmap.linked", data: { item: "2.2.2", kind: "task" } });
});

test("/tick proposes a patch that can be applied as it is shown, with what speaks against it", async () => {
  const { ask } = open();

  const text = await ask("tick", "2.2.2");

  const [, patch = ""] = /```diff\n([\s\S]*?)\n```/u.exec(text) ?? [];
  expect(applyPatch(SAMPLE, `${patch}\n`)).toBe(SAMPLE.replace("- [ ] 2.2.2", "- [x] 2.2.2"));
  expect(text).toContain("It comes after what is not done: task 2.2.1 (line 18).");
  expect(text).toContain("No task is linked to it.");
});

test.each([
  ["", "Tick what?"],
  ["2.1", "story 2.1 is a heading"],
  ["2.1.1", "task 2.1.1 is ticked already"],
  ["7.7.7", 'has no item "7.7.7"'],
])("/tick %s explains itself", async (args, answer) => {
  const { ask } = open();

  expect(await ask("tick", args)).toContain(answer);
});

test("/risks has what the project starts with, and what was added", async () => {
  const { ask } = open({ risks: () => [{ ...RISK, id: "R1", due: "P2D" }] });

  const added = await ask("risk", "add low It rains; owner: ana; mitigation: a roof; due: ongoing");
  const list = await ask("risks");

  expect(added).toBe("**R2** is open: It rains (low). ana sees to it as long as work goes on: a roof");
  expect(list.split("\n")).toEqual([
    "Open risks: 2",
    "- **R1** high: It breaks. tests (code, due 2031-03-05)",
    "- **R2** low: It rains. a roof (ana, ongoing)",
  ]);
});

test("/risk close needs a reason, and /risks all keeps it", async () => {
  const { ask } = open({ risks: () => [{ ...RISK, id: "R1" }] });

  expect(await ask("risk", "close R1")).toContain("why is it closed?");
  expect(await ask("risk", "close R4 gone")).toContain("There is no risk R4");
  expect(await ask("risk", "close r1 it is fixed")).toBe("**R1** is closed: it is fixed");
  expect(await ask("risk", "close R1 again")).toBe("R1 is closed already: it is fixed");
  expect(await ask("risks")).toBe("No risk is open.\nClosed: 1. `/risks all` lists them.");
  expect(await ask("risks", "all")).toBe("- R1 It breaks: closed by U1, it is fixed");
});

test.each(["", "remove R1", "add"])('"/risk %s" says how it is used', async (args) => {
  const { ask } = open({});

  expect(await ask("risk", args)).toContain("`/risk close R3 the reason`");
});

test("/risk add names everything that is missing", async () => {
  const { ask } = open({});

  expect(await ask("risk", "add It rains")).toMatch(/owner.*mitigation.*day/su);
});
