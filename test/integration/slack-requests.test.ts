import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { createSlackClients } from "../../adapters/slack/clients.ts";
import { createSlackSender } from "../../adapters/slack/create-slack-sender.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { startScriptedSlack } from "../adapters/slack/scripted-slack.ts";
import { freePort } from "../free-port.ts";

/** Slack's own description of its Web API, which is archived and not ours to ship. */
const SPEC = resolve("../shared/specs/slack-web-openapi.json");
/** Described for GET only. */
const UNKNOWN = new Set([
  "conversations.replies",
  "conversations.history",
  "reactions.get",
  "chat.getPermalink",
  "views.publish",
]);

/** The description without the token as a required header, which nobody sends that way any more. */
function specForPrism(folder: string): string {
  const text = readFileSync(SPEC, "utf8");
  const spec = JSON.parse(text, (_key, value: unknown) => {
    const isToken =
      typeof value === "object" &&
      value !== null &&
      "name" in value &&
      value.name === "token" &&
      "required" in value;
    return isToken ? { ...value, required: false } : value;
  }) as object;
  const path = join(folder, "slack.json");
  writeFileSync(path, JSON.stringify(spec));
  return path;
}

async function startPrism(upstream: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "slack-prism-"));
  const port = await freePort();
  const args = ["proxy", "-p", String(port), "--errors=false", specForPrism(folder), upstream];
  const prism = spawn(resolve("node_modules/.bin/prism"), args, { stdio: "ignore" });
  onTestFinished(() => {
    prism.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(async () => fetch(url), { timeout: 300_000, interval: 250 });
  return url;
}

/** Everything that the sender can ask Slack for, once. */
async function recordCalls() {
  const slack = await startScriptedSlack();
  onTestFinished(() => slack.close());
  const clients = createSlackClients({ apiUrl: slack.apiUrl, log: silentLogger });
  clients.add({ workspace: "T1", botToken: "xoxb-1", botUserId: "UBOT" });
  const sender = createSlackSender({ clients, log: silentLogger, now: Date.now });
  const to = { platform: "slack", workspace: "T1", channel: "C1", thread: "1700000000.000100" };
  const choices = { prompt: "p", options: [{ value: "v", label: "Go" }] };
  const ref = await sender.post(to, { text: "# Hello\n- **one**", choices }, { deliveryId: "d" });
  await sender.update(ref, { text: "changed" });
  await sender.postPrivate(to, "U1", { text: "psst" }, { deliveryId: "d2" });
  await sender.post({ ...to, channel: "@U1" }, { text: "direct" }, { deliveryId: "d3" });
  await sender.setStatus({ ...to, id: "1700000000.000100" }, { state: "received" });
  await sender.setStatus({ ...to, id: "1700000000.000100" }, { state: "done" });
  await sender.pin(ref);
  await sender.publishHome(
    { platform: "slack", workspace: "T1", userId: "U1" },
    { title: "Home", sections: [] },
  );
  return { slack, calls: slack.calls.filter(({ method }) => !UNKNOWN.has(method)) };
}

interface Violation {
  readonly location: readonly string[];
  readonly message: string;
}

test.skipIf(!existsSync(SPEC))(
  "asks Slack for nothing that its published description forbids (skipped without ../shared/specs)",
  { timeout: 600_000 },
  async () => {
    const { slack, calls } = await recordCalls();
    const prism = await startPrism(slack.apiUrl.replace(/\/$/u, ""));

    const found: string[] = [];
    for (const { method, fields } of calls) {
      const answer = await fetch(`${prism}/${method}`, {
        method: "POST",
        headers: { authorization: "Bearer xoxb-1" },
        body: new URLSearchParams(fields),
      });
      const violations = JSON.parse(answer.headers.get("sl-violations") ?? "[]") as Violation[];
      for (const { location, message } of violations)
        if (location[0] === "request") found.push(`${method} ${location.join(".")}: ${message}`);
      if (!answer.ok) found.push(`${method} answered ${answer.status}`);
    }

    expect(found).toEqual([]);
    expect(new Set(calls.map(({ method }) => method)).size).toBeGreaterThanOrEqual(7);
  },
);
