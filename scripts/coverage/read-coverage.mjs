import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { SetupError } from "../setup/report.mjs";

const words = z.string().min(1);

/** A test by its file and its name as it is written there; `case` is the row of a table that shows the rule. */
const Shown = z.strictObject({ file: words, name: words, case: words.optional() });

/** What shows that something acts by the rule; `null` with `until` says what has to come first. */
const Behaviour = z.strictObject({ test: Shown.nullable(), until: words.optional() });

const Rule = z.strictObject({
  /** As rules.yaml calls it. */
  id: words,
  /** Key path in the file; entries of lists by their id. In Markdown the first cell of a row of a table. */
  at: words,
  file: words.optional(),
  test: Shown.partial().or(z.null()).optional(),
  until: words.optional(),
  behaviour: Behaviour.optional(),
});

const Part = z.strictObject({
  title: words,
  /** Section of rules.yaml. */
  seed: words,
  file: words,
  test: Shown.optional(),
  behaviour: Behaviour.optional(),
  rules: z.array(Rule).min(1),
});

const Coverage = z.strictObject({ parts: z.array(Part).min(1) });

function withDefaults(part, rule) {
  const behaviour = rule.behaviour ?? part.behaviour;
  const test = rule.test === null ? null : { ...part.test, ...rule.test };
  return {
    seed: `${part.seed}.${rule.id}`,
    file: rule.file ?? part.file,
    at: rule.at,
    test,
    ...(rule.until === undefined ? {} : { until: rule.until }),
    case: test?.case ?? rule.id,
    ...(behaviour === undefined ? {} : { behaviour }),
  };
}

/** The parts of coverage.yaml with every rule in full. */
export function readCoverage(path) {
  const parsed = Coverage.safeParse(parse(readFileSync(path, "utf8")));
  if (!parsed.success) throw new SetupError(`${path} is not what it should be:\n${z.prettifyError(parsed.error)}`);
  return parsed.data.parts.map((part) => ({
    title: part.title,
    rules: part.rules.map((rule) => withDefaults(part, rule)),
  }));
}
