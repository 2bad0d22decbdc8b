import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ResultFormat } from "../../src/config/workspace-results.ts";
import { parseResults } from "../../src/gates/parse-results.ts";

function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/results/${name}`, import.meta.url), "utf8");
}

const pytestFailures = [
  { file: "test_x.py", line: 3, message: "AssertionError: no" },
  { file: "test_x.py", line: 13 },
  { file: "test_x.py", line: 9 },
];

describe("real outputs", () => {
  test.each([
    ["cargo.txt", "cargo", { passed: 3, failed: 2, skipped: 2 }],
    ["cargo.jsonl", "cargo", { passed: 3, failed: 2, skipped: 2 }],
    ["vitest.txt", "vitest", { passed: 1, failed: 1, skipped: 2 }],
    ["vitest.xml", "junit", { passed: 1, failed: 1, skipped: 2 }],
    ["pytest.xml", "junit", { passed: 2, failed: 3, skipped: 2 }],
    ["pytest.txt", "pytest", { passed: 2, failed: 3, skipped: 2 }],
    ["pytest-quiet.txt", "pytest", { passed: 2, failed: 3, skipped: 2 }],
    ["node.tap", "tap", { passed: 2, failed: 2, skipped: 2 }],
    ["go.jsonl", "go", { passed: 2, failed: 2, skipped: 1 }],
  ] as const)("of %s are read, by name and by looking", (name, format, counts) => {
    const text = fixture(name);

    expect(parseResults(text, format)).toMatchObject(counts);
    expect(parseResults(text, "auto")).toEqual(parseResults(text, format));
  });

  test.each([
    ["cargo.txt", "cargo"],
    ["cargo.jsonl", "cargo"],
    ["vitest.txt", "vitest"],
    ["vitest.xml", "junit"],
    ["pytest.xml", "junit"],
    ["node.tap", "tap"],
    ["go.jsonl", "go"],
  ] as const)("of %s name what passed, and nothing that failed", (name, format) => {
    const { passed, passedNames = [], failures = [] } = parseResults(fixture(name), format) ?? {};

    expect(passedNames).toHaveLength(passed ?? -1);
    expect(
      passedNames.filter((each) => each === "" || failures.some((failure) => failure.name === each)),
    ).toEqual([]);
  });

  test.each([
    [
      "cargo.txt",
      [
        { name: "tests::breaks", file: "src/lib.rs", line: 8 },
        { name: "outside", message: 'Error: "no"' },
      ],
    ],
    ["cargo.jsonl", [{ name: "tests::breaks", file: "src/lib.rs", line: 8 }, { name: "outside" }]],
    ["vitest.txt", [{ name: "outer bad", file: "/repo/a.test.ts", line: 2 }]],
    ["vitest.xml", [{ name: "a.test.ts outer > bad", file: "a.test.ts", line: 2 }]],
    ["pytest.xml", [pytestFailures[0], pytestFailures[2], pytestFailures[1]]],
    ["pytest.txt", pytestFailures],
    [
      "node.tap",
      [
        { name: "bad", file: "/repo/n.test.mjs", line: 2, message: "1 == 2" },
        { name: "outer > in2", message: "x" },
      ],
    ],
    [
      "go.jsonl",
      [
        { name: "demo TestSum/negative", file: "sum_test.go", line: 14 },
        { name: "demo/broken", file: "broken/a.go", line: 3 },
      ],
    ],
  ])("of %s name what failed and where", (name, failures) => {
    expect(parseResults(fixture(name), "auto")?.failures).toMatchObject(failures);
  });

  test("end with the tail of the output", () => {
    expect(parseResults(fixture("cargo.txt"), "auto")?.tail).toContain("test result: ok. 1 passed");
  });
});

describe("what is not whole does not pass", () => {
  test("a cargo program that crashed counts as a failure", () => {
    const text = "running 3 tests\ntest a ... ok\n";

    expect(parseResults(text, "cargo")).toMatchObject({ passed: 0, failed: 1 });
    expect(parseResults('{"type":"suite","event":"started","test_count":1}\n', "cargo")).toMatchObject({
      failed: 1,
    });
  });

  test("JUnit that is cut off is no result", () => {
    const text = fixture("pytest.xml");

    expect(parseResults(text.slice(0, text.indexOf("<failure")), "junit")).toBeUndefined();
  });

  test("JUnit with a document type is no result", () => {
    const bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><testsuites></testsuites>';

    expect(parseResults(bomb, "junit")).toBeUndefined();
  });

  test("TAP that ends before its plan, or is given up, has failed", () => {
    expect(parseResults("TAP version 13\n1..3\nok 1 - a\n", "tap")).toMatchObject({ passed: 1, failed: 1 });
    expect(parseResults("TAP version 13\n1..2\nok 1 - a\nBail out! no db\n", "tap")).toMatchObject({
      failures: [{ message: "no db" }],
    });
  });

  test("a vitest file that cannot be loaded has failed", () => {
    const file = { name: "/repo/a.test.ts", status: "failed", message: "SyntaxError", assertionResults: [] };
    const report = { numTotalTests: 0, success: false, testResults: [file] };

    expect(parseResults(JSON.stringify(report), "vitest")).toMatchObject({
      failed: 1,
      failures: [{ message: "SyntaxError" }],
    });
  });

  test("a Go test that never ended has failed", () => {
    const text = '{"Action":"run","Package":"p","Test":"TestA"}\n';

    expect(parseResults(text, "go")).toMatchObject({ passed: 0, failed: 1 });
  });
});

test("JUnit of one suite, of suites in suites and of none is read", () => {
  const nested =
    '<testsuite name="o"><testsuite name="i"><testcase name="a"/><testcase classname="C" name="b" file="c.rb" line="7"><error/></testcase></testsuite><testcase name="c"><skipped/></testcase></testsuite>';

  expect(parseResults(nested, "junit")).toMatchObject({
    passed: 1,
    failed: 1,
    skipped: 1,
    failures: [{ name: "C b", file: "c.rb", line: 7 }],
  });
  expect(parseResults("<testsuites/>", "junit")).toMatchObject({ passed: 0, failed: 0, skipped: 0 });
});

test("pytest without any test says so", () => {
  expect(parseResults("\nno tests ran in 0.01s\n", "pytest")).toMatchObject({ passed: 0, failed: 0 });
});

test("colours and secrets do not get through", () => {
  const text =
    "\u001B[31mFAILED test_a.py::test_b - key ghp_0123456789abcdefghij0123\u001B[0m\n\u001B[31m1 failed\u001B[0m in 0.1s\n";

  const result = parseResults(text, "pytest");

  expect(result).toMatchObject({ failed: 1 });
  expect(JSON.stringify(result)).not.toMatch(/ghp_|u001b/iu);
});

test("ordinary output is no result", () => {
  for (const text of [
    "",
    "Compiling demo v0.1.0\nFinished in 2 s",
    "{}",
    "ok then",
    '{"level":30,"msg":"x"}',
  ]) {
    expect(parseResults(text, "auto")).toBeUndefined();
  }
});

test("no text makes a parser throw", () => {
  const pieces = fc.constantFrom(
    "<testsuites>",
    "</testsuites>",
    "<testcase name='a'>",
    "1..2\n",
    "ok 1\n",
    "not ok 2 # SKIP\n",
    "TAP version 13\n",
    "running 2 tests\n",
    "test result: ok. 1 passed; 0 failed; 0 ignored;\n",
    '{"Action":"fail","Package":"p"}\n',
    '{"numTotalTests":1}',
    "    ok 1\n",
    "  ---\n",
    "1 passed in 0.1s\n",
    "&#1;",
    "\u0000",
  );
  const texts = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 20 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, fc.constantFrom(...ResultFormat.options), (text, format) => {
      const result = parseResults(text, format);

      expect(result === undefined || (result.passed >= 0 && result.failed >= 0)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
