import { expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { createSentenceEncoder } from "../../src/encoder/create-sentence-encoder.ts";
import { createSemanticSearch } from "../../src/tools/semantic-search.ts";
import { makeFolder, put } from "./team-repository.ts";

test("the encoder that is shipped finds by meaning what shares no word with the question", async () => {
  const root = makeFolder();
  put(root, {
    "auth.md": "# Signing in\n\nA person proves who they are with a password or a hardware key.\n",
    "memory.md":
      "# Allocator\n\nBlocks of memory are handed out from arenas and given back when they are freed.\n",
    "release.md": "# Shipping\n\nA new version is tagged, built and deployed to production on Fridays.\n",
  });
  const encoder = await createSentenceEncoder({ dir: "models/router", threads: 1 });
  const limits = { cacheSize: 100, maxPassages: 100, budgetMs: 100_000 };
  const semantic = createSemanticSearch({ encoder: async () => encoder, clock: systemClock, ...limits });
  const best = async (query: string) =>
    (await semantic.search(root, { query, limit: 3 })).passages.map(({ path }) => path)[0];

  const found = [
    await best("user login fails"),
    await best("heap leak"),
    await best("roll out the next build"),
  ];
  await encoder.close();

  expect(found).toEqual(["auth.md", "memory.md", "release.md"]);
});
