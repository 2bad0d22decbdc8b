import { expect, test, vi } from "vitest";
import type { IncomingForm } from "../../src/chat/messages.ts";
import { parseEscalation } from "../../src/conversation/escalating/parse-escalation.ts";
import { escalationOpener } from "../../src/conversation/forms/escalation-forms.ts";
import { createEmergencies } from "../../src/emergency/create-emergencies.ts";
import { Config } from "../../src/config/config.ts";
import { createPeople } from "../../src/people/people.ts";
import { createLadderKit } from "../escalations/ladder-kit.ts";
import { aRef, aTask } from "../store-contract/samples.ts";
import { openEmergencies } from "../../src/emergency/emergency.ts";
import { aChoice, aCommand, createConversation, textsOf } from "./conversation-kit.ts";
import type { KitOptions } from "./conversation-kit.ts";

/** A conversation that can escalate; Ada (U1) stands behind `debug`, who has T1. */
async function setUp(options: KitOptions = {}) {
  const kit = createConversation(options);
  const ladder = createLadderKit({ store: kit.store, clock: kit.clock });
  const { escalations: book, deps } = ladder;
  const { store, clock, timers, places, workClock, config } = deps;
  const emergency = { store, clock, timers, places, workClock, escalations: book };
  const people = createPeople({ ...config, organisation: Config.parse({}).organisation });
  const emergencies = createEmergencies({
    ...emergency,
    config: config.escalation.emergency,
    nameOf: people.nameOf,
  });
  Object.assign(kit.deps, {
    people,
    escalations: { book, emergencies, snoozeMs: 3_600_000 },
  });
  await kit.store.commit({ task: aTask("T1") });
  let last = 0;
  const nextId = () => `9${(last += 1)}`;
  return {
    ...kit,
    ladder,
    book,
    /** What the one who used a command was told, and that nobody else was. */
    async tell(name: string, args = "") {
      const all = await kit.command(nextId(), name, args);
      return all.flatMap((each) => (each.kind === "private" ? [each.message.text] : []))[0];
    },
    async pressed(prompt: string, value: string) {
      const all = await kit.press(nextId(), { prompt, value });
      return all.flatMap((each) => (each.kind === "private" ? [each.message.text] : []))[0];
    },
    async sent(form: string, values: Record<string, string>) {
      const from = { from: { id: "U1", name: "Ada" }, sentAt: "2031-03-03T08:59:59.000Z" };
      const incoming: IncomingForm = { ...aRef(nextId()), ...from, kind: "form", form, values };
      const all = await kit.take(incoming);
      return all.flatMap((each) => (each.kind === "private" ? [each.message.text] : []))[0];
    },
  };
}

test.each([
  ["T12 2 approval nobody answers", { taskId: "T12", level: 2, type: "approval", reason: "nobody answers" }],
  [
    "t3 level 3 missing resource: a licence",
    { taskId: "T3", level: 3, type: "missing_resource", reason: "a licence" },
  ],
  ["failed_gate the tests", { type: "failed_gate", reason: "the tests" }],
  ["we cannot agree", { reason: "we cannot agree" }],
  ["T1 9 too high", { taskId: "T1", level: 9, reason: "too high" }],
  ["", { reason: "" }],
])("/escalate %s is understood", (args, request) => {
  expect(parseEscalation(args)).toEqual(request);
});

test("/escalate says that it is raised when it is stored, whom it asks, and what comes next", async () => {
  const { tell, book } = await setUp();

  const said = await tell("escalate", "T1 decision we cannot agree on the format");

  expect(said).toBe(
    "Raised as **E1**. Asked: debug, Ada. Next: level 2, Team Collaboration, asks debug, Ada, 3 Mar 11:00.",
  );
  expect(await book.open()).toMatchObject([
    { no: 1, taskId: "T1", type: "decision", raisedBy: "ada", problem: "we cannot agree on the format" },
  ]);
});

test("the same command delivered twice raises it once, and one more of it is counted", async () => {
  const { take, tell, book } = await setUp();
  const command = aCommand("7", "escalate", "T1 the server is away");

  await take(command);
  await take(command);
  const said = await tell("escalate", "T1 the server is still away");

  expect(said).toContain("That is **E1** already; I counted it there (2 times now).");
  expect(await book.open()).toHaveLength(1);
});

test("without a task it is about the thread that it was said in", async () => {
  const { say, book } = await setUp({ route: () => ({ frontDoor: "command" }) });

  await say("8", "escalate the build machine is gone", { thread: "8" });

  expect(await book.open()).toMatchObject([
    { problem: "the build machine is gone", thread: { thread: "8" } },
  ]);
});

