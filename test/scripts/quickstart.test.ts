import { afterEach, beforeEach, expect, test } from "vitest";
import { type Checkout, createCheckout, lockFile } from "./create-checkout.ts";

let checkout: Checkout;

beforeEach(() => {
  checkout = createCheckout();
});

afterEach(() => {
  checkout.destroy();
});

async function said(...args: string[]): Promise<unknown> {
  return JSON.parse((await checkout.run("quickstart", args)).stdout);
}

const install = "npm ci --include=dev --no-audit --no-fund --loglevel=error";

test("the first run installs, compiles and answers; the second one just answers", async () => {
  const first = await checkout.run("quickstart", ["why does it fail?"]);
  const firstCalls = checkout.calls();
  const second = await checkout.run("quickstart", ["why does it fail?"]);

  expect(firstCalls).toEqual([install, "tsc"]);
  expect(first).toMatchObject({ code: 0, stdout: '["ask","why does it fail?"]\n' });
  expect(first.stderr).toMatch(/Installing packages[^]*Compiling/u);
  expect(checkout.calls()).toEqual([]);
  expect(second).toEqual({ code: 0, stdout: '["ask","why does it fail?"]\n', stderr: "" });
});

test("without a text it opens the chat", async () => {
  expect((await checkout.run("quickstart")).stdout).toBe('["start"]\n');
});

test("words without quotes are one text, an empty text is a text, options are passed on", async () => {
  expect(await said("why", "so", "slow")).toEqual(["ask", "why so slow"]);
  expect(await said("")).toEqual(["ask", ""]);
  expect(await said("why", "--json")).toEqual(["ask", "why", "--json"]);
});

test("ends with the exit code of the command", async () => {
  expect((await checkout.run("quickstart", ["fail", "--json"])).code).toBe(3);
  expect((await checkout.run("switchyard", ["route", "fail"])).code).toBe(3);
});

test("the command line adds nothing of its own to the output, not even when it compiles", async () => {
  await checkout.run("quickstart", ["hello"]);
  checkout.write("src/cli.ts", "console.log('changed', process.argv.slice(2).join(' '));");

  const { stdout, stderr } = await checkout.run("switchyard", ["agents", "list"]);

  expect([stdout, stderr]).toEqual(["changed agents list\n", ""]);
});

test("installs again when the lock file asks for something else, or an install was interrupted", async () => {
  await checkout.run("quickstart", ["hello"]);
  checkout.calls();

  checkout.write("package-lock.json", lockFile("1.0.1"));
  await checkout.run("quickstart", ["hello"]);
  const afterChange = checkout.calls();
  checkout.remove("node_modules/.package-lock.json");
  await checkout.run("quickstart", ["hello"]);

  expect(afterChange).toContain(install);
  expect(checkout.calls()).toContain(install);
});

test("two first runs at once install and compile once", async () => {
  const outcomes = await Promise.all([checkout.run("quickstart", ["a"]), checkout.run("quickstart", ["b"])]);

  expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
  expect(checkout.calls()).toEqual([install, "tsc"]);
});

test("compiles again when a source changes, and forgets what was removed", async () => {
  checkout.write("src/old.ts", "");
  await checkout.run("switchyard");
  checkout.calls();
  checkout.write("dist/src/old.js", "");

  checkout.write("src/cli.ts", "console.log('new');");
  const { stdout } = await checkout.run("switchyard");
  const keptAfterChange = checkout.exists("dist/src/old.js");
  checkout.remove("src/old.ts");
  await checkout.run("switchyard");

  expect(stdout).toBe("new\n");
  expect([keptAfterChange, checkout.exists("dist/src/old.js")]).toEqual([true, false]);
  expect(checkout.calls()).toEqual(["tsc", "tsc"]);
});

test("shows why the sources do not compile, and tries again next time", async () => {
  checkout.write("src/cli.ts", "// a type error");

  const { code, stderr } = await checkout.run("quickstart", ["hello"]);

  expect(code).toBe(1);
  expect(stderr).toMatch(/error TS1005[^]*do not compile/u);
  expect((await checkout.run("quickstart", ["hello"])).code).toBe(1);
});

test("says what to do when the registry is out of reach, without a stack trace", async () => {
  checkout.addProgram("npm", "console.error('npm error code ENOTFOUND'); process.exit(1);");

  const { code, stdout, stderr } = await checkout.run("quickstart", ["hello"]);

  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/ENOTFOUND[^]*npm registry was not reached[^]*npm ping/u);
  expect(stderr).not.toMatch(/^\s+at /mu);
});

test("refuses an old Node before anything else", async () => {
  checkout.write("package.json", JSON.stringify({ type: "module", engines: { node: ">=99.1" } }));

  const { code, stderr } = await checkout.run("quickstart", ["hello"]);

  expect(code).toBe(1);
  expect(stderr).toContain(`needs Node 99.1 or newer; this is Node ${process.versions.node}`);
  expect(checkout.calls()).toEqual([]);
});
