import { expect, test } from "vitest";
import { createConversation, textsOf } from "./conversation-kit.ts";

/** The acknowledgement of a task that was routed so. */
async function acknowledgementOf(decidedBy: string): Promise<string> {
  const kit = createConversation({ route: () => ({ decidedBy }) });
  return textsOf(await kit.say("1", "the allocator test fails")).join("\n");
}

test.each([
  ["bitnet", "the meaning of the request, 91 % sure; next would be code (5 %)"],
  ["linear", "the words of the request, 91 % sure"],
  ["component", "the component that you named, 91 % sure"],
  ["sticky", "this thread is theirs, 91 % sure"],
])("says why and how sure when %s decided", async (decidedBy, why) => {
  expect(await acknowledgementOf(decidedBy)).toContain(`Why debug: ${why}`);
});

test.each([
  ["llm", "the language model chose among the likeliest"],
  ["override", "you named the agent"],
  ["choice", "you chose it"],
])("says why and claims no certainty when %s decided", async (decidedBy, why) => {
  const text = await acknowledgementOf(decidedBy);

  expect(text).toContain(`Why debug: ${why}. Priority`);
  expect(text).not.toMatch(/\bsure\b/u);
});