test.each([
  ["escalate", "T99 help", "I know no task T99"],
  ["escalate", "T1 7 help", "There is no level 7; there are 1 to 4."],
  ["escalate", "T1", "What is stuck, and why?"],
  ["ack", "", "Which one?"],
  ["ack", "E7", 'I know no escalation "E7"'],
  ["snooze", "E1 until 2031-03-01", "has passed"],
  ["snooze", "E1 soon", "Until when?"],
  ["resolve", "E1", "What was the cause?"],
  ["reassign", "E1 nobody-known", "To whom?"],
  ["emergency", "", "declares one"],
  ["emergency", "end it was a cable", "Which emergency?"],
  ["emergency", "T99 fire", "I know no task T99"],
])("/%s %s is answered privately with what to do", async (name, args, told) => {
  const { tell } = await setUp();
  await tell("escalate", "T1 the server is away");

  expect(await tell(name, args)).toContain(told);
});

test.each([
  ["ack", "E1", { state: "acknowledged", owner: "ada" }],
  ["takeover", "E1", { state: "acknowledged", owner: "ada" }],
  ["snooze", "E1 2h", { state: "snoozed", next: { does: "wake", at: "2031-03-03T11:00:00.000Z" } }],
  [
    "snooze",
    "E1 until 2031-03-05 10:30",
    { state: "snoozed", next: { does: "wake", at: "2031-03-05T10:30:00.000Z" } },
  ],
  ["resolve", "E1 a cable", { state: "settled", settled: { by: "ada", cause: "a cable" } }],
  ["raise", "E1", { state: "open", level: "team" }],
  ["reassign", "E1 bo", { state: "open", askedOf: ["bo"] }],
])("/%s %s does it", async (name, args, expected) => {
  const { tell, book } = await setUp();
  await tell("escalate", "T1 the server is away");

  await tell(name, args);

  expect(await book.find("E1")).toMatchObject(expected);
});

test.each([
  ["ack", { state: "acknowledged", owner: "ada" }],
  ["snooze", { state: "snoozed" }],
  ["raise", { level: "team" }],
])("a press of %s does it", async (value, expected) => {
  const { tell, pressed, book } = await setUp();
  await tell("escalate", "T1 the server is away");

  await pressed("escalation/E1", value);

  expect(await book.find("E1")).toMatchObject(expected);
});

test("a press asks for what would help a task of its complexity; where words are all there is it says so", async () => {
  const { tell, pressed, book, store } = await setUp();
  await tell("escalate", "T1 the server is away");
  const without = await pressed("escalation/E1", "convene");
  const task = await store.tasks.get("T1");
  if (task === undefined) throw new Error("no task");
  const route = { ...task.route, complexity: "medium" } as const;
  await store.commit({ task: { ...task, route, version: task.version + 1 } });

  const asked = await pressed("escalation/E1", "convene");
  const again = await pressed("escalation/E1", "convene");

  expect(without).toContain("Nothing is offered for it");
  expect(asked).toContain("asks debug, Ada, architect, Ines now");
  expect(again).toBe("It was asked for already: a design review.");
  expect(await book.find("E1")).toMatchObject({ convened: "a design review", state: "open" });
});

test("a press that is out of date says so to whoever pressed, and changes nothing", async () => {
  const { tell, pressed } = await setUp();
  await tell("escalate", "T1 the server is away");
  await tell("resolve", "E1 a cable");

  expect(await pressed("escalation/E1", "ack")).toBe("**E1** is settled already.");
});

test("somebody who is not asked and may not command cannot act on it, by press or form", async () => {
  const { tell, pressed, sent, book, deps, store } = await setUp();
  await tell("escalate", "T1 the server is away");
  await store.commit({ task: { ...aTask("T1"), version: 2, requester: { id: "U7" } } });
  await book.act("E1", { type: "reassigned", by: "ada", to: "bo" });
  Object.assign(deps.permissions, { may: (_actor: unknown, action: string) => action === "use" });
  const before = await book.find("E1");
  Object.assign(deps, {
    people: {
      ...deps.people,
      of: ({ userId }: { userId: string }) => (userId === "U1" ? "stranger" : userId),
    },
  });

  expect(await pressed("escalation/E1", "ack")).toContain("Only those who are asked");
  expect(await sent("resolve:E1", { cause: "mine now" })).toContain("Only those who are asked");
  expect(await book.find("E1")).toEqual(before);
});

test("one press acknowledges all of a digest", async () => {
  const { pressed, book, ladder } = await setUp();
  for (let at = 1; at <= 7; at += 1)
    await book.raise({
      key: `m${at}`,
      matter: `m${at}`,
      problem: `trouble ${at}`,
      attempts: [],
      needs: [],
      openForMs: 0,
      severity: "high",
    });
  await ladder.ring();
  const [[place, stored] = ["", "{}"]] = await ladder.store.documents.list("escalation-digests");
  const { digest } = JSON.parse(stored) as { digest: { startMs: number } };

  await pressed(`escalations/${place}/${digest.startMs}`, "ack");

  expect((await book.open()).map(({ state }) => state)).toEqual(Array(7).fill("acknowledged"));
});

