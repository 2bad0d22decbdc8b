import pc from "picocolors";
import type { DoctorLine, DoctorVerdict } from "./doctor.ts";
import { capitalise } from "../text/capitalise.ts";

const VERDICTS: readonly DoctorVerdict[] = ["ok", "warning", "problem", "off"];
const VERDICT_WIDTH = Math.max(...VERDICTS.map((verdict) => verdict.length));

function summary(lines: readonly DoctorLine[]): string {
  const count = (verdict: DoctorVerdict): number => lines.filter((line) => line.verdict === verdict).length;
  const [problems, warnings] = [count("problem"), count("warning")];
  if (problems + warnings === 0) return "Everything is in order.";
  const parts = [
    problems === 0 ? "no problem" : `${problems} ${problems === 1 ? "problem" : "problems"}`,
    ...(warnings === 0 ? [] : [`${warnings} ${warnings === 1 ? "warning" : "warnings"}`]),
  ];
  const text = parts.join(", ");
  return `${capitalise(text)}.`;
}

/** The report for a terminal: one line a finding, verdict first, the remedy at its end, and a summary below. */
export function formatDoctor(lines: readonly DoctorLine[], options: { readonly colour: boolean }): string {
  const colours = pc.createColors(options.colour);
  const paint: Readonly<Record<DoctorVerdict, (text: string) => string>> = {
    ok: colours.green,
    warning: colours.yellow,
    problem: colours.red,
    off: colours.dim,
  };
  const nameWidth = Math.max(0, ...lines.map(({ name }) => name.length));
  const rows = lines.map(({ name, verdict, message, remedy }) => {
    const flat = [message, ...(remedy === undefined ? [] : [remedy])].join(" ").replace(/\s*\n\s*/gu, " ");
    return `${paint[verdict](verdict.padEnd(VERDICT_WIDTH))}  ${name.padEnd(nameWidth)}  ${flat}`;
  });
  return [...rows, "", summary(lines)].join("\n");
}
