import { minutesOf } from "../orchestration/rules/minutes-of.ts";
import { isDay } from "../roadmap/read-attributes.ts";
import type { Risk } from "./risk.ts";

export type NewRisk = Pick<Risk, "level" | "title" | "description" | "mitigation" | "owner" | "due">;

export type ParsedRisk =
  | { readonly ok: true; readonly risk: NewRisk }
  /** What is missing or cannot be read, one sentence each. */
  | { readonly ok: false; readonly problems: readonly string[] };

const MINUTES_A_DAY = 1_440;

function isLevel(word: string): word is NewRisk["level"] {
  return word === "high" || word === "medium" || word === "low";
}

/** `2031-03-03`, `ongoing`, or a time from now: `P1W`, `3d`, `2w`. */
function readDue(text: string, nowMs: number): string | undefined {
  if (isDay(text)) return text;
  const [, amount, unit] = /^(\d{1,3})\s*([dw])$/iu.exec(text) ?? [];
  const written = unit === undefined ? text.toUpperCase() : `P${amount}${unit.toUpperCase()}`;
  const minutes = minutesOf(written);
  if (minutes < MINUTES_A_DAY) return undefined;
  return new Date(nowMs + minutes * 60_000).toISOString().slice(0, 10);
}

/**
 * Reads `high The queue may fill up; owner: devops; mitigation: watch its length; due: 2w`. The level is "medium"
 * where none is given; owner, mitigation and due date belong to every risk.
 */
export function parseNewRisk(text: string, nowMs: number): ParsedRisk {
  const [head = "", ...parts] = text.split(/[;\n]/u).map((part) => part.trim());
  const [first = "", ...rest] = head.split(/\s+/u);
  const level = first.toLowerCase();
  const title = (isLevel(level) ? rest.join(" ") : head).replace(/^["“]|["”]$/gu, "").trim();
  const given = new Map(
    parts.flatMap((part) => {
      const [, key = "", value = ""] = /^(owner|mitigation|due|description)\s*:\s*(.+)$/iu.exec(part) ?? [];
      return key === "" ? [] : [[key.toLowerCase(), value.trim()] as const];
    }),
  );
  const owner = given.get("owner")?.replace(/^@/u, "") ?? "";
  const mitigation = given.get("mitigation") ?? "";
  const dueText = given.get("due") ?? "";
  const isOngoing = dueText.toLowerCase() === "ongoing";
  const due = readDue(dueText, nowMs);
  const problems = [
    ...(title === "" ? ["It needs a title."] : []),
    ...(owner === "" ? ["It needs an owner: `owner: devops`."] : []),
    ...(mitigation === "" ? ["It needs a mitigation: `mitigation: watch its length`."] : []),
    ...(dueText === "" ? ["It needs a day: `due: 2w`, `due: 2031-03-03` or `due: ongoing`."] : []),
    ...(dueText !== "" && due === undefined && !isOngoing ? [`"${dueText}" is no day.`] : []),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const risk = {
    level: isLevel(level) ? level : ("medium" as const),
    title,
    description: given.get("description") ?? title,
    mitigation,
    owner,
  };
  return { ok: true, risk: { ...risk, ...(due === undefined ? {} : { due }) } };
}