test("a command without words, and a press that needs some, open a form; what comes back with it counts", async () => {
  const { deps, tell, sent, book } = await setUp();

  const form = await escalationOpener.form(aCommand("1", "escalate", "T1"), deps);
  expect([form?.id, form?.fields.map(({ id }) => id)]).toEqual([
    "escalate:T1",
    ["reason", "type", "level", "severity", "tried"],
  ]);
  expect(await escalationOpener.form(aCommand("1", "escalate", "T1 a reason"), deps)).toBeUndefined();
  const values = {
    reason: "no licence",
    type: "missing_resource",
    level: "2",
    severity: "critical",
    tried: "asked\n\nmailed",
  };
  expect(await sent("escalate:T1", values)).toContain("Raised as **E1**");
  expect(await book.find("E1")).toMatchObject({
    type: "missing_resource",
    level: "team",
    severity: "critical",
    attempts: ["asked", "mailed"],
  });

  const resolve = await escalationOpener.form(
    aChoice("2", { prompt: "escalation/E1", value: "resolve" }),
    deps,
  );
  expect(resolve?.id).toBe("resolve:E1");
  await sent("resolve:E1", { cause: "a licence was bought" });
  expect((await book.find("E1"))?.settled?.cause).toBe("a licence was bought");
  expect(await tell("escalations")).toBe("Nothing is escalated.");
});

test("/escalations says of each what happens next", async () => {
  const { tell } = await setUp();
  await tell("escalate", "T1 the server is away");

  expect(await tell("escalations")).toBe(
    "- **E1** T1 (high): the server is away\n  level 1, open, 0 min old. Next: level 2, Team Collaboration, asks debug, Ada, 3 Mar 11:00.",
  );
});

test("an emergency has a lead and a record, its messages to customers need an approval, and it ends with a post-mortem", async () => {
  const { tell, take, pressed, book, deps } = await setUp();

  expect(await tell("emergency", "T1 customers cannot log in")).toContain(
    "Emergency **I1** is declared. Lead: Ada.",
  );
  await tell("emergency", "note the database was restarted");
  expect(await tell("emergency", "role communications nobody-known")).toContain("I know nobody called");
  await tell("emergency", "role communications bo");
  await tell("emergency", "customers We are working on it.");
  Object.assign(deps, {
    hasApprovers: true,
    permissions: { may: (_a: unknown, action: string) => action !== "approve" },
  });
  expect(await pressed("emergency/I1/1", "approve")).toContain("takes the permission `approve`");
  Object.assign(deps.permissions, { may: () => true });
  expect(await pressed("emergency/I1/1", "approve")).toBe("Message 1 is approved.");
  expect(await pressed("emergency/I1/1", "refuse")).toBe("That is decided already.");
  const said = await take(aCommand("99", "emergency", "end a full disk"));

  const file = said.flatMap((each) => (each.kind === "post" ? (each.message.files ?? []) : []))[0];
  expect(file?.name).toBe("I1-post-mortem.md");
  expect(file?.content).toContain("Ada: the database was restarted");
  expect(file?.content).toContain("## Cause\n\na full disk");
  expect(file?.content).toContain("1, approved: We are working on it.");
  expect(file?.content).toContain("| escalation raised");
  expect(await book.open()).toEqual([]);
  expect(await deps.escalations?.emergencies.open()).toEqual([]);
});

const FLAGGED = { settings: { flags: { emergency: { value: true, by: "ada" } } } };

test("/emergency alone opens the task that works on it, flagged as one, in the thread of its record", async () => {
  const { command, store, deps, ladder } = await setUp();
  const plan = vi.spyOn(deps, "plan");
  await store.inbox.reserveTaskId("of T1");

  const seen = await command("77", "emergency", "the payment service is down");

  const [emergency] = await openEmergencies(ladder.store);
  const task = await store.tasks.get(emergency?.taskId ?? "");
  expect(task).toMatchObject({ text: "the payment service is down", ...FLAGGED });
  expect(plan).toHaveBeenCalledWith(expect.objectContaining({ settings: FLAGGED.settings }));
  expect(task?.thread).toEqual(emergency?.thread);
  expect(textsOf(seen).some((text) => text.includes(`**${task?.id}**`))).toBe(true);
});

test("whom the configuration does not name is called as they call themselves, on cards and in records", async () => {
  const { take, deps } = await setUp();
  const from = { id: "root", name: "Rosa" };

  const seen = [
    ...(await take({ ...aCommand("81", "escalate", "the build machine is gone"), from })),
    ...(await take({ ...aCommand("82", "takeover", "E1"), from })),
    ...(await take({ ...aCommand("83", "emergency", "T1 customers cannot log in"), from })),
    ...(await take(aCommand("84", "emergency", "role lead <@root>"))),
  ];

  const texts = textsOf(seen).join("\n");
  expect(texts).toContain("Rosa takes it over");
  expect(texts).toContain("Lead: **Rosa**");
  expect(texts).not.toContain("console:");
  expect((await deps.escalations?.emergencies.open())?.[0]?.roles.lead).toBe("console:root");
});

test("the same declaration taken up again is one emergency and one task", async () => {
  const { take, store, ladder } = await setUp();
  await store.inbox.reserveTaskId("of T1");
  const command = aCommand("78", "emergency", "the payment service is down");

  await take(command);
  await take(command);

  expect(await openEmergencies(ladder.store)).toHaveLength(1);
  expect(await store.tasks.listOpen(10)).toHaveLength(2);
});
