import { randomUUID } from "node:crypto";
import { readSettings } from "../../src/config/settings.ts";
import type { ChatPort } from "../../src/chat/chat-port.ts";
import { startSwitchyard } from "../../src/entry/start-switchyard.ts";
import { realWorld } from "../../src/entry/world.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { makeFolder, put } from "../tools/team-repository.ts";
import type { Flow } from "./flow.ts";
import type { FlowPlatform } from "./flow-platform.ts";
import { createFlowWork } from "./flow-work.ts";
import type { FlowWork } from "./flow-work.ts";

/** How fast a platform may be spoken to has tests of its own, and would only make this one slow. */
function unhurried({ pace: _pace, ...port }: ChatPort): ChatPort {
  return port;
}

function configOf({ name, personId, channelId }: FlowPlatform): string {
  const platform = name.toLowerCase();
  return `redis: { namespace: flow-${randomUUID()} }
workspace: { path: work }
people:
  - { id: ana, name: Ana, accounts: { ${platform}: "${personId}" } }
channels:
  - { id: ops, platform: ${platform}, channel: "${channelId}", purpose: escalations }
permissions: { approve: [ana] }
models: { progressEveryMs: 500 }
jobs: { shutdownMs: 1000 }
escalation: { targets: { architect: [ana] } }
`;
}

/** The whole of Switchyard in this process, but for Redis and for what agents do. */
export async function startFlow(
  flow: Flow,
  platform: FlowPlatform,
  redisUrl: string,
): Promise<{ readonly work: FlowWork; stop(): Promise<void> }> {
  const home = makeFolder();
  put(home, { "switchyard.yaml": configOf(platform), "work/.keep": "" });
  put(home, Object.fromEntries(Object.entries(flow.workspace).map(([path, text]) => [`work/${path}`, text])));
  const source = {
    REDIS_URL: redisUrl,
    SWITCHYARD_DATA: `${home}/data`,
    SWITCHYARD_ROUTER: "linear",
    ...platform.env,
  };
  const settings = readSettings({ cwd: home, source });
  const work = createFlowWork();
  const log = silentLogger;
  const running = await startSwitchyard({
    settings,
    log,
    bot: { chats: (_definitions, host) => platform.chats({ settings, host, log }).map(unhurried) },
    worker: { gpu: false },
    redisWithinMs: 60_000,
    world: { ...realWorld, around: work.around },
  });
  return { work, stop: async () => running.stop() };
}
