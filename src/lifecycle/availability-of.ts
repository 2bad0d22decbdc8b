import type { Availability } from "../hooks/hook-ports.ts";
import type { AgentLoad } from "../orchestration/load/agent-load.ts";

/**
 * Whether an agent takes work: not while somebody says that it is away. One with much in hand still does, since what
 * it is given waits in the queue for its turn; how much that is stands in the detail.
 */
export function createAvailabilityOf(
  load: Pick<AgentLoad, "snapshot">,
): (agent: string) => Promise<Availability> {
  return async (agent) => {
    const { away, running } = (await load.snapshot()).of(agent);
    const inHand = Object.keys(running).length;
    if (away === undefined) return { free: true, detail: `${inHand} in hand` };
    const until = away.untilMs === undefined ? "" : ` until ${new Date(away.untilMs).toISOString()}`;
    const why = away.reason === undefined ? "" : ` (${away.reason})`;
    return { free: false, detail: `${away.by} said that it is away${until}${why}` };
  };
}
