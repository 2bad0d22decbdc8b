import { describe, expect, test } from "vitest";
import type { Incoming } from "../../src/chat/messages.ts";
import { createPermissions } from "../../src/permissions/create-permissions.ts";
import type { Grants } from "../../src/permissions/create-permissions.ts";
import { messageKey } from "../../src/chat/message-key.ts";
import { processMessage } from "../../src/conversation/process-message.ts";
import { createConversation, takeDeliveries, textsOf } from "../conversation/conversation-kit.ts";
import { aRef } from "../store-contract/samples.ts";

const NOBODY: Grants = {
  use: [],
  command: [],
  retry: [],
  bump: [],
  teach: [],
  approve: [],
  effects: [],
  configure: [],
};
const PEOPLE = [{ id: "ada", accounts: { console: "U1" }, groups: ["leads"] }];

interface Somebody {
  readonly id: string;
  readonly groups: string[];
  readonly isGuest?: boolean;
  readonly isExternal?: boolean;
}

const MEMBER: Somebody = { id: "U5", groups: ["S1"] };
const GUEST: Somebody = { id: "U6", groups: [], isGuest: true };
const STRANGER: Somebody = { id: "U7", groups: ["S1"], isExternal: true };
const BOTH: Somebody = { id: "U8", groups: [], isGuest: true, isExternal: true };

describe.each([
  ["everyone", [true, false, false, false]],
  ["console:channel:C1", [true, false, false, false]],
  ["console:channel:C2", [false, false, false, false]],
  ["console:group:S1", [true, false, true, false]],
  ["guests", [false, true, false, false]],
  ["external", [false, false, true, false]],
  ["console:U6", [false, true, false, false]],
  ["console:U8", [false, false, false, true]],
  ["group:S1", [false, false, false, false]],
] as const)("the entry %s", (entry, expected) => {
  test.each([
    ["a member", MEMBER, expected[0]],
    ["a guest", GUEST, expected[1]],
    ["somebody of another organisation", STRANGER, expected[2]],
    ["a guest of another organisation", BOTH, expected[3]],
  ] as const)("for %s", (_name, { id, ...standing }, allowed) => {
    const permissions = createPermissions({ ...NOBODY, use: [entry] }, PEOPLE);

    expect(permissions.may({ platform: "console", userId: id, channel: "C1", ...standing }, "use")).toBe(
      allowed,
    );
  });
});

test("a guest of another organisation needs both words", () => {
  const permissions = createPermissions({ ...NOBODY, use: ["guests", "external"] }, PEOPLE);

  expect(permissions.may({ platform: "console", userId: "U8", isGuest: true, isExternal: true }, "use")).toBe(
    true,
  );
});

const SENT = { sentAt: "2031-03-03T08:59:59.000Z" };

/** Everything that can come in, after somebody else has asked for T1 by message 1. */
const ENTRIES: readonly ((from: Somebody) => Incoming)[] = [
  (from) => ({ ...aRef("10"), ...SENT, from, kind: "message", text: "the cache test fails", files: [] }),
  (from) => ({ ...aRef("11", { thread: "1" }), ...SENT, from, kind: "message", text: "stop", files: [] }),
  (from) => ({ ...aRef("12"), ...SENT, from, kind: "message", text: "anything", files: [], isRequest: true }),
  (from) => ({
    ...aRef("13"),
    ...SENT,
    from,
    kind: "message",
    text: "the cache test fails",
    files: [],
    isDirect: true,
  }),
  (from) => ({
    ...aRef("14", { thread: "1" }),
    ...SENT,
    from,
    kind: "choice",
    prompt: "stop.T1.r1",
    value: "stop",
  }),
  (from) => ({ ...aRef("15"), ...SENT, from, kind: "form", form: "escalate:T1", values: {} }),
  (from) => ({ ...aRef("16"), ...SENT, from, kind: "command", name: "cancel", args: "T1" }),
  (from) => ({ ...aRef("17"), ...SENT, from, kind: "command", name: "ask", args: "debug the cache test" }),
  (from) => ({ ...aRef("18"), ...SENT, from, kind: "edit", target: "1", text: "the cache test fails" }),
  (from) => ({ ...aRef("19"), ...SENT, from, kind: "deletion", target: "1" }),
  (from) => ({ ...aRef("20"), ...SENT, from, kind: "reaction", target: "1", verb: "stop" }),
  (from) => ({ ...aRef("21"), ...SENT, from, kind: "reaction", target: "1", verb: "take" }),
  (from) => ({ ...aRef("22"), ...SENT, from, kind: "reaction", target: "1", verb: "done" }),
];

const named = ENTRIES.map((entry) => {
  const incoming = entry(MEMBER);
  const detail =
    incoming.kind === "reaction" ? incoming.verb : incoming.kind === "command" ? incoming.name : incoming.id;
  return [`${incoming.kind} ${detail}`, entry] as const;
});

describe.each<[string, Somebody]>([
  ["somebody who is not on the list", { id: "U9", groups: [] }],
  ["a guest", GUEST],
  ["somebody of another organisation", STRANGER],
  ["the requester, no longer on the list", { id: "U1", groups: [] }],
])("%s", (name, from) => {
  test.each(named)("gets nothing done by %s", async (_entry, toIncoming) => {
    const kit = createConversation();
    await kit.say("1", "the pool test fails");
    const list = name.includes("list") ? ["console:U404"] : ["everyone"];
    const permissions = createPermissions({ ...NOBODY, use: list, command: list }, []);
    const before = await kit.store.tasks.get("T1");

    const incoming = toIncoming(from);
    const { deps, store } = kit;
    await store.inbox.accept(messageKey(incoming), incoming);
    await processMessage(messageKey(incoming), { ...deps, permissions });
    const seen = await takeDeliveries(store);

    expect(await store.tasks.get("T1")).toEqual(before);
    expect(await store.tasks.get("T2")).toBeUndefined();
    for (const text of textsOf(seen)) expect(text).toContain("not on the list");
  });
});
