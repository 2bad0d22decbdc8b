import { suggestName } from "../../config/nearest-name.ts";
import { agentLine } from "../render-load.ts";
import { refused, type ChatCommand } from "./command.ts";
import { textArgument } from "../task-argument.ts";

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const HOW =
  "`/agent debug off`, `/agent debug off until 2031-03-05`, `/agent debug off for 3d`, `/agent debug on`.";

interface Absence {
  readonly untilMs?: number;
  readonly reason?: string;
}

/** "until 2031-03-05 on leave", "for 3d", or a reason alone; undefined for a time that cannot be. Times are UTC. */
function parseAbsence(text: string, nowMs: number): Absence | undefined {
  const [, until, date = "", rest = text] = /^(until|for)\s+(\S+)\s*(.*)$/iu.exec(text.trim()) ?? [];
  const reason = rest.trim().slice(0, 200);
  const why = reason === "" ? {} : { reason };
  if (until === undefined) return why;
  const [, amount = "0", unit = ""] = /^(\d{1,4})([hdw])$/u.exec(date) ?? [];
  const isDate = /^\d{4}-\d\d-\d\d(T\d\d:\d\d)?$/u.test(date);
  const untilMs =
    until.toLowerCase() === "for"
      ? nowMs + Number(amount) * (UNITS[unit] ?? 0)
      : isDate
        ? Date.parse(date.length > 10 ? `${date}:00Z` : `${date}T00:00:00Z`)
        : Number.NaN;
  return untilMs > nowMs ? { untilMs, ...why } : undefined;
}

export const agentCommand: ChatCommand = {
  name: "agent",
  usage: "/agent debug off until 2031-03-05",
  summary: "takes an agent out of new work for a time, or brings it back with `on`",
  args: [
    { name: "agent", description: "which agent", isRequired: true, suggests: ["agent"] },
    { name: "state", description: "off takes it out of new work, on brings it back", choices: ["on", "off"] },
    textArgument("time", "until 2031-03-05 or for 3d, and why"),
  ],
  needs: "configure",
  isSlashOnly: true,
  async run({ args, incoming }, deps) {
    const [, name = "", state = "", rest = ""] = /^@?(\S+)(?:\s+(on|off))?\b\s*(.*)$/isu.exec(args) ?? [];
    const ids = deps.agents().agents.map(({ id }) => id);
    const agent = deps.agents().get(name.toLowerCase());
    if (agent === undefined)
      return refused(
        name === "" ? HOW : `I know no agent "${name.slice(0, 60)}". ${suggestName(name.toLowerCase(), ids)}`,
      );
    const nowMs = deps.clock.now();
    const absence = parseAbsence(rest, nowMs);
    if (state.toLowerCase() === "off" && absence === undefined)
      return refused(`That is no time to come. ${HOW} Times are UTC.`);
    const by = `${incoming.platform}:${incoming.from.id}`;
    if (state.toLowerCase() === "off")
      await deps.store.commit({
        events: [{ type: "agent.away", data: { agent: agent.id, by, ...absence } }],
      });
    if (state.toLowerCase() === "on")
      await deps.store.commit({ events: [{ type: "agent.back", data: { agent: agent.id, by } }] });
    const snapshot = await deps.load.snapshot();
    return agentLine(agent, snapshot.of(agent.id), deps.definitions().playbook.workload);
  },
};
