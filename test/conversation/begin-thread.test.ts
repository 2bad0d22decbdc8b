import { expect, test } from "vitest";
import { aCommand, createConversation } from "./conversation-kit.ts";

test("a task that was asked for unseen begins with who asks for what, and lives below that", async () => {
  const kit = createConversation();

  const seen = await kit.take({ ...aCommand("7", "ask", "debug find it\nquickly"), isUnseen: true });

  const [root, ack] = seen.filter(({ kind }) => kind === "post");
  expect(root).toMatchObject({ message: { text: "**Ada** asks:\n> find it\n> quickly" } });
  expect(seen.filter(({ kind }) => kind === "private")).toMatchObject([
    { userId: "U1", message: { text: "I take it on, in a thread of its own." } },
  ]);
  expect(ack).toMatchObject({ to: { thread: `delivery:${root?.id ?? ""}` } });
  expect(await kit.store.tasks.get("T1")).toMatchObject({
    thread: { thread: `delivery:${root?.id ?? ""}` },
    source: { id: `delivery:${root?.id ?? ""}` },
  });
});

test.each([
  ["a command that others see", {}],
  ["a command in a thread", { isUnseen: true, thread: "5" }],
])("%s needs no beginning", async (_, where) => {
  const kit = createConversation();

  const seen = await kit.take({ ...aCommand("7", "ask", "debug find it"), ...where });

  expect(seen.filter(({ kind }) => kind === "post")).toHaveLength(1);
});
