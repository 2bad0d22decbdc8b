import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import type { Measurement } from "./measurement.ts";

const NANOSECONDS: Readonly<Record<string, number>> = {
  ps: 0.001,
  ns: 1,
  us: 1_000,
  µs: 1_000,
  μs: 1_000,
  ms: 1_000_000,
  s: 1_000_000_000,
};

function nanoseconds(value: string, unit: string): number {
  return Number(value.replaceAll(",", "")) * (NANOSECONDS[unit] ?? 1);
}

function inNanoseconds(name: string, value: number): Measurement {
  return { name: name.trim(), value, unit: "ns", better: "lower" };
}

/** Criterion: the middle of its three figures. A long name stands on a line of its own. */
function parseCriterion(text: string): Measurement[] {
  const line = /^(?:(\S.*?)\n?)?[ \t]+time:[ \t]+\[\S+ \S+ ([\d.]+) (\S+) \S+ \S+\]/gmu;
  return [...text.matchAll(line)].flatMap(([, name, value = "", unit = ""]) =>
    name === undefined ? [] : [inNanoseconds(name, nanoseconds(value, unit))],
  );
}

/** `cargo bench` with the built-in harness. */
function parseLibtest(text: string): Measurement[] {
  const line = /^test (\S+)\s+\.\.\. bench:\s+([\d,.]+) (ns)\/iter/gmu;
  return [...text.matchAll(line)].map(([, name = "", value = "", unit = ""]) =>
    inNanoseconds(name, nanoseconds(value, unit)),
  );
}

/** `go test -bench`; the number of processors is not a part of the name. */
function parseGoBench(text: string): Measurement[] {
  const line = /^(Benchmark\S+?)(?:-\d+)?\s+\d+\s+([\d.]+) (ns)\/op/gmu;
  return [...text.matchAll(line)].map(([, name = "", value = "", unit = ""]) =>
    inNanoseconds(name, nanoseconds(value, unit)),
  );
}

const Listed = z
  .array(
    z.object({
      name: z.string().min(1),
      value: z.coerce.number().positive(),
      unit: z.string().default(""),
      better: z.enum(["lower", "higher"]).optional(),
    }),
  )
  .min(1);

/** A rate is better when it is higher, whatever it counts. */
const RATE = /\/\s?(?:s|sec|second)$|per second|hz$/iu;

/** A list of name, value and unit, which any script can write. */
function parseList(text: string): Measurement[] {
  const start = text.indexOf("[");
  if (start === -1) return [];
  try {
    const parsed = Listed.safeParse(JSON.parse(text.slice(start, text.lastIndexOf("]") + 1)));
    if (!parsed.success) return [];
    return parsed.data.map(({ name, value, unit, better }) => ({
      name,
      value,
      unit,
      better: better ?? (RATE.test(unit) ? "higher" : "lower"),
    }));
  } catch {
    return [];
  }
}

/** The figures in what a benchmark printed, each name once, the last one; empty when there are none. */
export function parseBenchmarks(output: string): Measurement[] {
  const text = stripVTControlCharacters(output);
  const found = [parseList, parseCriterion, parseLibtest, parseGoBench]
    .map((parse) => parse(text))
    .find((measurements) => measurements.length > 0);
  const byName = new Map((found ?? []).map((each) => [each.name, each]));
  return [...byName.values()].filter(({ value }) => value > 0);
}
