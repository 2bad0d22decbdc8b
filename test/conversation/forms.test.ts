import { expect, test } from "vitest";
import type { IncomingForm } from "../../src/chat/messages.ts";
import { formFor } from "../../src/conversation/forms/form-for.ts";
import { readPersonSettings } from "../../src/people/person-settings.ts";
import { aRef } from "../store-contract/samples.ts";
import { aChoice, aCommand, createConversation, textsOf } from "./conversation-kit.ts";

const config = {
  people: [{ id: "ada", name: "Ada", timeZone: "Europe/London", accounts: { console: "U1" } }],
};

function aForm(id: string, form: string, values: Readonly<Record<string, string>>): IncomingForm {
  const from = { id: "U1", name: "Ada" };
  return { ...aRef(id), from, sentAt: "2031-03-03T09:00:00.000Z", kind: "form", form, values };
}

test("/ask without words opens a form, and what is filled in becomes a task of the agent that was chosen", async () => {
  const kit = createConversation();
  const form = await formFor(aCommand("1", "ask"), kit.deps);

  await kit.take(aForm("2", form?.id ?? "", { request: "design a cache", agent: "architect" }));

  expect(form?.fields.map(({ id, required }) => [id, required])).toEqual([
    ["request", true],
    ["agent", false],
  ]);
  expect(await kit.store.tasks.get("T1")).toMatchObject({
    text: "design a cache",
    route: { primary: "architect", decidedBy: "override" },
  });
});

test("the router decides where the form names no agent, also when it is unsure", async () => {
  const kit = createConversation({ route: () => ({ band: "ask", primary: null, confidence: 0.4 }) });

  await kit.take(aForm("2", "ask", { request: "the pool is slow", agent: "" }));

  expect(await kit.store.tasks.get("T1")).toMatchObject({
    text: "the pool is slow",
    route: { primary: "debug" },
  });
});

test("a command that says enough opens no form", async () => {
  const kit = createConversation();
  await kit.say("1", "the allocator test fails");

  expect(await formFor(aCommand("2", "ask", "debug look at this"), kit.deps)).toBeUndefined();
  expect(await formFor(aCommand("3", "bump", "T1 it is urgent"), kit.deps)).toBeUndefined();
  expect(await formFor(aCommand("4", "status"), kit.deps)).toBeUndefined();
});

test.each(["bump", "block"])(
  "/%s asks for the task and the reason, the task of the thread filled in",
  async (name) => {
    const kit = createConversation();
    await kit.say("1", "the allocator test fails");
    await kit.say("2", "another one");
    const form = await formFor({ ...aCommand("3", name), thread: "1" }, kit.deps);

    const seen = await kit.take(aForm("4", name, { task: "T1", reason: "the customer waits" }));

    expect(form?.fields[0]).toMatchObject({ id: "task", initial: "T1" });
    expect(form?.fields[0]?.options?.map(({ value }) => value)).toEqual(["T1", "T2"]);
    expect(textsOf(seen).join("\n")).toContain("the customer waits");
    expect(seen.find(({ id }) => id.endsWith(".answer"))).toMatchObject({ kind: "private", userId: "U1" });
  },
);

test("opens no form for whoever may not use the command", async () => {
  const kit = createConversation({ deny: ["bump"] });
  await kit.say("1", "the allocator test fails");

  expect(await formFor(aCommand("2", "bump"), kit.deps)).toBeUndefined();
});

test("the form of the settings shows what is set, and sets all of it", async () => {
  const kit = createConversation({ config });
  const values = { zone: "europe/lisbon", standup: "9:30", quiet: "22:00-07:00", mentions: "off" };

  const seen = await kit.take(aForm("1", "settings", values));
  const form = await formFor(aCommand("2", "settings"), kit.deps);

  expect(textsOf(seen)).toEqual([
    "Time zone Europe/Lisbon, standup at 09:30, quiet from 22:00 to 07:00, mentions off.",
  ]);
  expect(await readPersonSettings("ada", kit.store)).toEqual({
    timeZone: "Europe/Lisbon",
    standupAt: "09:30",
    quietHours: { from: "22:00", until: "07:00" },
    mentions: false,
  });
  expect(form?.fields.map(({ initial }) => initial)).toEqual([
    "Europe/Lisbon",
    "09:30",
    "22:00-07:00",
    "off",
  ]);
});

test("a value that will not do changes nothing at all", async () => {
  const kit = createConversation({ config });

  const seen = await kit.take(
    aForm("1", "settings", { zone: "UTC", standup: "noon", quiet: "", mentions: "on" }),
  );

  expect(textsOf(seen)[0]).toContain('"noon" is no time of day');
  expect(await readPersonSettings("ada", kit.store)).toEqual({ mentions: true });
});

test("/settings sets one thing, shows all, and takes it back", async () => {
  const kit = createConversation({ config });

  await kit.command("1", "settings", "quiet 22-7");
  const shown = textsOf(await kit.command("2", "settings"));
  const back = textsOf(await kit.command("3", "settings", "quiet off"));

  expect(shown[0]).toContain("quiet from 22:00 to 07:00");
  expect(back).toEqual([
    "Time zone Europe/London (not set by you), standup at your team's time, no quiet hours, mentions on.",
  ]);
});

test("“Another one…” opens a form for any other agent", async () => {
  const kit = createConversation();
  await kit.say("1", "the allocator test fails");
  await kit.say("2", "wrong agent", { thread: "1" });
  const press = { prompt: "right.T1.r1", value: "other", thread: "1" };
  const form = await formFor(aChoice("3", press), kit.deps);

  await kit.take({ ...aForm("4", form?.id ?? "", { agent: "architect" }), thread: "1" });

  expect(form?.id).toBe("right:T1.r1");
  expect((await kit.store.tasks.get("T1"))?.route.primary).toBe("architect");
});

test("where there are no forms, “Another one…” says how to name it", async () => {
  const kit = createConversation();
  await kit.say("1", "the allocator test fails");
  await kit.say("2", "wrong agent", { thread: "1" });

  const seen = await kit.press("3", { prompt: "right.T1.r1", value: "other", thread: "1" });

  expect(textsOf(seen)[0]).toContain("`wrong agent: name`");
});

test("a form that nothing waits for says so, in private", async () => {
  const kit = createConversation();

  const seen = await kit.take(aForm("1", "gone:T1", {}));

  expect(seen).toMatchObject([
    { kind: "private", message: { text: expect.stringContaining("no longer") as string } },
  ]);
});
