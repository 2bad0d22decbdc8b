import { messageKey } from "../../chat/message-key.ts";
import { readCauses } from "../../risks/cause.ts";
import { formatAllRisks, formatRisks } from "../../risks/format-risks.ts";
import { parseNewRisk } from "../../risks/parse-new-risk.ts";
import { addRisk, closeRisk, openSeedRisks, readRisks } from "../../risks/risk-register.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { refused, type ChatCommand, type CommandCall, type CommandAnswer } from "./command.ts";
import { textArgument } from "../task-argument.ts";

export const risksCommand: ChatCommand = {
  name: "risks",
  usage: "/risks [all]",
  summary: "the open risks with owner, mitigation and day, and proposals that wait for a decision",
  args: [{ name: "which", description: "all: those that are closed as well", choices: ["all"] }],
  isSlashOnly: true,
  async run({ args }, { store, clock, project }) {
    const nowMs = clock.now();
    await openSeedRisks(project.risks(), store, nowMs);
    const risks = await readRisks(store);
    if (args === "all" && risks.length > 0) return formatAllRisks(risks, nowMs);
    return formatRisks(
      risks,
      (await readCauses(store)).map(({ cause }) => cause),
      nowMs,
    );
  },
};

const USAGE =
  "`/risk add high The queue may fill up; owner: devops; mitigation: watch its length; due: 2w`, or `/risk close R3 the reason`.";

export const riskCommand: ChatCommand = {
  name: "risk",
  usage: "/risk add … | /risk close R3 reason",
  summary: "opens a risk with owner, mitigation and day, or closes one with a reason",
  args: [
    { name: "what", description: "open one or close one", choices: ["add", "close"] },
    textArgument("about", "the risk with owner, mitigation and day; or its number and a reason"),
  ],
  isSlashOnly: true,
  async run(call, deps) {
    const [, verb = "", rest = ""] = /^(add|close)\s+([\s\S]+)$/iu.exec(call.args) ?? [];
    switch (verb.toLowerCase()) {
      case "add":
        return add(rest, call, deps);
      case "close":
        return close(rest, call, deps);
      default:
        return refused(`What about risks? ${USAGE}`);
    }
  },
};

async function add(
  text: string,
  { incoming }: CommandCall,
  deps: ConversationDeps,
): Promise<string | CommandAnswer> {
  const { store, clock, project } = deps;
  const nowMs = clock.now();
  const parsed = parseNewRisk(text, nowMs);
  if (!parsed.ok) return refused(`${parsed.problems.join(" ")}\nFor example: ${USAGE}`);
  // Those that the project starts with have the first numbers.
  await openSeedRisks(project.risks(), store, nowMs);
  const risk = await addRisk(parsed.risk, { store, nowMs, source: messageKey(incoming) });
  const day = risk.due === undefined ? "as long as work goes on" : `by ${risk.due}`;
  return `**${risk.id}** is open: ${risk.title} (${risk.level}). ${risk.owner} sees to it ${day}: ${risk.mitigation}`;
}

async function close(
  text: string,
  { incoming }: CommandCall,
  deps: ConversationDeps,
): Promise<string | CommandAnswer> {
  const [, name = "", reason = ""] = /^(R\d+)\s+([\s\S]+)$/iu.exec(text.trim()) ?? [];
  if (reason === "") return refused("Which risk, and why is it closed? `/risk close R3 the reason`.");
  const how = { by: incoming.from.id, reason: reason.trim() };
  const nowMs = deps.clock.now();
  await openSeedRisks(deps.project.risks(), deps.store, nowMs);
  const closed = await closeRisk(name.toUpperCase(), how, { store: deps.store, nowMs });
  if (closed === undefined)
    return refused(`There is no risk ${name.toUpperCase()}. \`/risks\` lists the open ones.`);
  const { risk, outcome } = closed;
  return outcome === "closed"
    ? `**${risk.id}** is closed: ${how.reason}`
    : `${risk.id} is closed already: ${risk.closed?.reason ?? ""}`;
}
