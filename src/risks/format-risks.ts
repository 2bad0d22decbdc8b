import type { Cause } from "./cause.ts";
import { isOverdue } from "./risk.ts";
import type { Risk } from "./risk.ts";

function riskLine(risk: Risk, nowMs: number): string {
  const { id, level, title, owner, mitigation, due, closed } = risk;
  if (closed !== undefined) return `- ${id} ${title}: closed by ${closed.by}, ${closed.reason}`;
  const day = due === undefined ? "ongoing" : `due ${due}${isOverdue(risk, nowMs) ? ", **overdue**" : ""}`;
  return `- **${id}** ${level}: ${title}. ${mitigation} (${owner}, ${day})`;
}

/** The open risks, and the proposals that nobody has decided on. */
export function formatRisks(risks: readonly Risk[], causes: readonly Cause[], nowMs: number): string {
  const open = risks.filter(({ closed }) => closed === undefined);
  const closed = risks.length - open.length;
  const waiting = causes.filter(({ state }) => state === "proposed");
  return [
    open.length === 0 ? "No risk is open." : `Open risks: ${open.length}`,
    ...open.map((risk) => riskLine(risk, nowMs)),
    ...(closed === 0 ? [] : [`Closed: ${closed}. \`/risks all\` lists them.`]),
    ...(waiting.length === 0 ? [] : ["", "Waiting for a decision:"]),
    ...waiting.map(
      ({ subject, detail, since, rule }) => `- ${rule}: ${subject} (${detail}, since ${since.slice(0, 10)})`,
    ),
  ].join("\n");
}

/** Closed ones as well. */
export function formatAllRisks(risks: readonly Risk[], nowMs: number): string {
  return risks.map((risk) => riskLine(risk, nowMs)).join("\n");
}
