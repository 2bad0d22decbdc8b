import type { AgentCatalogue } from "../agents/agent.ts";
import { suggestName } from "../config/nearest-name.ts";
import { RequestFlag } from "../orchestration/rules/condition.ts";
import type { DefinitionSet } from "../orchestration/read-definitions.ts";
import { SettableTerm, type PersonSettings } from "../tasks/analysis.ts";

/** What somebody wants to be true of a task. */
export interface SettingChange {
  /** As it is told: "complexity high". */
  readonly shown: string;
  change(settings: PersonSettings, by: string): PersonSettings;
}

export type ParsedSetting =
  { readonly ok: true; readonly setting: SettingChange } | { readonly ok: false; readonly text: string };

export type SettingNames = Pick<DefinitionSet, "rules" | "playbook"> & { readonly agents: AgentCatalogue };

/** Gives a decision back to rules and model. */
const AUTO = "auto";
const ON: ReadonlyMap<string, boolean> = new Map([
  ["on", true],
  ["yes", true],
  ["off", false],
  ["no", false],
]);

type Part = keyof Omit<PersonSettings, "bumps">;
type Entry = { readonly value: string | number | boolean; readonly by: string };

function refused(text: string): ParsedSetting {
  return { ok: false, text };
}

function accepted(shown: string, change: SettingChange["change"]): ParsedSetting {
  return { ok: true, setting: { shown, change } };
}

/** One entry of a setting that has several, or none of it for `auto`. */
function withEntry(
  settings: PersonSettings,
  [part, name]: [Part, string],
  entry: Entry | undefined,
): PersonSettings {
  const { [name]: _old, ...rest } = (settings[part] ?? {}) as Record<string, Entry>;
  return { ...settings, [part]: entry === undefined ? rest : { ...rest, [name]: entry } };
}

function setComplexity(word: string, { playbook }: SettingNames): ParsedSetting {
  const flag = playbook.requests.flagWords[word];
  if (flag !== undefined) return setFlag(flag, "on");
  if (word === AUTO) return accepted("complexity auto", ({ complexity: _old, ...rest }) => rest);
  const value = playbook.requests.complexityWords[word];
  if (value === undefined)
    return refused(`A complexity is ${Object.keys(playbook.requests.complexityWords).join(", ")} or auto.`);
  return accepted(`complexity ${value}`, (settings, by) => ({ ...settings, complexity: { value, by } }));
}

function setType(word: string, { rules, agents }: SettingNames): ParsedSetting {
  if (word === AUTO) return accepted("type auto", ({ requestType: _old, ...rest }) => rest);
  const value = word.replaceAll("-", "_");
  const known = [...rules.taskAssignment.map(({ id }) => id), ...agents.agents.map(({ id }) => id)];
  if (!known.includes(value))
    return refused(`I know no kind of request "${word}". ${suggestName(value, known)}`);
  return accepted(`type ${value}`, (settings, by) => ({ ...settings, requestType: { value, by } }));
}

function setFlag(flag: RequestFlag, word: string): ParsedSetting {
  const value = ON.get(word);
  if (value === undefined && word !== AUTO) return refused(`${flag} is on, off or auto.`);
  return accepted(`${flag} ${word}`, (settings, by) =>
    withEntry(settings, ["flags", flag], value === undefined ? undefined : { value, by }),
  );
}

function setTerm(term: SettableTerm, word: string, { rules }: SettingNames): ParsedSetting {
  const { min, max } = rules.priority.terms[term];
  const value = Number(word);
  if (word !== AUTO && !(word !== "" && value >= min && value <= max))
    return refused(`${term} is a number from ${min} to ${max}, or auto.`);
  return accepted(`${term} ${word}`, (settings, by) =>
    withEntry(settings, ["terms", term], word === AUTO ? undefined : { value, by }),
  );
}

interface Named {
  readonly part: "domains" | "components";
  readonly noun: string;
  readonly known: readonly string[];
}

function setNamed({ part, noun, known }: Named, [word = "", state = "on"]: readonly string[]): ParsedSetting {
  const name = known.find((one) => one.toLowerCase() === word.toLowerCase());
  if (name === undefined) return refused(`I know no ${noun} "${word}". ${suggestName(word, [...known])}`);
  const value = ON.get(state);
  if (value === undefined && state !== AUTO) return refused(`A ${noun} is on, off or auto.`);
  return accepted(`${noun} ${name} ${state}`, (settings, by) =>
    withEntry(settings, [part, name], value === undefined ? undefined : { value, by }),
  );
}

/** `security` is enough for security_sensitive. */
function flagOf(word: string): RequestFlag | undefined {
  const wanted = word.replaceAll("-", "_");
  return RequestFlag.options.find((flag) => flag === wanted || flag.startsWith(`${wanted}_`));
}

/** Reads "complexity high", "security on", "type security_review", "urgency 5", "domain debug off" and the like. */
export function parseSetting(words: readonly string[], names: SettingNames): ParsedSetting {
  const [what = "", ...rest] = words.map((word) => word.toLowerCase());
  const value = rest[0] ?? "";
  const flag = flagOf(what);
  const term = SettableTerm.options.find((one) => one === what);
  if (what === "complexity") return setComplexity(value, names);
  if (what === "type" || what === "kind") return setType(value, names);
  if (flag !== undefined) return setFlag(flag, value === "" ? "on" : value);
  if (term !== undefined) return setTerm(term, value, names);
  const agents = names.agents.agents.map(({ id }) => id);
  const components = names.rules.components.map(({ component }) => component);
  if (what === "domain") return setNamed({ part: "domains", noun: "domain", known: agents }, rest);
  if (what === "component")
    return setNamed({ part: "components", noun: "component", known: components }, rest);
  const flags = RequestFlag.options.join(", ");
  return refused(
    `What may be set: complexity, type, domain, component, ${SettableTerm.options.join(", ")}, ${flags}. For example \`/set T12 complexity high\`, \`/set T12 security on\`, \`/set T12 urgency auto\`.`,
  );
}
