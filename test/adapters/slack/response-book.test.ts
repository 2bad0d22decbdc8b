import { expect, test } from "vitest";
import { createResponseBook } from "../../../adapters/slack/response-book.ts";

const ANA = { workspace: "T1", channel: "C1", userId: "U1" };
const URL_OF_SLACK = "https://hooks.slack.com/commands/T1/1/x";
const SAID = { text: "not here" };

function open(status = 200, apiUrl?: string) {
  let nowMs = 0;
  const sent: { readonly url: unknown; readonly body: unknown }[] = [];
  const book = createResponseBook({
    now: () => nowMs,
    async fetch(url, init) {
      const body = typeof init?.body === "string" ? (JSON.parse(init.body) as unknown) : undefined;
      sent.push({ url, body });
      return new Response("ok", { status });
    },
    ...(apiUrl === undefined ? {} : { apiUrl }),
  });
  return {
    book,
    sent,
    wait: (ms: number) => {
      nowMs += ms;
    },
  };
}

test("answers whoever used a command, for their eyes only, where they used it last", async () => {
  const { book, sent } = open();
  book.note(ANA, "https://hooks.slack.com/commands/T1/1/old");
  book.note(ANA, URL_OF_SLACK);

  expect(await book.say(ANA, SAID)).toBe(true);
  expect(await book.say({ ...ANA, channel: "C2" }, SAID)).toBe(false);
  expect(sent).toEqual([{ url: URL_OF_SLACK, body: { response_type: "ephemeral", text: "not here" } }]);
});

test("no longer than Slack takes answers, and no more of them", async () => {
  const { book, wait } = open();
  book.note(ANA, URL_OF_SLACK);
  const answers = [];
  for (let n = 0; n < 6; n += 1) answers.push(await book.say(ANA, SAID));
  book.note(ANA, URL_OF_SLACK);
  wait(30 * 60_000);

  expect(answers).toEqual([true, true, true, true, true, false]);
  expect(await book.say(ANA, SAID)).toBe(false);
});

test("an answer that Slack refuses was not said", async () => {
  const { book } = open(404);
  book.note(ANA, URL_OF_SLACK);

  expect(await book.say(ANA, SAID)).toBe(false);
});

test.each([
  "https://example.org/hook",
  "http://hooks.slack.com/commands/1",
  "https://hooks.slack.com.evil.example/x",
  "https://hooks.slack.com:8443/commands/1",
  "https://somebody@hooks.slack.com/commands/1",
  "nonsense",
])("goes to no address but Slack's own: %s", async (url) => {
  const { book, sent } = open();
  book.note(ANA, url);

  expect([await book.say(ANA, SAID), sent]).toEqual([false, []]);
});

test("the host of another API address counts as Slack's", async () => {
  const { book } = open(200, "http://127.0.0.1:4000/api/");
  book.note(ANA, "http://127.0.0.1:4000/respond/1");

  expect(await book.say(ANA, SAID)).toBe(true);
});
