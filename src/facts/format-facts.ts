import type { Claim } from "./claim.ts";
import type { Fact } from "./collect-facts.ts";
import type { Measurement } from "./measurements.ts";

/** Claims that nobody disputes are counted, not listed; what was measured last is listed in any case. */
export function formatFacts(
  facts: readonly Fact[],
  { documents, measurements }: { readonly documents: number; readonly measurements: readonly Measurement[] },
): string {
  const contested = facts.filter(({ isContested }) => isContested);
  const others = facts.filter(({ isContested }) => !isContested);
  const read = documents === 1 ? "1 document" : `${documents} documents`;
  const claims = facts.reduce((count, fact) => count + fact.claims.length, 0);
  return [
    `${read} read, ${claims} claims found, ${contested.length} matters contested.`,
    "A claim stays a claim until somebody has measured it.",
    ...contested.flatMap(sectionOf),
    ...(others.length === 0 ? [] : ["", `Not contested: ${others.map(summaryOf).join("; ")}.`]),
    ...measuredLines(measurements),
  ].join("\n");
}

function nameOf({ title, subject }: Fact): string {
  return subject === "" ? title : `${subject}: ${title}`;
}

function verifiedLine({ verified }: Fact): string {
  return verified === undefined
    ? "  last verified: never"
    : `  last verified: ${verified.value} ${howOf(verified.by)}`;
}

function howOf({ at, command, evidence }: Measurement): string {
  return `on ${at.slice(0, 16).replace("T", " ")} UTC by \`${command}\` (${evidence})`;
}

function measuredLines(measurements: readonly Measurement[]): string[] {
  if (measurements.length === 0) return [];
  const lines = measurements.map((one) => {
    const name = one.subject === "" ? one.kind : `${one.kind} ${one.subject}`;
    return `  ${name}: ${one.value} ${howOf(one)}`;
  });
  return ["", "Measured last:", ...lines];
}

function sectionOf(fact: Fact): string[] {
  const width = Math.max(...fact.claims.map(({ value }) => value.length));
  return ["", nameOf(fact), ...fact.claims.map((claim) => claimLine(claim, width)), verifiedLine(fact)];
}

function claimLine({ value, file, line, text }: Claim, width: number): string {
  return `  ${value.padEnd(width)}  ${file}:${line}  ${text}`;
}

function summaryOf(fact: Fact): string {
  const [first] = fact.claims;
  const times = fact.claims.length === 1 ? "" : ` (${fact.claims.length} times)`;
  return `${nameOf(fact)} ${first?.value ?? ""}${times}`;
}
