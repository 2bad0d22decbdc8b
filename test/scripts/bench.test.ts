import { spawn } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Checkout, createCheckout } from "./create-checkout.ts";

let checkout: Checkout;
const echo = `const name: string = "NAME"; console.log(name, JSON.stringify(process.argv.slice(2)));`;

beforeEach(async () => {
  checkout = createCheckout();
  await checkout.run("switchyard");
  symlinkSync(join(import.meta.dirname, "../../node_modules/tsx"), join(checkout.folder, "node_modules/tsx"));
  checkout.write("bench/spine/main.ts", echo.replace("NAME", "spine"));
  checkout.write("bench/router/main.ts", echo.replace("NAME", "router"));
});

afterEach(() => {
  checkout.destroy();
});

test("runs the named benchmark, or the spine, with the arguments that follow", async () => {
  const named = await checkout.run("bench", ["router", "--rounds", "3"]);
  const unnamed = await checkout.run("bench", ["--quick"]);

  expect([named.stdout, unnamed.stdout]).toEqual(['router ["--rounds","3"]\n', 'spine ["--quick"]\n']);
});

test("lists the benchmarks when there is none of that name", async () => {
  const { code, stderr } = await checkout.run("bench", ["speed"]);

  expect(code).toBe(1);
  expect(stderr).toContain('no benchmark "speed". There are: router, spine.');
});

test("the kill tests end with their own exit code", async () => {
  checkout.write("test/chaos/full.ts", "process.exit(process.argv[2] === '--messages' ? 4 : 0);");

  expect((await checkout.run("chaos", ["--messages", "50"])).code).toBe(4);
});

test("a signal to the script reaches the benchmark, which may tidy up", async () => {
  checkout.write(
    "bench/spine/main.ts",
    `process.on("SIGTERM", () => { console.log("tidy"); process.exit(9); });
     setInterval(() => undefined, 1000);
     console.log("ready");`,
  );
  const child = spawn(process.execPath, ["scripts/bench.mjs"], {
    cwd: checkout.folder,
    env: { PATH: join(checkout.folder, "bin") },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (said === "ready\n") child.kill("SIGTERM");
  });

  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));

  expect([code, said]).toEqual([9, "ready\ntidy\n"]);
});
