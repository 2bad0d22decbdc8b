import { expect, test } from "vitest";
import { case34 } from "./platforms/case-34.ts";

// How fast it is says something only on a machine that does nothing else: `npm run chaos -- --platforms`.
test(
  "two platforms whose connections are killed lose, double and mix up nothing",
  { timeout: 600_000 },
  async () => {
    const { held, facts } = await case34.run("short");

    expect({ held, facts }).toMatchObject({ held: true, facts: { messages: 200 } });
  },
);
