import { expect, test } from "vitest";
import { messageKey } from "../../../src/chat/message-key.ts";
import type { Incoming } from "../../../src/chat/messages.ts";
import { processMessage } from "../../../src/conversation/process-message.ts";
import { standupFormFor } from "../../../src/conversation/standup/take-standup-press.ts";
import { begun, CONFIG, createMeetingsKit } from "../../standups/meetings-kit.ts";
import type { KitOptions } from "../../standups/meetings-kit.ts";
import { aRef } from "../../store-contract/samples.ts";
import { createConversation, takeDeliveries } from "../conversation-kit.ts";
import type { KitOptions as TalkOptions } from "../conversation-kit.ts";

const PROMPT = "standup/core/2031-03-03";

/** A team with its standup, and a conversation with its people. */
function createTalk(options: KitOptions & TalkOptions = {}) {
  const kit = createMeetingsKit(options);
  const { deps: base } = createConversation(options);
  const { clock, store, meetings } = kit;
  const deps = { ...base, store, meetings, clock: { ...base.clock, now: clock.now } };
  let count = 0;

  async function take(incoming: Incoming) {
    const key = messageKey(incoming);
    await store.inbox.accept(key, incoming);
    await processMessage(key, deps);
    return (await takeDeliveries(store)).flatMap((each) => {
      if (each.kind === "status") return [];
      const { text, choices } = each.message;
      return [{ kind: each.kind, to: each.to.channel, id: each.id, text, choices }];
    });
  }

  function said(by: string, channel = `@${by}`) {
    count += 1;
    const sentAt = new Date(clock.now()).toISOString();
    return { ...aRef(`m${count}`, { channel }), from: { id: by }, sentAt };
  }

  return {
    ...kit,
    deps,
    write: async (text: string, more: object = {}) =>
      take({ ...said("U1"), kind: "message", text, files: [], isDirect: true, ...more }),
    press: async (value: string, by = "U1", prompt = PROMPT) =>
      take({ ...said(by, "standups"), kind: "choice", prompt, value }),
    command: async (args: string, by = "U1") =>
      take({ ...said(by, "general"), kind: "command", name: "standup", args }),
    form: async (form: string, values: Record<string, string>, by = "U1") =>
      take({ ...said(by, "standups"), kind: "form", form, values }),
    edit: async (target: string, text: string) => take({ ...said("U1"), kind: "edit", target, text }),
    formFor: async (value: string, by = "U1") =>
      standupFormFor({ ...said(by, "standups"), kind: "choice", prompt: PROMPT, value }, meetings),
    formForCommand: async (args: string, by = "U1") =>
      standupFormFor({ ...said(by, "standups"), kind: "command", name: "standup", args }, meetings),
  };
}

const POSTED = "2031-03-03T10:05:00.000Z";
const ASKED = "2031-03-03T09:05:00.000Z";

/** What the post says now, if what was sent has it. */
function postOf(sent: readonly { kind: string; text: string }[]): string | undefined {
  return sent.find(({ kind }) => kind === "live")?.text;
}

test("a reply in somebody's own words goes out with the standup", async () => {
  const talk = createTalk();
  await talk.passTo(ASKED);

  const [answer] = await talk.write("finished the allocator\nBlockers: the CI machine is down");
  const sent = await talk.passTo(POSTED);
  const post = sent.find(({ channel }) => channel === "standups")?.text ?? "";

  expect(answer?.text).toMatch(/^Thanks: your standup for \*\*Core\*\*/u);
  expect(post).toContain("- Progress: finished the allocator");
  expect(post).toContain("- Blockers: the CI machine is down");
  expect(post).toContain("No answer yet: Ben.");
});

test("a late answer is added to the post, and an edit of the message changes it", async () => {
  const talk = createTalk();
  await talk.task("T1", {}, begun("T1"));
  await talk.passTo(POSTED);

  const late = await talk.write("wrote the parser", { id: "reply" });
  const corrected = await talk.edit("reply", "wrote half of the parser");

  expect(postOf(late)).toContain("wrote the parser");
  expect(postOf(corrected)).toContain("wrote half of the parser");
  expect(
    new Set([...late, ...corrected].filter(({ kind }) => kind === "live").map(({ id }) => id)).size,
  ).toBe(1);
});

test("more in the same thread corrects the answer", async () => {
  const talk = createTalk();
  await talk.passTo(ASKED);
  await talk.write("wrote the parser", { thread: "ask" });
  const [answer] = await talk.write("progress: wrote the parser and its tests", { thread: "ask" });

  expect(answer?.text).toMatch(/^Changed/u);
});

test.each([
  ["a question", "why does the pool test fail?", {}],
  ["something for the front door", "thanks", {}],
  ["a request by a shortcut", "fix the pool test", { isRequest: true }],
  ["what is said in a channel", "fix the pool test", { isDirect: false }],
])("%s is no answer", async (_, text, more) => {
  const talk = createTalk({ route: (said) => (said === "thanks" ? { frontDoor: "social" } : {}) });
  await talk.passTo(ASKED);
  await talk.write(text, more);

  const [session] = (await talk.store.documents.list("standups")).values();

  expect(JSON.parse(session ?? "")).toMatchObject({ answers: {} });
});

test("without a question there is no answer: a message is a request", async () => {
  const talk = createTalk();
  const sent = await talk.write("fix the pool test");

  expect(sent[0]?.text).toContain("T1");
});

