import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkCoverage } from "../../scripts/coverage/check-coverage.mjs";
import { readCoverage } from "../../scripts/coverage/read-coverage.mjs";
import { messageOf } from "../../src/errors.ts";

interface Run {
  readonly ok: boolean;
  readonly said: string;
}

function run(...args: string[]): Run {
  try {
    const options = { encoding: "utf8", stdio: "pipe" } as const;
    return {
      ok: true,
      said: execFileSync(process.execPath, ["scripts/seed-coverage.mjs", ...args], options),
    };
  } catch (error) {
    return { ok: false, said: String((error as { stderr?: unknown }).stderr) };
  }
}

/** All that the script would refuse in a checkout. */
function problemsIn(root: string): string {
  try {
    return checkCoverage(readCoverage(join(root, "agent-config/rules/coverage.yaml")), root).join("\n");
  } catch (error) {
    return messageOf(error);
  }
}

const LIST = `
parts:
  - title: Colours
    seed: colours
    file: agent-config/rules/colours.yaml
    test: { file: test/colours.test.ts, name: "the colour %s is there" }
    behaviour: { test: null, until: somebody paints }
    rules:
      - { id: red, at: list.red.warm }
      - { id: decided, at: C01, file: docs/page.md, test: { name: "it is decided" } }
`;

/** A checkout of its own with a sound list, whose texts a test may change. */
function project(changes: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), "switchyard-coverage-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const files: Record<string, string> = {
    "agent-config/rules/coverage.yaml": LIST,
    "agent-config/rules/colours.yaml": "list:\n  - { id: red, warm: true }\n",
    "docs/page.md": "| C01 | decided |\n",
    "test/colours.test.ts":
      'test.each([["red"]])("the colour %s is there", see);\ntest("it is decided", see);\n',
    ...changes,
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

test("the coverage page is up to date, and all that it names exists", () => {
  expect(run("--check")).toEqual({ ok: true, said: "" });
});

test("writes the page, which then passes the check", () => {
  const root = project();

  expect(run("--check", "--root", root)).toMatchObject({
    ok: false,
    said: expect.stringMatching(/out of date/u),
  });
  expect(run("--root", root).ok).toBe(true);
  expect(run("--check", "--root", root).ok).toBe(true);
  const page = readFileSync(join(root, "docs/seed-coverage.md"), "utf8");
  expect(page).toContain("`colours.red`");
  expect(page).toContain("_until somebody paints_");
});

test.each([
  [
    "a file that is not there",
    "colours.yaml\n",
    "colors.yaml\n",
    /colours\.red: .*colors\.yaml is not there/u,
  ],
  ["a key that is not there", "list.red.warm", "list.red.cold", /colours\.red: .*no key "list\.red\.cold"/u],
  ["a row of a page that is not there", "at: C01", "at: C02", /colours\.decided: .*no row "C02"/u],
  ["a test that is not there", "it is decided", "it was decided", /no test "it was decided"/u],
  ["a row of a table test that is not there", "id: red", "id: blue", /no row "blue"/u],
  ["a rule that is there twice", "id: decided", "id: red", /colours\.red: is listed twice/u],
  [
    "a rule without a test and without a reason",
    'test: { name: "it is decided" }',
    "test: null",
    /nothing says until when/u,
  ],
  [
    "a behaviour without a test and without a reason",
    ", until: somebody paints",
    "",
    /nothing says until when/u,
  ],
  ["a key of the list that is unknown", "seed: colours", "sead: colours", /sead/u],
])("refuses %s", (_, ...[from, to, said]) => {
  const root = project({ "agent-config/rules/coverage.yaml": LIST.replace(from, to) });

  expect(problemsIn(root)).toMatch(said);
});

test("a refusal is told, and nothing is written", () => {
  const root = project({
    "agent-config/rules/coverage.yaml": LIST.replace("list.red.warm", "list.red.cold"),
  });

  const result = run("--root", root);

  expect(result.ok).toBe(false);
  expect(result.said).toMatch(/colours\.red: .*no key "list\.red\.cold"\.\n1 of what/u);
  expect(existsSync(join(root, "docs/seed-coverage.md"))).toBe(false);
});
