import { describe, expect, test } from "vitest";
import { makeDiscordHarness } from "../adapters/discord/discord-harness.ts";
import { everyRequest } from "../adapters/discord/discord-server.ts";
import { interactionsSuite } from "../adapters/discord/interactions.suite.ts";
import { receivingSuite } from "../adapters/discord/receiving.suite.ts";
import { hasDescription, validateRequests } from "../adapters/discord/prism.ts";
import { discordCases } from "../chaos/discord/cases.ts";
import { tourRequests } from "../chaos/discord/case-32.ts";
import { chatPortContract } from "../chat-port.contract.ts";

// One file, so that what all of it asks of Discord can be looked at together in the end.
chatPortContract("Discord", makeDiscordHarness);
receivingSuite();
interactionsSuite();

describe("cases of the fault plan", () => {
  // What is said about all requests follows below.
  test.each(discordCases.filter(({ number }) => number !== 32))("$number: $title", async ({ run }) => {
    const { held, facts } = await run("short");

    expect({ held, facts }).toMatchObject({ held: true });
  });
});

test("no request of all these tests is against Discord's own description of its API", async ({ skip }) => {
  if (!hasDescription()) {
    console.warn(
      "LEFT OUT: ../shared/specs/discord-openapi.json is not there, so no request was checked against it",
    );
    return skip();
  }
  await tourRequests();

  const { checked, violations } = await validateRequests(everyRequest);

  expect(violations).toEqual([]);
  expect(checked).toBeGreaterThan(40);
});
