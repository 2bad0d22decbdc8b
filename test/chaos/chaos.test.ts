import { expect, test } from "vitest";
import { runChaos } from "./run-chaos.ts";

test(
  "every accepted message ends in exactly one final reply while worker, bot and Redis are killed",
  { timeout: 600_000 },
  async () => {
    const report = await runChaos({
      seed: 20_261_123,
      messages: 20,
      kills: ["worker", "bot", "redis"],
      paceMs: 200,
      patienceMs: 300_000,
    });

    expect(report).toMatchObject({ accepted: 20, lost: [], doubled: [], disordered: [] });
  },
);
