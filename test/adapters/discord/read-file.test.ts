import { expect, test } from "vitest";
import { createDiscordFileReader } from "../../../adapters/discord/read-file.ts";

/** Reads attachment 7 of message 5, which Discord says is at this address; what was fetched. */
async function readFrom(url: string, id = "7") {
  const asked: string[] = [];
  const paths: string[] = [];
  const read = createDiscordFileReader({
    rest: {
      async call({ path }) {
        paths.push(path);
        return { attachments: [{ id: "7", url }] };
      },
    },
    homeOf: async () => "42",
    fetch: async (address) => {
      asked.push(new Request(address).url);
      return new Response("a line of a log");
    },
  });
  const message = { platform: "discord", workspace: "9", channel: "41", id: "5" };
  return { text: await read(message, { id, name: "a.log" }, 1_000), asked, paths };
}

const ADDRESS = "https://cdn.discordapp.com/attachments/42/7/a.log?ex=1";

test("gives the text of a file of Discord's", async () => {
  expect(await readFrom(ADDRESS)).toEqual({
    text: "a line of a log",
    asked: [ADDRESS],
    paths: ["/channels/42/messages/5"],
  });
});

test("knows nothing of a file that the message does not have", async () => {
  expect((await readFrom(ADDRESS, "8")).text).toBeUndefined();
});

test.each([
  "http://cdn.discordapp.com/a",
  "https://cdn.discordapp.com.evil.example/a",
  "https://127.0.0.1/a",
])("asks nobody at %s", async (address) => {
  expect(await readFrom(address)).toMatchObject({ text: undefined, asked: [] });
});
