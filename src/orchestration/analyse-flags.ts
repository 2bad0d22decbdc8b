import type { Analysis } from "../tasks/analysis.ts";
import { Complexity } from "../router/route.ts";
import type { Analysed, AnalysisDefinitions } from "./analyse-request.ts";
import { findPhrases, toPhraseText, type PhraseText } from "./find-phrases.ts";
import { RequestFlag } from "./rules/condition.ts";
import type { ModelFlag } from "./rules/analysis-rules.ts";
import type { Playbook } from "./rules/playbook.ts";
import type { Rules } from "./rules.ts";
import { shownPhrase, whyRuleHolds } from "./support-rule.ts";

type FlagRow = Playbook["requests"]["flags"][number];
type Flag = Analysis["flags"][RequestFlag];
type Known = Pick<Analysis, "favourite" | "complexity" | "components">;

interface FlagCase {
  readonly text: PhraseText;
  readonly known: Known;
  readonly rules: Rules;
}

function raised(decidedBy: string, why: string): Flag {
  return { value: true, decidedBy, why };
}

function bySupportRule({ supportRule }: FlagRow, { text, known, rules }: FlagCase): Flag | undefined {
  const rule = rules.supportRules.find(({ id }) => id === supportRule);
  if (rule === undefined) return undefined;
  const named = new Set(known.components.map(({ component }) => component));
  const components = rules.components.filter(({ component }) => named.has(component));
  const why = whyRuleHolds(rule, { text, complexity: known.complexity.value, components });
  return why === undefined ? undefined : raised(`rule:${rule.id}`, why);
}

function bySignal({ signals = [] }: FlagRow, { text, rules }: FlagCase): Flag | undefined {
  for (const signal of rules.complexity.signals) {
    if (!signals.includes(signal.id)) continue;
    const phrase = findPhrases(text, signal.phrases)[0];
    if (phrase !== undefined) return raised(`rule:${signal.id}`, `${signal.id}: ${shownPhrase(phrase)}`);
  }
  return undefined;
}

function byComponent(
  { components = [], fromComplexity = "simple" }: FlagRow,
  { known }: FlagCase,
): Flag | undefined {
  const levels = Complexity.options;
  if (levels.indexOf(known.complexity.value) < levels.indexOf(fromComplexity)) return undefined;
  const touched = known.components.find(({ component }) => components.includes(component));
  if (touched === undefined) return undefined;
  return raised(
    `component:${touched.component}`,
    `${touched.component} changes, and the task is ${known.complexity.value}`,
  );
}

function byRow(row: FlagRow, flagCase: FlagCase): Flag | undefined {
  const leader = flagCase.known.favourite.value;
  if (row.primaries?.includes(leader) === true)
    return raised(`rule:${row.flag}`, `work of ${leader} always is`);
  const phrase = findPhrases(flagCase.text, row.phrases ?? [])[0];
  if (phrase !== undefined) return raised(`rule:${row.flag}`, `says ${shownPhrase(phrase)}`);
  return bySupportRule(row, flagCase) ?? bySignal(row, flagCase) ?? byComponent(row, flagCase);
}

function byModel(row: ModelFlag | undefined, route: Analysed["route"]): Flag | undefined {
  if (row === undefined) return undefined;
  if ("needed" in row) {
    const score = route.supportScores?.find(({ agent }) => agent === row.needed)?.score ?? 0;
    if (score < row.atLeast) return undefined;
    return raised("model", `${row.needed} is ${Math.round(score * 100)} % likely to be needed`);
  }
  const { urgency = 0, impact = 0 } = route.priority ?? {};
  if (urgency < row.urgencyAtLeast || impact < row.impactAtLeast) return undefined;
  return raised("model", `estimated urgency ${urgency}, impact ${impact}`);
}

/** Every flag of a request: what a person set, else the rules, else the router's model, else off. */
export function analyseFlags(
  { text, route, settings }: Analysed,
  known: Known,
  { rules, playbook }: Pick<AnalysisDefinitions, "rules" | "playbook">,
): Analysis["flags"] {
  const flagCase: FlagCase = { text: toPhraseText(text, rules.language), known, rules };
  const flagOf = (flag: RequestFlag): Flag => {
    const set = settings?.flags?.[flag];
    if (set !== undefined) return { value: set.value, decidedBy: "person", why: `${set.by} set it` };
    const row = playbook.requests.flags.find((one) => one.flag === flag);
    const model = playbook.analysis.modelFlags.find((one) => one.flag === flag);
    const found = (row === undefined ? undefined : byRow(row, flagCase)) ?? byModel(model, route);
    return found ?? { value: false, decidedBy: "rules", why: "nothing says so" };
  };
  // One entry for each option, so the record is complete.
  return Object.fromEntries(RequestFlag.options.map((flag) => [flag, flagOf(flag)])) as Analysis["flags"];
}
