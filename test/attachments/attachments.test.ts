import { expect, test } from "vitest";
import { attachmentsChange, readAttachments, sweepAttachments } from "../../src/attachments/attachment.ts";
import { createCollectAttachments, MAX_FILE_BYTES } from "../../src/attachments/collect-attachments.ts";
import { fetchText } from "../../src/attachments/fetch-text.ts";
import type { IncomingFile } from "../../src/chat/messages.ts";
import { threadKey } from "../../src/chat/message-key.ts";
import { ASK, createConversation } from "../conversation/conversation-kit.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { aConversation, aMessage, aTask } from "../store-contract/samples.ts";

const QUESTION = threadKey(aConversation({ thread: "1.1" }));
const PLATFORM = { platform: "console", workspaces: () => ["acme-inc"] };
const file = (name: string, sizeBytes = 10): IncomingFile => ({ id: name, name, sizeBytes });

test("text comes with its name, and what cannot be read with the reason", async () => {
  const readFile = async (_message: unknown, { id }: IncomingFile) => {
    if (id === "gone.txt") throw new Error("no such file");
    return id === "photo.png" ? undefined : `text of ${id}`;
  };
  const collect = createCollectAttachments(() => [{ ...PLATFORM, readFile }]);
  const names = ["a.log", "photo.png", "gone.txt", "d", "e", "f"];
  const files = [...names.map((name) => file(name)), file("huge.log", MAX_FILE_BYTES + 1)];
  files.splice(4, 2, ...files.splice(6, 1), file("f"));

  const attachments = await collect(aMessage("1", { files }));

  expect(attachments.map(({ name, text, problem }) => [name, text ?? problem])).toEqual([
    ["a.log", "text of a.log"],
    ["photo.png", "no text, or larger than it said"],
    ["gone.txt", "the platform did not give it"],
    ["d", "text of d"],
    ["huge.log", "larger than 200 kB"],
    ["f", "only the first 5 files are read"],
  ]);
});

test("a platform without files says so", async () => {
  const collect = createCollectAttachments(() => [PLATFORM]);

  expect(await collect(aMessage("1", { files: [file("a.log")] }))).toEqual([
    { name: "a.log", problem: "files cannot be read on this platform" },
  ]);
  expect(await collect(aMessage("1", { files: [] }))).toEqual([]);
});

test("what came with a request is kept with its task", async () => {
  const { deps, store } = createConversation();
  const read = createCollectAttachments(() => [{ ...PLATFORM, readFile: async () => "panic at pool.rs" }]);
  const kit = createConversation();
  Object.assign(kit.deps, { attachments: read });
  expect(deps.attachments).toBeUndefined();

  await kit.say("1.1", "find the leak", { files: [file("trace.log")] });

  expect(await readAttachments("T1", kit.store)).toEqual([{ name: "trace.log", text: "panic at pool.rs" }]);
  expect(await readAttachments("T1", store)).toEqual([]);
});

test("files of a request that has its task already are not fetched again", async () => {
  const kit = createConversation({ route: () => ASK });
  let fetched = 0;
  Object.assign(kit.deps, { attachments: async () => ((fetched += 1), []) });
  const said = await kit.say("1.1", "something is odd", { files: [file("trace.log")] });
  const { prompt } = said.flatMap((each) => (each.kind === "post" ? (each.message.choices ?? []) : []))[0]!;

  // Two people press at the same moment: neither sees that the question is settled.
  const open = await kit.store.questions.get(QUESTION);
  await kit.press("2", { prompt, value: "debug", thread: "1.1" });
  await kit.store.commit({ question: { threadKey: QUESTION, value: open ?? null } });
  await kit.press("3", { prompt, value: "code", thread: "1.1" });

  expect(fetched).toBe(1);
});

test("it is forgotten some time after the end of the task, and with the task", async () => {
  const store = createMemoryStore({ now: () => 0 });
  const attached = [{ name: "a.log", text: "x" }];
  await store.commit({ task: aTask("T1", { state: "done" }) });
  await store.commit({ task: aTask("T2", { state: "running" }) });
  await store.commit({ documents: ["T1", "T2", "T3"].map((id) => attachmentsChange(id, attached)) });
  const ended = Date.parse(aTask("T1").updatedAt);

  await sweepAttachments(store, ended);
  expect([...(await store.documents.list("attachments")).keys()]).toEqual(["T1", "T2"]);

  await sweepAttachments(store, ended + 1);
  expect([...(await store.documents.list("attachments")).keys()]).toEqual(["T2"]);
});

const fetched = async (body: ConstructorParameters<typeof Response>[0], init?: ResponseInit) =>
  fetchText(new URL("https://files.slack.com/x"), {
    maxBytes: 8,
    timeoutMs: 1_000,
    fetch: async () => new Response(body, init),
  });

test.each([
  ["text", "grün", undefined, "grün"],
  ["more than is wanted", "123456789", undefined, undefined],
  ["bytes that are no text", new Uint8Array([80, 0, 1]), undefined, undefined],
  ["broken UTF-8", new Uint8Array([0xc3, 0x28]), undefined, undefined],
  ["a redirect", null, { status: 302, headers: { location: "http://127.0.0.1/" } }, undefined],
  ["nothing", "not found", { status: 404 }, undefined],
])("of %s it gives what can be read", async (_, body, init, text) => {
  expect(await fetched(body, init)).toBe(text);
});
