import { expect, test } from "vitest";
import { parseCommandLine } from "../../src/process/parse-command-line.ts";
import { scrubEnvironment } from "../../src/process/scrub-environment.ts";

test.each([
  ["cargo test --workspace", [["cargo", "test", "--workspace"]]],
  [
    "cargo test && ./run.sh --all",
    [
      ["cargo", "test"],
      ["./run.sh", "--all"],
    ],
  ],
  [`npx x "two words" 'and $three' plain\\ blank`, [["npx", "x", "two words", "and $three", "plain blank"]]],
  [`a --name="x y"z`, [["a", "--name=x yz"]]],
  [`pytest tests/a.py::test[1-2] -k "not slow"`, [["pytest", "tests/a.py::test[1-2]", "-k", "not slow"]]],
  [`a ""`, [["a", ""]]],
])("reads %s", (line, steps) => {
  expect(parseCommandLine(line)).toEqual({ ok: true, steps });
});

test.each([
  "",
  "a &&",
  "a | b",
  "a > file",
  "a; b",
  "a $HOME",
  'a "$HOME"',
  "a `b`",
  "a *.ts",
  "X=1 a",
  'a "open',
  "a & b",
  "ls ~",
])("refuses %s", (line) => {
  expect(parseCommandLine(line).ok).toBe(false);
});

test("a scrubbed environment has what tools need and what was asked for, nothing else", () => {
  const source = {
    PATH: "/bin",
    LC_ALL: "C",
    SLACK_BOT_TOKEN: "x",
    TEAM_KEY: "k",
    OPENAI_API_KEY: "o",
    EMPTY: undefined,
  };

  expect(scrubEnvironment(source, ["TEAM_KEY", "EMPTY"])).toEqual({
    PATH: "/bin",
    LC_ALL: "C",
    TEAM_KEY: "k",
  });
});
