import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { makeDiscordHarness } from "../adapters/discord/discord-harness.ts";
import { everyRequest, startDiscordServer } from "../adapters/discord/discord-server.ts";
import { startDiscordRig } from "../adapters/discord/discord-rig.ts";
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

test("a gateway that takes connections, never greets and then cuts them ends nothing", async () => {
  const uncaught: unknown[] = [];
  const note = (error: unknown) => void uncaught.push(error);
  process.on("uncaughtException", note);
  onTestFinished(() => void process.off("uncaughtException", note));
  const mute = createServer((socket) => void setTimeout(() => socket.destroy(), 400));
  await once(mute.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void mute.close());
  const gatewayUrl = `ws://127.0.0.1:${(mute.address() as AddressInfo).port}`;
  const server = await startDiscordServer({ gatewayUrl });

  const rig = await startDiscordRig({ server, helloTimeoutMs: 150, connectWithinMs: 50 });
  await sleep(1_200);
  await rig.close();
  await sleep(500);

  expect(uncaught).toEqual([]);
  expect(rig.chat.health().state).toBe("stopped");
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
