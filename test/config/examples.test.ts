import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { EscalationConfig } from "../../src/config/escalation-config.ts";
import { Config } from "../../src/config/config.ts";
import { Env, readEnv } from "../../src/config/env.ts";
import { HookEntry } from "../../src/config/hooks-config.ts";
import { allKeyPaths } from "../../src/config/known-keys.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { CommandRule, McpServer } from "../../src/config/tools-config.ts";

const ROOT = new URL("../../", import.meta.url);
const YAML = readFileSync(new URL("switchyard.example.yaml", ROOT), "utf8");
const DOT_ENV = readFileSync(new URL(".env.example", ROOT), "utf8");

/** The key paths that a document uses, list entries as `*`. */
function usedPaths(value: unknown, prefix: readonly string[] = []): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => usedPaths(each, [...prefix, "*"]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = [...prefix, key];
    return [path.join("."), ...usedPaths(inner, path)];
  });
}

test("the example configuration has no problem", () => {
  const loaded = loadConfig({ cwd: "/", readFile: () => YAML });

  expect(loaded.ok ? [] : loaded.problems).toEqual([]);
});

test("the example configuration names every key", () => {
  const used = usedPaths(parse(YAML));
  // A star stands for an entry of a list or for a name of one's own.
  const isUsed = (path: string) => {
    const pattern = new RegExp(`^${path.replaceAll(".", "\\.").replaceAll("*", "[^.]+")}$`, "u");
    return used.some((each) => pattern.test(each));
  };

  expect(allKeyPaths(Config).filter((path) => !isUsed(path))).toEqual([]);
});

test("each key of the example configuration is explained where it first occurs", () => {
  const lines = YAML.split("\n");
  const seen = new Set<string>();
  const unexplained = lines.flatMap((line, index) => {
    const [, indent = "", dash = "", key] = /^( *)(- )?([A-Za-z]+):/u.exec(line) ?? [];
    if (key === undefined) return [];
    // Sections are told apart by their own name, so that `name` of a team and of a person both need words.
    const section = lines.slice(0, index + 1).findLast((each) => /^[a-z]/u.test(each)) ?? "";
    const place = `${section} ${indent.length + dash.length} ${key}`;
    if (seen.has(place)) return [];
    seen.add(place);
    return /^\s*#/u.test(lines[index - 1] ?? "") ? [] : [`${index + 1}: ${line}`];
  });

  expect(unexplained).toEqual([]);
});

function modelNumbers({ models }: Config): Record<string, number>[] {
  const { timeoutMs, retries, breaker, limits, promptTokens, progressEveryMs, gguf } = models;
  const { contextTokens } = gguf;
  return [{ timeoutMs, retries }, breaker, limits, { promptTokens, progressEveryMs }, { contextTokens }];
}

test("the defaults that the example configuration tells are the real ones", () => {
  const defaults = Config.parse({});
  const { threads, maxWaiting, cacheSize } = defaults.router.encoder;
  const numbers = [...YAML.matchAll(/Default: (\d+)[^\n]*\n +(\w+): \d+/gu)];
  const { timeoutMs } = defaults.routing.tieBreak;
  const { learning } = defaults.routing;
  const { perPersonPerDay, maxExamples, keepDays, keepVersions } = learning;
  const { free } = learning.share;
  const learned = {
    perPersonPerDay,
    ...learning.alone,
    ...learning.knownAfter,
    free,
    maxExamples,
    keepDays,
    keepVersions,
  };
  const { order, timeoutMs: hookTimeoutMs, retries } = HookEntry.parse({ hook: "ANY", module: "a.mjs" });
  const { keepMinutes, expireDays, patchDays } = defaults.worktrees;
  const { maxPassages, budgetMs } = defaults.tools.semantic;
  const { slotsPerDevice, leaseMs, preferWaitMs } = defaults.gpu;
  const { digest, snoozeMs, emergency } = defaults.escalation;
  const oncall = [{ id: "night", people: ["ada"], startsOn: "2031-03-03" }];
  const everyDays = EscalationConfig.parse({ oncall }).oncall[0]?.everyDays;
  const sections = [
    { threads, maxWaiting, cacheSize },
    { timeoutMs },
    learned,
    ...modelNumbers(defaults),
    defaults.jobs,
    { slotsPerDevice, leaseMs, preferWaitMs },
    defaults.outbox,
    { order, timeoutMs: hookTimeoutMs, retries },
    { timeoutMs: CommandRule.parse({}).timeoutMs },
    { memoryMb: defaults.sandbox.memoryMb, fileMb: defaults.sandbox.fileMb },
    { keepMinutes, expireDays, patchDays },
    { maxOutputChars: defaults.tools.maxOutputChars, maxPassages, budgetMs },
    { expireMinutes: defaults.effects.expireMinutes },
    { everyDays, ...digest, snoozeMs, updateEveryMs: emergency.updateEveryMs },
    { timeoutMs: McpServer.parse({ url: "https://example.com" }).timeoutMs },
    defaults.retention,
    { catchUpHours: defaults.discord.catchUpHours },
  ];

  expect(numbers).toHaveLength(sections.flatMap((section) => Object.keys(section)).length);
  for (const section of sections) {
    for (const [key, value] of Object.entries(section)) {
      expect(numbers.filter((match) => match[2] === key).map((match) => Number(match[1]))).toContain(value);
    }
  }
});

const VARIABLES = [...DOT_ENV.matchAll(/^#?([A-Z_]+)=(.*)$/gmu)].map(([, name = "", value = ""]) => [
  name,
  value,
]);

test("the example environment names every variable once, and no other", () => {
  const names = VARIABLES.map(([name]) => name);

  expect(new Set(names)).toEqual(new Set(Object.keys(Env.shape)));
  expect(names).toHaveLength(Object.keys(Env.shape).length);
});

test("the example environment has no problem with every line in use", () => {
  const read = readEnv(Object.fromEntries(VARIABLES) as Record<string, string>);

  expect(read.ok ? [] : read.problems).toEqual([]);
});

test("each variable of the example environment is explained, and none is set by a mere copy", () => {
  const lines = DOT_ENV.split("\n");
  const bare = lines.filter(
    (line, index) => /^#?[A-Z_]+=/u.test(line) && !/^# \S/u.test(lines[index - 1] ?? ""),
  );

  expect(bare).toEqual([]);
  expect(lines.filter((line) => /^[A-Z]/u.test(line))).toEqual([]);
});
