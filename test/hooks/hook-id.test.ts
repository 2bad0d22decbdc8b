import { expect, test } from "vitest";
import { hookCatalogue } from "../../src/hooks/hook-catalogue.ts";
import { HookId, phaseOf, resolveHookName } from "../../src/hooks/hook-id.ts";
import { loadRules } from "../../src/orchestration/load-rules.ts";

const loaded = await loadRules("agent-config");
if (!loaded.ok) throw new Error("the shipped rules do not load");
const { hooks, hookAliases } = loaded.file.rules;

test("the hooks of the rules are those of the catalogue, in the same phases", () => {
  expect(HookId.options.map((id) => ({ id, phase: phaseOf(id) })).toSorted(byId)).toEqual(
    hooks.map(({ id, phase }) => ({ id, phase })).toSorted(byId),
  );
  expect(Object.keys(hookCatalogue)).toHaveLength(24);
});

function byId(one: { id: string }, other: { id: string }): number {
  return one.id < other.id ? -1 : 1;
}

test("every alias of the rules stands for hooks that exist", () => {
  for (const alias of hookAliases) {
    expect(resolveHookName(alias.name, hookAliases)).toEqual(alias.means);
  }
});

test("a hook is its own name, and an unknown name is none", () => {
  expect(resolveHookName("ERROR_DETECTION", [])).toEqual(["ERROR_DETECTION"]);
  expect(resolveHookName("COFFEE_BREAK", hookAliases)).toEqual([]);
});
