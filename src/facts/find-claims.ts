import type { ClaimKind, ClaimRules } from "../orchestration/rules/claim-rules.ts";
import { contradicts, plainWord } from "./claim.ts";
import type { Claim } from "./claim.ts";

/** Longer lines are tables and data. */
const MAX_LINE_CHARS = 600;
const MAX_TEXT_CHARS = 160;
const SUFFIXES: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9 };
/** A share of counted things is exact. */
const EXACT = 6;

export interface ClaimDocument {
  readonly file: string;
  readonly text: string;
}

interface Finder {
  readonly kind: ClaimKind;
  readonly patterns: readonly RegExp[];
}

type FoundValue = Pick<Claim, "value" | "number" | "decimals">;

/** Makes a function that finds every claim in a document, in the order of its lines. */
export function createClaimFinder(rules: ClaimRules): (document: ClaimDocument) => Claim[] {
  const finders: Finder[] = rules.kinds.map((kind) => ({
    kind,
    patterns: kind.patterns.map((source) => new RegExp(source, "giu")),
  }));
  const goals = rules.skip.lines.map((words) => words.toLowerCase());
  return ({ file, text }) =>
    text.split("\n").flatMap((line, index) => {
      const small = line.toLowerCase();
      if (line.length > MAX_LINE_CHARS || goals.some((goal) => small.includes(goal))) return [];
      const plain = line.replace(/[*`]+/gu, "");
      const place = {
        file,
        line: index + 1,
        text: plain.replace(/\s+/gu, " ").trim().slice(0, MAX_TEXT_CHARS),
      };
      return finders.flatMap((finder) => claimsIn(plain, finder).map((found) => ({ ...found, ...place })));
    });
}

type Found = Omit<Claim, "file" | "line" | "text">;

/** What a line says twice in other words, as a count and as a share, is one claim. */
function claimsIn(line: string, { kind, patterns }: Finder): Found[] {
  const all: Found[] = [];
  for (const { groups = {} } of patterns.flatMap((pattern) => [...line.matchAll(pattern)])) {
    const value = readValue(groups, kind);
    if (value === undefined) continue;
    const subject = (groups["subject"] ?? "").toLowerCase().replace(/\s+/gu, " ");
    const found = { kind: kind.id, subject, ...value };
    if (!all.some((other) => other.subject === subject && !contradicts(other, found))) all.push(found);
  }
  return all;
}

function readValue(
  groups: Readonly<Record<string, string | undefined>>,
  { unit }: ClaimKind,
): FoundValue | undefined {
  const { value, passed, total } = groups;
  if (passed !== undefined && total !== undefined) return readShare(passed, total);
  if (value === undefined) return undefined;
  const number = readNumber(value);
  if (number === undefined) return { value: plainWord(value), number: undefined, decimals: 0 };
  const decimals = /\.(\d+)/u.exec(value)?.[1]?.length ?? 0;
  const of = unit === undefined ? "" : unit === "%" ? " %" : unit;
  return { value: `${value.trim()}${of}`, number, decimals };
}

function readShare(passed: string, total: string): FoundValue | undefined {
  const [part, whole] = [readNumber(passed), readNumber(total)];
  if (part === undefined || whole === undefined || whole === 0 || part > whole) return undefined;
  const number = (part / whole) * 100;
  return { value: `${passed} of ${total}, ${Number(number.toFixed(1))} %`, number, decimals: EXACT };
}

/** `1,234`, `300K`, `no`; undefined for words, and for versions with their two points. */
function readNumber(text: string): number | undefined {
  const small = text.trim().toLowerCase();
  if (small === "no" || small === "zero") return 0;
  const [, digits, suffix = ""] = /^(\d[\d,]*(?:\.\d+)?)\s?([kmg]?)$/u.exec(small) ?? [];
  return digits === undefined ? undefined : Number(digits.replaceAll(",", "")) * (SUFFIXES[suffix] ?? 1);
}
