import { afterEach, beforeEach, expect, test } from "vitest";
import { type Checkout, createCheckout } from "./create-checkout.ts";

let checkout: Checkout;

/** Reports what REPORT_<project> holds, in vitest's own JSON form, and fails when a test of it did. */
const vitest = `
import { appendFileSync, writeFileSync } from "node:fs";
const args = process.argv.slice(2);
const at = args.indexOf("--project");
const name = at < 0 ? "all" : args[at + 1];
appendFileSync("calls.log", "vitest " + args.filter((arg) => !arg.startsWith("--")).join(" ") + "\\n");
const [passed, failed, skipped, broken] = (process.env["REPORT_" + name] ?? "1 0 0 0").split(" ").map(Number);
const output = args.find((arg) => arg.startsWith("--outputFile.json=")).split("=")[1];
const file = { status: "failed", assertionResults: [] };
writeFileSync(output, JSON.stringify({
  numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, numTodoTests: 0,
  testResults: Array(broken).fill(file),
}));
process.exit(failed + broken > 0 ? 1 : 0);
`;

beforeEach(async () => {
  checkout = createCheckout();
  const names = ["typecheck", "lint", "format:check", "unused"];
  const scripts = Object.fromEntries(
    names.map((name) => [name, `${process.execPath} fakes/step.js ${name}`]),
  );
  checkout.write("package.json", JSON.stringify({ type: "module", engines: { node: ">=20.19" }, scripts }));
  checkout.write(
    "fakes/step.js",
    `require("node:fs").appendFileSync("calls.log", process.argv[2] + "\\n");
     process.exit(process.env.FAILING === process.argv[2] ? 5 : 0);`,
  );
  await checkout.run("switchyard");
  checkout.write("node_modules/vitest/vitest.mjs", vitest);
  checkout.calls();
});

afterEach(() => {
  checkout.destroy();
});

function lastLine(output: string): string | undefined {
  return output.trimEnd().split("\n").at(-1);
}

test("runs every check and all test projects in order, and closes with their sums", async () => {
  const { code, stdout, stderr } = await checkout.run("test", [], {
    REPORT_unit: "7 0 1 0",
    REPORT_integration: "5 0 0 0",
    REPORT_cli: "3 0 0 0",
  });

  expect(checkout.calls()).toEqual([
    "typecheck",
    "lint",
    "format:check",
    "unused",
    "vitest run unit",
    "vitest run integration",
    "vitest run cli",
  ]);
  expect([code, lastLine(stdout)]).toEqual([0, "15 passed, 0 failed, 1 skipped"]);
  expect(stderr).toMatch(/── lint\n── lint passed after [\d.]+ s/u);
});

test("stops after the first check that fails, with its exit code", async () => {
  const { code, stdout, stderr } = await checkout.run("test", [], { FAILING: "lint" });

  expect(checkout.calls()).toEqual(["typecheck", "lint"]);
  expect([code, lastLine(stdout)]).toEqual([5, "0 passed, 1 failed"]);
  expect(stderr).toMatch(/lint failed after/u);
});

test("counts what failed, and a file that could not be loaded as one failure", async () => {
  const failed = await checkout.run("test", [], { REPORT_unit: "7 2 0 0" });
  const broken = await checkout.run("test", [], { REPORT_unit: "7 0 0 1" });

  expect([failed.code, lastLine(failed.stdout)]).toEqual([1, "7 passed, 2 failed"]);
  expect([broken.code, lastLine(broken.stdout)]).toEqual([1, "7 passed, 1 failed"]);
});

test("never closes like a success when vitest dies without a report", async () => {
  checkout.write("node_modules/vitest/vitest.mjs", "process.exit(1);");

  const { code, stdout } = await checkout.run("test");

  expect([code, lastLine(stdout)]).toEqual([1, "0 passed, 1 failed"]);
});

test("with arguments it runs just the tests that they name", async () => {
  const { stdout } = await checkout.run("test", ["test/router"], { REPORT_all: "4 0 0 0" });

  expect(checkout.calls()).toEqual(["vitest run test/router"]);
  expect(lastLine(stdout)).toBe("4 passed, 0 failed");
});

test("the tests alone close with the same line", async () => {
  const { code, stdout } = await checkout.run("unit-and-integration", [], { REPORT_all: "4 1 2 0" });

  expect([code, lastLine(stdout)]).toEqual([1, "4 passed, 1 failed, 2 skipped"]);
});
