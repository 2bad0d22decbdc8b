import fc from "fast-check";
import { expect, test } from "vitest";
import { addressOf, messageKey, threadKey } from "../../src/chat/message-key.ts";
import { aConversation, aRef } from "../store-contract/samples.ts";

const part = fc.string({
  minLength: 1,
  unit: fc.constantFrom("a", "A", "1", "-", "~", ":", ".", "é", "🦀", "{", "}"),
});
const reference = fc.record({ platform: part, workspace: part, channel: part, id: part });

test("is the same for the same message, whatever thread it is shown in", () => {
  expect(messageKey(aRef("1", { thread: "9" }))).toBe(messageKey(aRef("1")));
});

test("never gives two messages one key", () => {
  fc.assert(
    fc.property(reference, reference, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(messageKey(one) === messageKey(other)).toBe(same);
    }),
  );
  expect(messageKey(aRef("1-2", { channel: "C" }))).not.toBe(messageKey(aRef("2", { channel: "C-1" })));
});

test("makes ids that Redis keys and job queues take", () => {
  fc.assert(
    fc.property(reference, (ref) => {
      expect(messageKey(ref)).toMatch(/^[\w.~-]+$/u);
    }),
  );
});

test("lets a message outside any thread start its own", () => {
  const { thread: _none, ...channel } = aConversation();

  expect(threadKey({ ...channel, id: "1" })).toBe(threadKey({ ...channel, thread: "1" }));
  expect(threadKey({ ...channel, thread: "1", id: "2" })).toBe(threadKey({ ...channel, thread: "1" }));
});

test("has one address for a workspace of a platform", () => {
  expect(addressOf({ platform: "a", workspace: "b-c" })).not.toBe(
    addressOf({ platform: "a-b", workspace: "c" }),
  );
});
