import { startDiscordRig } from "../../adapters/discord/discord-rig.ts";
import { startDiscordServer } from "../../adapters/discord/discord-server.ts";
import { ID } from "../../adapters/discord/room.ts";
import type { DiscordServer } from "../../adapters/discord/discord-server.ts";
import { pause, until } from "./waiting.ts";
import type { FaultCase } from "../fault-case.ts";

type Fault = readonly [name: string, cause: (server: DiscordServer) => void | Promise<void>];

const QUICK: readonly Fault[] = [
  ["op 7", ({ gateway }) => gateway.askToReconnect()],
  ["op 9 true", ({ gateway }) => gateway.invalidate(true)],
  ["1006", ({ gateway }) => gateway.drop(0)],
  ["4009", ({ gateway }) => gateway.drop(4_009)],
];
/** These wait for time limits of Discord's own: a new session, a missing greeting, heartbeats without an answer. */
const SLOW: readonly Fault[] = [
  [
    "zombie",
    async ({ gateway }) => {
      const begun = () => gateway.heard.filter(({ op }) => op === 2 || op === 6).length;
      const before = begun();
      gateway.behave({ isDeaf: true });
      await until(() => begun() > before);
      gateway.behave({});
    },
  ],
  ["op 9 false", ({ gateway }) => gateway.invalidate(false)],
  [
    "no hello",
    async ({ gateway }) => {
      gateway.behave({ isSilent: true });
      gateway.drop(0);
      await pause(1_500);
      gateway.behave({});
    },
  ],
];
const MINUTE_MS = 60_000;

/** The most new sessions that began within a minute. */
function mostInMinute(times: readonly number[]): number {
  return Math.max(
    0,
    ...times.map((start) => times.filter((at) => at >= start && at < start + MINUTE_MS).length),
  );
}

export const case28: FaultCase = {
  number: 28,
  title: "broken connections are resumed or begun anew, and what was said meanwhile comes in once",
  async run(scale) {
    const server = await startDiscordServer({ heartbeatMs: 400 });
    const helloTimeoutMs = scale === "full" ? 700 : 5_000;
    const rig = await startDiscordRig({ server, watch: [ID.channel], helloTimeoutMs });
    const faults =
      scale === "full"
        ? Array.from({ length: 3 }, () => [...QUICK, ...SLOW]).flat()
        : [...QUICK, ...SLOW.slice(0, 2)];
    const said: string[] = [];
    const say = (text: string): void => {
      server.room.say(`<@${ID.bot}> ${text}`);
      said.push(text);
    };
    const texts = (): string[] =>
      rig.got.flatMap((incoming) => (incoming.kind === "message" ? [incoming.text] : []));
    const unhealed: string[] = [];
    for (const [at, [name, cause]] of faults.entries()) {
      say(`before ${at}`);
      await cause(server);
      say(`during ${at}`);
      if (!(await until(() => texts().includes(`during ${at}`), MINUTE_MS))) unhealed.push(name);
    }
    say("at last");
    await until(() => texts().includes("at last"));
    const got = texts();
    const lost = said.filter((text) => !got.includes(text)).length;
    const doubled = got.length - new Set(got).size;
    const disordered = got.filter((text, at) => text !== said[at]).length;
    const identifies = mostInMinute(
      server.gateway.heard.filter(({ op }) => op === 2).map(({ atMs }) => atMs),
    );
    const resumes = server.gateway.heard.filter(({ op }) => op === 6).length;
    await until(() => server.gateway.open() === 1);
    const open = server.gateway.open();
    await rig.close();
    const facts = {
      faults: faults.length,
      lost,
      doubled,
      disordered,
      identifies,
      resumes,
      open,
      unhealed: unhealed.join(" "),
    };
    const held =
      lost + doubled + disordered + unhealed.length === 0 && identifies <= 5 && resumes >= 4 && open === 1;
    return { held, facts };
  },
};
