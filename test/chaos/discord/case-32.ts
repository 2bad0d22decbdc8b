import { createDiscordRest } from "../../../adapters/discord/discord-rest.ts";
import { registerCommands } from "../../../adapters/discord/register-commands.ts";
import { renderCommands } from "../../../adapters/discord/render-commands.ts";
import { systemClock } from "../../../src/clock.ts";
import type { ChatPort } from "../../../src/chat/chat-port.ts";
import type { OutgoingMessage } from "../../../src/chat/messages.ts";
import { allCommands } from "../../../src/conversation/commands/all-commands.ts";
import { toHelp } from "../../../src/conversation/commands/render-command-help.ts";
import { BotError } from "../../../src/errors.ts";
import { startDiscordRig } from "../../adapters/discord/discord-rig.ts";
import type { DiscordRig } from "../../adapters/discord/discord-rig.ts";
import type { SeenRequest } from "../../adapters/discord/discord-server.ts";
import { hasDescription, validateRequests } from "../../adapters/discord/prism.ts";
import { ID } from "../../adapters/discord/room.ts";
import { pause, until } from "./waiting.ts";
import type { FaultCase } from "../fault-case.ts";

const TO = { platform: "discord", workspace: ID.guild, channel: ID.channel };

function options(count: number, length = 5) {
  return Array.from({ length: count }, (_, at) => ({
    value: String(at).padStart(length, "v"),
    label: `Choice ${at}`,
  }));
}

const MESSAGES: readonly OutgoingMessage[] = [
  { text: "# Done\n- [x] parser\n\n| a | b |\n|---|---|\n| 1 | 2 |" },
  { text: "👩🏽‍💻".repeat(900) },
  { text: "word ".repeat(20_000) },
  { text: "pick", choices: { prompt: "p", options: options(3) } },
  { text: "pick", choices: { prompt: "p".repeat(200), options: options(10, 200) } },
  { text: "pick", choices: { prompt: "p", options: options(25) } },
  {
    text: "wake up",
    mentions: [
      { kind: "person", id: ID.eva },
      { kind: "group", id: ID.role },
    ],
  },
  {
    text: "file",
    files: [{ name: "a.png", mediaType: "image/png", content: "AAAA", encoding: "base64", alt: "a chart" }],
  },
];

/** Waits as the outbox does: the client itself lets no more than 50 requests a second leave. */
function patient(chat: ChatPort): ChatPort {
  return new Proxy(chat, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      return async (...args: unknown[]) => {
        for (;;) {
          try {
            return await (Reflect.apply(value, target, args) as Promise<unknown>);
          } catch (error) {
            if (!(error instanceof BotError) || error.code !== "chat.rate_limited") throw error;
            await pause(error.retryAfterMs ?? 1_000);
          }
        }
      };
    },
  });
}

/** Does everything that the adapter can do, once. */
async function tour({ chat: impatient, server, got }: DiscordRig): Promise<void> {
  const chat = patient(impatient);
  const { room } = server;
  for (const [at, message] of MESSAGES.entries()) {
    const ref = await chat.post(TO, message, { deliveryId: `tour-${at}` });
    await chat.update(ref, { ...message, text: `${message.text} (changed)` });
    await chat.findDelivery?.(TO, `tour-${at}`);
    await chat.pin?.(ref);
  }
  await chat.findDelivery?.(TO, "never");
  const asked = room.say(`<@${ID.bot}> help`);
  if (!(await until(() => got.length >= 1))) throw new Error("the mention did not come in");
  const thread = { ...TO, thread: asked.id };
  await chat.post(thread, { text: "in a thread" }, { deliveryId: "thread" });
  for (const state of ["received", "queued", "running", "failed", "dead", "done"] as const) {
    await chat.setStatus({ ...thread, id: asked.id }, { state });
  }
  await chat.post({ ...TO, channel: ID.forum }, { text: "an idea" }, { deliveryId: "forum" });
  const file = { name: "run.log", mediaType: "text/plain", content: "green" };
  await chat.post(TO, { text: "run.log", files: [file] }, { deliveryId: "file" });
  await chat.postPrivate?.(TO, ID.eva, MESSAGES[3] ?? { text: "x" }, { deliveryId: "direct" });
  await chat.lookupUser?.(ID.guild, ID.eva);
  const { id } = room.interact(2, { id: "1", name: "status", type: 1, options: [] });
  await until(() => server.answers.has(id));
  for (const [at, message] of MESSAGES.entries()) {
    await chat.postPrivate?.({ ...TO, thread: id }, ID.eva, message, { deliveryId: `private-${at}` });
  }
}

/** What was asked, and what Discord's description says to it. */
export async function tourRequests(): Promise<readonly SeenRequest[]> {
  const form = {
    id: "escalate:T12",
    title: "Escalate",
    submitLabel: "Send",
    fields: [
      { id: "why", label: "Why?", kind: "line" as const, required: true },
      { id: "more", label: "More", kind: "paragraph" as const, required: false, initial: "as before" },
      { id: "level", label: "Level", kind: "choice" as const, required: true, options: options(3) },
    ],
  };
  const rig = await startDiscordRig({
    core: {
      formFor: async (incoming) =>
        incoming.kind === "command" && incoming.name === "escalate" ? form : undefined,
      suggest: async () => options(25),
    },
  });
  await tour(rig);
  const { room, answers } = rig.server;
  const ids = [
    room.interact(2, { id: "2", name: "escalate", type: 1, options: [] }).id,
    room.interact(4, {
      id: "1",
      name: "ask",
      type: 1,
      options: [{ name: "agent", type: 3, value: "q", focused: true }],
    }).id,
    room.interact(3, { component_type: 2, custom_id: "B:unknown" }, { message: room.messages[0]! }).id,
    room.interact(5, { custom_id: "f:escalate:T12", components: [] }).id,
  ];
  await until(() => ids.every((id) => answers.has(id)));
  const rest = createDiscordRest({ token: "token", apiUrl: rig.server.apiUrl, clock: systemClock });
  await registerCommands(rest, renderCommands(allCommands.map(toHelp)));
  await registerCommands(rest, renderCommands(allCommands.map(toHelp)), ID.guild);
  rest.close();
  const requests = [...rig.server.requests];
  await rig.close();
  return requests;
}

export const case32: FaultCase = {
  number: 32,
  title: "every request fits Discord's own description of its API",
  async run() {
    if (!hasDescription()) {
      return {
        held: true,
        facts: { skipped: "LEFT OUT: ../shared/specs/discord-openapi.json is not there" },
      };
    }
    const { checked, violations } = await validateRequests(await tourRequests());
    const first = violations.slice(0, 5).join("\n    ");
    return {
      held: violations.length === 0 && checked > 50,
      facts: { checked, violations: violations.length, first },
    };
  },
};
