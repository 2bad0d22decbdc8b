import { readSettings } from "../../config/settings.ts";
import { createDefinitions } from "../../orchestration/create-definitions.ts";
import { formatLeaveOneOut, leaveEachAgentOut } from "../../router/evaluation/leave-one-agent-out.ts";
import { readLabelledSets } from "../../router/evaluation/read-labelled-sets.ts";
import { openLeftOutRouters } from "../open-left-out-routers.ts";
import { agentDir } from "../agent-dir.ts";
import { complainer } from "../with-router.ts";

export interface LeaveOneOutCommandOptions {
  /** Files, and folders of them. */
  readonly set: readonly string[];
  readonly json: boolean;
}

/**
 * `switchyard route eval --set … --leave-one-out`: what to expect of an agent that is added as a file with twelve
 * examples. Fits routers for each agent in memory; the installation stays as it is.
 */
export async function runLeaveOneOut(options: LeaveOneOutCommandOptions): Promise<number> {
  const definitions = await createDefinitions({ dir: agentDir() });
  const set = definitions.current();
  await definitions.close();
  const agents = set.agents.agents.map(({ id }) => id);
  const sets = await readLabelledSets(options.set, agents);
  const routers = await openLeftOutRouters({
    settings: readSettings(),
    agentDir: agentDir(),
    definitions: set,
    log: complainer,
  });
  try {
    const figures = await leaveEachAgentOut({
      agents,
      items: sets.flatMap(({ items }) => items),
      known: routers.known,
      routersFor: async (agent) => routers.routersFor(agent),
      onFigures: ({ agent }) => void process.stderr.write(`${agent}\n`),
    });
    const output = options.json ? JSON.stringify({ leaveOneOut: figures }) : formatLeaveOneOut(figures);
    process.stdout.write(`${output}\n`);
    return 0;
  } finally {
    await routers.close();
  }
}
