import { expect, test } from "vitest";
import { createEmergencies } from "../../src/emergency/create-emergencies.ts";
import { allCommands } from "../../src/conversation/commands/all-commands.ts";
import type { Action } from "../../src/permissions/permissions.ts";
import { createPeople } from "../../src/people/people.ts";
import { Config } from "../../src/config/config.ts";
import { createLadderKit } from "../escalations/ladder-kit.ts";
import { createPlainWorkClock } from "../fakes/plain-work-clock.ts";
import { createMeetingsKit } from "../standups/meetings-kit.ts";
import { aTask } from "../store-contract/samples.ts";
import { createConversation } from "./conversation-kit.ts";

type Row = readonly [command: string, args: string, hint: RegExp, deny?: readonly Action[]];

const UNKNOWN = /no task "?T99/u;
/** The door says so to commands of the platform, the command itself to what is typed. */
const NOT_YOURS = /Only (?:whoever|those)|may not use|may use me/u;
/** What people get wrong, and what has to be in the answer. */
const ROWS: readonly Row[] = [
  ["ask", "nobody look at this", /\/ask debug/u],
  ["tasks", "purple", /mine|open/u],
  ["status", "T99", /T99/u],
  ["take", "T99", UNKNOWN],
  ["assign", "T99 @ada", UNKNOWN],
  ["assign", "T1 @nobody", /nobody/u],
  ["block", "T99 no key", UNKNOWN],
  ["unblock", "T99", UNKNOWN],
  ["done", "T99", UNKNOWN],
  ["why", "T99", UNKNOWN],
  ["wrong", "T99 debug", UNKNOWN],
  ["right", "T99", UNKNOWN],
  ["set", "T99 complexity high", UNKNOWN],
  ["set", "T1 complexity purple", /auto/u],
  ["bump", "T99 why", UNKNOWN],
  ["bump", "T1 why", /may not use/u, ["bump"]],
  ["agent", "nobody off", /no agent "nobody"/u],
  ["agent", "debug off until 2001-01-01", /no time to come/u],
  ["agent", "debug off", /may not use/u, ["configure"]],
  ["roadmap", "9.9", /workspace\.roadmap/u],
  ["link", "T99", /\/link T12/u],
  ["tick", "", /\/tick 4/u],
  ["checklist", "nothing", /There is no "nothing"/u],
  ["checklist", "T99", UNKNOWN],
  ["risk", "", /\/risk add/u],
  ["risk", "close R99 it passed", /no risk R99/u],
  ["budget", "raise user/ana/tokens many", /\/budget raise/u],
  ["budget", "go user/nobody/tokens", /no budget/u],
  ["standup", "", /\/standup now/u],
  ["standup", "now purple", /no member|Which team|no team|standup/u],
  ["remember", "", /remember/iu],
  ["forget", "purple", /remembered|Forget what/u],
  ["away", "until purple", /\/away until/u],
  ["away", "until 2001-01-01", /over already/u],
  ["back", "", /\/away/u],
  ["plan", "T99", UNKNOWN],
  ["start", "T99", UNKNOWN],
  ["start", "T1", NOT_YOURS, ["command"]],
  ["cancel", "T99", UNKNOWN],
  ["cancel", "T1", NOT_YOURS, ["command"]],
  ["retry", "", /\/retry T12/u],
  ["retry", "T99", /T99/u],
  ["retry", "T1", /may not use/u, ["retry"]],
  ["skip", "T99 s1 why", UNKNOWN],
  ["skip", "T1", /\/skip T1 stage/u],
  ["reassign", "T99 s1 code", UNKNOWN],
  ["reassign", "T1 s1 purple", /no agent "purple"/u],
  ["reassign", "E99 ada", /no escalation "E99"/u],
  ["approve", "T99", UNKNOWN],
  ["approve", "T1 e9", /no `e9`/u],
  ["approve", "T1", /waits for approval/u],
  ["refuse", "T99 why", UNKNOWN],
  ["escalate", "T99 it is stuck", UNKNOWN],
  ["escalate", "T1 9 too high", /no level 9/u],
  ["escalate", "", /What is stuck/u],
  ["ack", "E99", /no escalation "E99"/u],
  ["ack", "purple", /Which one/u],
  ["takeover", "E99", /no escalation/u],
  ["snooze", "E1 until 2001-01-01", /\/snooze E/u],
  ["snooze", "E1 purple", /Until when/u],
  ["snooze", "E1 2h", NOT_YOURS, ["command"]],
  ["resolve", "E1", /What was the cause/u],
  ["raise", "E99", /no escalation/u],
  ["emergency", "", /\/emergency what is broken/u],
  ["emergency", "T99 it burns", UNKNOWN],
  ["emergency", "note the end", /Which emergency/u],
  ["emergency", "it burns", NOT_YOURS, ["command"]],
  ["watch", "T99", /T99|not linked/u],
  ["account", "purple", /account/iu],
  ["settings", "purple 3", /no setting "purple"/u],
];

/** They take nothing that could be wrong. */
const WITHOUT_INPUT = new Set(["agents", "catchup", "dead", "escalations", "help", "memory", "risks"]);

/** U9 has asked for nothing and is asked nothing; T1 and E1 are Ada's. */
async function setUp(deny: readonly Action[] = []) {
  const kit = createConversation({ route: () => ({ frontDoor: "command" }), deny });
  const { deps, escalations: book } = createLadderKit({ store: kit.store, clock: kit.clock });
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
    meetings: createMeetingsKit({ overrides: { store, clock } }).meetings,
    calendar: { workClock: async () => createPlainWorkClock() },
  });
  await store.commit({ task: aTask("T1", { state: "running" }) });
  await book.raise({
    key: "k",
    taskId: "T1",
    agent: "debug",
    problem: "it is stuck",
    attempts: [],
    needs: [],
    openForMs: 0,
    severity: "high",
  });
  // Whatever that has sent is no answer.
  await kit.say("0", "/help");
  return kit;
}

test("every command has a row for what people get wrong", () => {
  const named = new Set(ROWS.map(([command]) => command));

  const missing = allCommands.filter(({ name }) => !named.has(name) && !WITHOUT_INPUT.has(name));
  expect(missing.map(({ name }) => name)).toEqual([]);
});

const CASES = ROWS.map(([name, args, hint, deny]) => ({ name, args, hint, deny }));

test.each(CASES)("/$name $args is answered privately with what to do", async ({ name, args, hint, deny }) => {
  const stranger = { id: "U9" };
  const typed = await setUp(deny);
  const used = await setUp(deny);

  const said = [
    await typed.say("1", `/${name} ${args}`.trim(), { from: stranger, thread: "777.1" }),
    await used.take({
      kind: "command",
      platform: "console",
      workspace: "acme-inc",
      channel: "C1",
      id: "1",
      from: stranger,
      sentAt: "2031-03-03T08:59:59.000Z",
      name,
      args,
    }),
  ];

  for (const seen of said) {
    const texts = seen.filter(({ kind }) => kind !== "status");
    expect(texts).toMatchObject([
      { kind: "private", userId: "U9", message: { text: expect.stringMatching(hint) } },
    ]);
  }
});