test("the form is filled in with what is known, then with what was said", async () => {
  const talk = createTalk();
  await talk.task("T1", { title: "Fix the pool test" }, begun("T1"));
  await talk.passTo(ASKED);

  const first = await talk.formFor("answer");
  const [answer] = await talk.form(first?.id ?? "", {
    progress: "all of it",
    blockers: "",
    needs: "a review",
  });
  const second = await talk.formForCommand("edit");

  expect(first?.fields.map(({ id, initial }) => [id, initial])).toEqual([
    ["progress", "T1 in hand: Fix the pool test"],
    ["blockers", undefined],
    ["needs", undefined],
    ["collaboration", undefined],
  ]);
  expect(answer?.kind).toBe("private");
  expect(second?.fields.map(({ initial }) => initial)).toEqual([
    "all of it",
    undefined,
    "a review",
    undefined,
  ]);
  expect(await talk.formFor("pass")).toBeUndefined();
});

test("one tap sends what is known, another says that there is nothing", async () => {
  const talk = createTalk();
  await talk.task("T1", { title: "Fix the pool test" }, begun("T1"));
  await talk.passTo(ASKED);
  await talk.press("as_is");
  await talk.press("pass", "U2");

  const sent = await talk.passTo(POSTED);
  const post = sent.find(({ channel }) => channel === "standups")?.text ?? "";

  expect(post).toContain("- Progress: T1 in hand: Fix the pool test");
  expect(post).toContain("Nothing to add: Ben.");
  expect(sent.filter(({ id }) => id.includes("remind"))).toEqual([]);
});

test("a blocker becomes an escalation by one tap, once", async () => {
  const talk = createTalk();
  await talk.task(
    "T1",
    { title: "Ship it" },
    { type: "stage.approval_asked", taskId: "T1", data: { stage: "s2" } },
  );
  await talk.passTo(ASKED);
  await talk.write("Blockers: T1 waits for the lawyers");
  await talk.passTo(POSTED);

  const first = await talk.press("escalate/T1.approval", "U2");
  const second = await talk.press("escalate/said.ada");
  const again = await talk.press("escalate/said.ada");

  expect(first.find(({ kind }) => kind === "private")?.text).toBe(
    "Escalated: Ship it: stage s2 waits for approval. Asked: Ben.",
  );
  expect(talk.raised.map(({ key, taskId }) => [key, taskId])).toEqual([
    ["standup.core.2031-03-03.T1.approval", "T1"],
    ["standup.core.2031-03-03.said.ada", "T1"],
  ]);
  expect(postOf(second)).toContain("T1 waits for the lawyers (escalated)");
  expect(second.find(({ kind }) => kind === "live")?.choices?.options.map(({ value }) => value)).toEqual([
    "answer",
  ]);
  expect(again[0]?.text).toBe("That is escalated already, or no longer said.");
});

test("/standup now posts at once, and nothing is posted a second time", async () => {
  const talk = createTalk();
  await talk.task("T1", {}, begun("T1"));
  await talk.passTo("2031-03-03T08:00:00.000Z");

  const now = await talk.command("now");
  const later = await talk.passTo(POSTED);
  const again = await talk.command("now");

  expect(now.map(({ kind }) => kind).toSorted()).toEqual(["live", "private"]);
  expect(later.filter(({ channel }) => channel === "standups")).toEqual([]);
  expect(again.find(({ kind }) => kind === "private")?.text).toContain("is posted already");
  expect(
    again.filter(({ kind, id }) => kind === "live" && id !== now.find((each) => each.kind === "live")?.id),
  ).toEqual([]);
});

test("/standup skip spares somebody question and reminder", async () => {
  const talk = createTalk();
  await talk.command("skip");

  expect((await talk.passTo(POSTED)).filter(({ channel }) => channel === "@U1")).toEqual([]);
});

test("/standup edit changes single fields in words", async () => {
  const talk = createTalk();
  await talk.command("edit progress: wrote the parser; blockers: none");
  await talk.command("edit needs: a review");
  const [answer] = await talk.command("edit");

  expect(answer?.text).toContain("- progress: wrote the parser\n- blockers: none\n- needs: a review");
});

const TWO_TEAMS = {
  ...CONFIG,
  teams: [
    ...CONFIG.teams,
    { ...CONFIG.teams[0], id: "infra", name: "Infra" },
    { id: "quiet", name: "Quiet" },
  ],
};

test.each([
  ["no verb", "", "U1", "What about the standup?"],
  ["an unknown verb", "tomorrow", "U1", "What about the standup?"],
  ["several teams", "now", "U1", "Which team? Put its name after the verb: `core`, `infra`."],
  ["a stranger", "now", "U9", "You belong to no team with a standup."],
  ["a team of others", "now core", "U9", "You are no member of **Core**."],
  ["a team without one", "now quiet", "U1", "**Quiet** has no standup."],
])("/standup with %s answers privately what to do", async (_, args, by, expected) => {
  const talk = createTalk({ config: TWO_TEAMS });
  const sent = await talk.command(args, by);

  expect(sent.map(({ kind }) => kind)).toEqual(["private"]);
  expect(sent[0]?.text).toContain(expected);
});

test.each([
  ["a form of another team", "standup:other:2031-03-03", "Only members of the team"],
  ["a form that is over", "standup:core:2031-02-28", "There is no such standup."],
  ["a form with a broken id", "standup:core", "That form is none of mine."],
  ["a form of nobody", "holiday:1", "I no longer wait for the form"],
])("%s is answered with what to do", async (_, form, expected) => {
  const talk = createTalk();
  const [answer] = await talk.form(form, { progress: "done" });

  expect(answer?.text).toContain(expected);
});

test("somebody who is no member cannot press for the team", async () => {
  const talk = createTalk();
  await talk.passTo(ASKED);
  const [answer] = await talk.press("pass", "U9");

  expect(answer).toMatchObject({ kind: "private", text: expect.stringContaining("Only members") });
});
