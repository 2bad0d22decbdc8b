import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { Config } from "../../src/config/config.ts";
import { Env } from "../../src/config/env.ts";
import { allKeyPaths } from "../../src/config/known-keys.ts";

const root = join(import.meta.dirname, "../..");

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(ending))
    .map((path) => join(folder, path))
    .sort();
}

const pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", ...filesBelow("docs", ".md")];

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Markdown without its code, where brackets and # mean something else. */
function prose(path: string): string {
  return read(path)
    .replace(/^```[\s\S]*?^```/gmu, "")
    .replace(/`[^`\n]*`/gu, (code) => code.replace(/[[\]#]/gu, ""));
}

/** As the usual Markdown hosts make them. */
function anchorsOf(path: string): string[] {
  return [...prose(path).matchAll(/^#{1,6} (.+)$/gmu)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/gu, "-"),
  );
}

function brokenLinks(page: string): string[] {
  const targets = [...prose(page).matchAll(/\]\(([^)\s]+)\)/gu)].map(([, target = ""]) => target);
  return targets.filter((target) => {
    if (/^[a-z]+:/u.test(target)) return false;
    const [path = "", anchor] = target.split("#");
    const file = path === "" ? page : relative(root, join(root, dirname(page), path));
    if (!existsSync(join(root, file))) return true;
    return anchor !== undefined && statSync(join(root, file)).isFile() && !anchorsOf(file).includes(anchor);
  });
}

/** The first cells of the rows of all tables below a heading, or of the whole page. */
function firstCells(page: string, heading?: string): string[] {
  const text = read(page);
  const from = heading === undefined ? 0 : text.indexOf(`\n## ${heading}\n`);
  if (from === -1) throw new Error(`${page} has no heading "${heading}"`);
  const end = heading === undefined ? -1 : text.indexOf("\n## ", from + 1);
  const part = text.slice(from, end === -1 ? undefined : end);
  const cells = [...part.matchAll(/^\|([^|\n]*)\|/gmu)].map(([, cell = ""]) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/gu)].map(([, name = ""]) => name));
}

const sources = ["src", "adapters", "jobs"].flatMap((folder) => filesBelow(folder, ".ts"));

function errorCodes(): string[] {
  const patterns = [
    /new BotError\(\s*"([^"]+)"/gu,
    // What an error without a code of its own is recorded as.
    /\.code : "([^"]+)"/gu,
    // What the check of Redis finds.
    /\bcode: "([a-z_]+\.[a-z_]+)"/gu,
  ];
  const found = sources.flatMap((path) => {
    const text = read(path);
    return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code = ""]) => code));
  });
  return [...new Set(found)].sort();
}

describe("links", () => {
  test.each(pages)("of %s lead somewhere", (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  test("to a decision have the number of its file", () => {
    const wrong = pages.flatMap((page) =>
      [...prose(page).matchAll(/\[[Dd]ecision (\d{4})\]\(([^)]+)\)/gu)].filter(
        ([, number = "", target = ""]) => !target.includes(`${number}-`),
      ),
    );

    expect(wrong).toEqual([]);
  });
});

describe("commands", () => {
  const named = pages.flatMap((page) =>
    [...read(page).matchAll(/npm run -s switchyard -- ([^\n`|]+)/gu)].map(([, line = ""]) => line),
  );

  /** Names of commands as the command line declares them, options included. */
  function isKnown(line: string): boolean {
    const source = read("src/cli.ts");
    const words =
      line
        .split(/\s+#|[|<>]/u)[0]
        ?.replace(/"[^"]*"/gu, "")
        .trim()
        .split(/\s+/u) ?? [];
    const [command = "", ...rest] = words;
    const options = rest.filter((word) => word.startsWith("--"));
    const isDeclared = (name: string): boolean => new RegExp(`\\.command\\("${name}[ "]`, "u").test(source);
    const subcommands = rest.filter((word) => /^(?:list|check|retry|eval|[a-z]+)$/u.test(word));
    const values = new Set(options.map((option) => rest[rest.indexOf(option) + 1]));
    return (
      isDeclared(command) &&
      subcommands.every((word) => values.has(word) || isDeclared(word)) &&
      options.every((option) => source.includes(`"${option} `) || source.includes(`"${option}"`))
    );
  }

  test("are all known to the command line", () => {
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((line) => !isKnown(line))).toEqual([]);
  });

  test("that do not exist are noticed", () => {
    expect(isKnown('fly "to the moon"')).toBe(false);
    expect(isKnown("agents polish")).toBe(false);
    expect(isKnown("ask --loudly")).toBe(false);
  });

  test("of npm are scripts of the package", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const used = pages.flatMap((page) =>
      [...read(page).matchAll(/npm run (?:-s )?([a-z:]+)/gu)].map(([, name = ""]) => name),
    );

    expect(used.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe("tables", () => {
  test("of error codes has every code of the sources and no other", () => {
    const listed = firstCells("docs/operations.md", "Error codes");

    expect(listed).toEqual(errorCodes());
  });

  test("of error codes can be complete, since every code is written out where it is thrown", () => {
    const hidden = sources.filter((path) => /new BotError\(\s*[^\s"]/u.test(read(path)));

    expect(hidden).toEqual([]);
  });

  test("of configuration keys have every key of the schema and no other", () => {
    const listed = firstCells("docs/configuration.md");

    expect(listed.toSorted()).toEqual(allKeyPaths(Config).toSorted());
  });

  test("of variables has every variable that is read and no other", () => {
    const listed = firstCells("README.md", "Settings");

    expect(listed.toSorted()).toEqual(Object.keys(Env.shape).toSorted());
  });

  test("of chat commands name what the bot answers", () => {
    const source = filesBelow("src/conversation/commands", ".ts").map(read).join("\n");
    const answered = [...source.matchAll(/^ {2}name: "([a-z]+)"/gmu)].map(([, name = ""]) => `/${name}`);
    const listed = firstCells("docs/console.md", "Commands").map((usage) => usage.split(" ")[0]);

    expect(answered.filter((name) => !listed.includes(name))).toEqual([]);
  });
});

test("the script that records the picture is sound", () => {
  const script = join(root, "docs/images/record-quickstart.mjs");

  expect(() => execFileSync(process.execPath, ["--check", script])).not.toThrow();
  expect(read("docs/images/quickstart.svg")).toContain("recorded by docs/images/record-quickstart.mjs");
});
