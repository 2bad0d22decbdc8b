import { shorten, toLine } from "../../text/shorten.ts";
import { REQUEST_CHARS } from "../evaluation/format-evaluation.ts";
import type { LeftOut, LeftOutReason } from "./local-example.ts";
import type { Flip, RefitReport, RouterComparison } from "./refit-report.ts";

const FLIPS_LISTED = 20;
const WAITING_LISTED = 10;

const REASONS: Readonly<Record<LeftOutReason, string>> = {
  not_permitted: "by people without the permission `teach`",
  unknown_agent: "for agents that are not loaded",
  no_text: "without words",
  frozen: "also in the validation set",
  over_cap: "beyond what counts of one person in a day",
  outvoted: "outvoted",
  disputed: "disputed",
  needs_second: "waiting for a second person or a maintainer",
  over_share: "beyond one person's share",
  over_total: "older than the newest that are kept",
};

/** What a refit did, in a few lines for people: plain text that reads well as Markdown, too. */
export function formatRefit(report: RefitReport): string {
  const { sinceCurrent, sinceShipped, learned } = report;
  return [
    headline(report),
    report.why,
    `Learned from: ${count(report.examples.length, "request")} out of ${count(report.labels, "label")} (${report.added} new, ${report.removed} gone).`,
    ...(learned === undefined
      ? []
      : [`Of these ${learned.after} now go to their agent, before ${learned.before}.`]),
    ...(sinceCurrent === undefined ? [] : [comparison("Beside the version in force", sinceCurrent)]),
    ...(sinceShipped === undefined || report.from === 0
      ? []
      : [comparison("Beside the shipped router", sinceShipped)]),
    ...agentLines(sinceCurrent),
    ...leftOutLines(report.leftOut),
    ...flipLines(sinceCurrent?.flips ?? []),
  ].join("\n");
}

function headline({ outcome, version, from }: RefitReport): string {
  switch (outcome) {
    case "accepted":
      return `Version ${version ?? "?"} of the router is in force, after version ${from}.`;
    case "rejected":
      return `The refitted router was not accepted; version ${from} stays in force.`;
    case "would_accept":
      return `The refitted router would be accepted in place of version ${from}. This was a dry run.`;
    case "unchanged":
    case "refused_before":
    case "on_hold":
      return `Version ${from} of the router stays in force.`;
  }
}

function comparison(title: string, { work, rest, routed, top1Before, top1After }: RouterComparison): string {
  return `${title}: ${percent(top1After)} of ${work.items} validation requests right, before ${percent(top1Before)} (${work.gained} gained, ${work.lost} lost); other messages ${rest.gained} gained, ${rest.lost} lost; routed without a question ${percent(routed.rightAfter)} right, before ${percent(routed.rightBefore)}.`;
}

function percent(share: number | null): string {
  return share === null ? "-" : `${(share * 100).toFixed(1)} %`;
}

function agentLines(comparison: RouterComparison | undefined): string[] {
  const changed = (comparison?.agents ?? []).map(
    ({ agent, gained, lost }) =>
      `${agent}${gained === 0 ? "" : ` +${gained}`}${lost === 0 ? "" : ` -${lost}`}`,
  );
  return changed.length === 0 ? [] : [`By agent: ${changed.join(", ")}.`];
}

function leftOutLines(leftOut: readonly LeftOut[]): string[] {
  if (leftOut.length === 0) return [];
  const counts = new Map<LeftOutReason, number>();
  for (const { reason } of leftOut) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([reason, number]) => `${number} ${REASONS[reason]}`);
  const waiting = leftOut.filter(({ reason }) => reason === "needs_second").slice(-WAITING_LISTED);
  return [
    `Left out: ${parts.join(", ")}.`,
    ...(waiting.length === 0
      ? []
      : ["The newest that wait; `/right` or `/wrong` by somebody else settles them:"]),
    ...waiting.map(
      ({ taskId, agent, by, text }) =>
        `  ${taskId} ${agent}, says ${by}: ${shorten(toLine(text), REQUEST_CHARS)}`,
    ),
  ];
}

function flipLines(flips: readonly Flip[]): string[] {
  if (flips.length === 0) return [];
  const lines = flips
    .slice(0, FLIPS_LISTED)
    .map(
      ({ gained, expected, before, after, text }) =>
        `  ${gained ? "+" : "-"} ${expected}: ${shorten(toLine(text), REQUEST_CHARS)} (${before} -> ${after})`,
    );
  const more = flips.length - FLIPS_LISTED;
  return ["Changed in the validation set:", ...lines, ...(more > 0 ? [`  and ${more} more`] : [])];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
