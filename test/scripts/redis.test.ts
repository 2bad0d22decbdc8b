import { afterEach, beforeEach, expect, test } from "vitest";
import { type Checkout, createCheckout } from "./create-checkout.ts";

let checkout: Checkout;

beforeEach(() => {
  checkout = createCheckout();
  checkout.remove("bin/redis-server");
});

afterEach(() => {
  checkout.destroy();
});

/** As on a machine whose package lists are empty: nothing can be installed before `apt-get update`. */
const apt = `
const [verb] = process.argv.slice(2);
log("apt-get " + process.argv.slice(2).join(" "));
const updated = ${JSON.stringify("updated")};
const { existsSync, writeFileSync } = require("node:fs");
if (verb === "update") writeFileSync(updated, "");
else if (existsSync(updated)) addProgram("redis-server");
else { console.error("E: Unable to locate package redis-server"); process.exit(100); }
`;
/** Runs what follows -n, as the real one does for somebody who needs no password. */
const sudo = `
const [, program, ...args] = process.argv.slice(2);
const { status } = require("node:child_process").spawnSync(program, args, { stdio: "inherit" });
process.exit(program === "true" ? 0 : status);
`;
const installs = /^apt-get install -y --no-install-recommends redis-server$/u;

test("one message names every way to a Redis where none can be installed", async () => {
  const { code, stdout, stderr } = await checkout.run("quickstart", ["hello"]);

  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/apt-get install redis-server[^]*brew install redis[^]*REDIS_URL/u);
  expect(stderr).toContain("docker run -p 6379:6379 redis:7 --appendonly yes");
  expect(stderr).not.toMatch(/^\s+at /mu);
});

test("needs no redis-server with REDIS_URL, from the environment or from .env", async () => {
  const byEnvironment = await checkout.run("quickstart", ["hello"], { REDIS_URL: "redis://10.0.0.1" });
  checkout.write(".env", "REDIS_URL=redis://10.0.0.1\n");
  const byFile = await checkout.run("quickstart", ["hello"]);

  expect([byEnvironment.code, byFile.code]).toEqual([0, 0]);
});

test("the tests need one even so, since they start servers of their own", async () => {
  const { code, stderr } = await checkout.run("test", [], { REDIS_URL: "redis://10.0.0.1" });

  expect(code).toBe(1);
  expect(stderr).toMatch(/no redis-server on this machine/u);
});

test("takes the program that SWITCHYARD_REDIS_SERVER names, and says so when it is none", async () => {
  checkout.addProgram("my-redis");
  const path = `${checkout.folder}/bin/my-redis`;

  const found = await checkout.run("quickstart", ["hello"], { SWITCHYARD_REDIS_SERVER: path });
  const missing = await checkout.run("quickstart", ["hello"], { SWITCHYARD_REDIS_SERVER: "/nowhere/redis" });

  expect(found.code).toBe(0);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain("SWITCHYARD_REDIS_SERVER names /nowhere/redis");
});

test("installs with apt-get, after an update where the package is not found", async () => {
  checkout.addProgram("apt-get", apt);
  checkout.addProgram("sudo", sudo);
  checkout.addProgram("true");

  const { code, stderr } = await checkout.run("quickstart", ["hello"]);

  expect(code).toBe(0);
  expect(stderr).toContain("Installing redis-server with apt-get");
  expect(checkout.calls().filter((call) => call.startsWith("apt-get"))).toEqual([
    expect.stringMatching(installs),
    "apt-get update",
    expect.stringMatching(installs),
  ]);
});

test("shows what apt-get said when it cannot install, and the other ways", async () => {
  checkout.addProgram("apt-get", "console.error('E: disk full'); process.exit(100);");
  checkout.addProgram("sudo", sudo);
  checkout.addProgram("true");

  const { code, stderr } = await checkout.run("quickstart", ["hello"]);

  expect(code).toBe(1);
  expect(stderr).toMatch(/E: disk full[^]*REDIS_URL/u);
});

test("never asks for a password", async () => {
  const isRoot = process.getuid?.() === 0;
  checkout.addProgram("apt-get", apt);
  checkout.addProgram("sudo", "log('sudo ' + process.argv.slice(2).join(' ')); process.exit(1);");

  const { code } = await checkout.run("quickstart", ["hello"]);

  const sudo = checkout.calls().filter((call) => call.startsWith("sudo"));
  expect([code, sudo]).toEqual(isRoot ? [0, []] : [1, ["sudo -n true"]]);
});

test("installs with brew where there is no apt-get", async () => {
  checkout.addProgram("brew", "log('brew ' + process.argv.slice(2).join(' ')); addProgram('redis-server');");

  const { code } = await checkout.run("quickstart", ["hello"]);

  expect(code).toBe(0);
  expect(checkout.calls()).toContain("brew install --quiet redis");
});
