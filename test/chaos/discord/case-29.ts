import { startDiscordRig } from "../../adapters/discord/discord-rig.ts";
import { startDiscordServer } from "../../adapters/discord/discord-server.ts";
import { pause, until } from "./waiting.ts";
import type { FaultCase, Scale } from "../fault-case.ts";

async function closeWith(code: number, when: "start" | "later", scale: Scale) {
  const server = await startDiscordServer();
  if (when === "start") server.gateway.behave({ refuseWith: code });
  const rig = await startDiscordRig({ server, starts: false });
  const startedAt = Date.now();
  const start = await rig.start().then(
    () => "started",
    (error: unknown) => (error instanceof Error ? error.message : "failed"),
  );
  server.gateway.behave({ refuseWith: code });
  if (when === "later") server.gateway.drop(code);
  const at = Date.now();
  const isTold = await until(() => rig.alarms.length > 0);
  const alarmMs = Date.now() - (when === "start" ? startedAt : at);
  await until(() => server.gateway.open() === 0);
  const sessions = server.gateway.heard.length;
  await pause(scale === "full" ? 30_000 : 700);
  const again = server.gateway.heard.length - sessions + server.gateway.open();
  const { state } = rig.chat.health();
  const told = rig.alarms.length;
  await rig.close();
  return {
    isTold,
    alarmMs,
    again,
    state,
    told,
    start,
    isRightStart: (start === "started") === (when === "later"),
  };
}

export const case29: FaultCase = {
  number: 29,
  title: "a refusal for good (4004, 4014) is told within 10 s and not tried again, and ends nothing else",
  async run(scale) {
    const results = [
      await closeWith(4_004, "start", scale),
      await closeWith(4_014, "start", scale),
      await closeWith(4_014, "later", scale),
    ];
    const slowest = Math.max(...results.map(({ alarmMs }) => alarmMs));
    const again = results.reduce((sum, each) => sum + each.again, 0);
    const held =
      results.every(
        (each) => each.isTold && each.state === "fatal" && each.told === 1 && each.isRightStart,
      ) &&
      again === 0 &&
      // What a busy machine takes for it says nothing.
      (scale === "short" || slowest <= 10_000);
    return {
      held,
      facts: {
        "slowest alarm ms": slowest,
        "tried again": again,
        states: results.map(({ state }) => state).join(" "),
      },
    };
  },
};
