import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve as resolvePath } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandLine } from "./command-line.ts";

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "switchyard-cli-"));
  await mkdir(join(home, "work"));
  await writeFile(join(home, "work", "pool.rs"), "// the allocator\nfn allocator_test() {}\n");
});

afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

/** Runs the real command line in a process of its own, with a private Redis in a fresh data folder. */
async function switchyard(
  args: readonly string[],
  options: { input?: string; env?: Record<string, string>; cwd?: string } = {},
): Promise<Outcome> {
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    SWITCHYARD_DATA: join(home, "data"),
    SWITCHYARD_WORKSPACE: join(home, "work"),
    ...options.env,
  };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      options.cwd === undefined ? commandLine(...args) : ["dist/src/cli.js", ...args],
      { env, maxBuffer: 64 * 1024 * 1024, ...(options.cwd === undefined ? {} : { cwd: options.cwd }) },
      (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        resolve({ exitCode, stdout, stderr });
      },
    );
    child.stdin?.end(options.input ?? "");
  });
}

/** Labelled requests of a set that stand for all of it. */
const SOME = 20;
const STACK = /\n\s+at .+:\d+/u;

describe("ask", () => {
  test("takes a request from the words to a recorded answer", async () => {
    const text = "the allocator test in bitnet-core fails since the last merge, can someone find out why?";

    const { exitCode, stdout, stderr } = await switchyard(["ask", text]);

    expect(stderr).not.toMatch(STACK);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("is with debug");
    expect(stdout).toContain("Why debug");
    expect(stdout).toContain("No language model is configured");
    expect(stdout).toContain("pool.rs");
  });

  test("gives the thread as JSON, and remembers earlier tasks", async () => {
    const { exitCode, stdout } = await switchyard([
      "ask",
      "--json",
      "--user",
      "ana",
      "the allocator test in bitnet-core fails again, why?",
    ]);

    const transcript: unknown = JSON.parse(stdout);
    expect(exitCode).toBe(0);
    expect(transcript).toMatchObject({ status: "done", request: { user: "ana" } });
    expect(stdout).toContain("- `T1` the allocator test");
  });

  test.each([
    ["a greeting", "hello!"],
    ["an empty text", ""],
    ["100,000 characters", "please fix the crash in the parser ".repeat(2_858).slice(0, 100_000)],
    ["control characters", "fix \u001B[31mthe\u0007 build \u0001now in pool.rs"],
    ["right-to-left text", "اختبار الذاكرة يفشل منذ الدمج الأخير"],
    [
      "50 mentions",
      `${Array.from({ length: 50 }, (_, index) => `@user${index}`).join(" ")} review the unsafe code`,
    ],
  ])("answers %s shortly and without a stack trace", async (_, text) => {
    const { exitCode, stdout, stderr } = await switchyard(["ask", "--json", text]);

    const transcript: { status: string; messages: { text: string }[] } = JSON.parse(stdout) as never;
    expect(stderr).not.toMatch(STACK);
    expect(exitCode).toBe(0);
    expect(transcript.status).toBe("done");
    expect(transcript.messages.length).toBeGreaterThan(0);
    for (const message of transcript.messages) expect(message.text.length).toBeLessThan(8_000);
  });

  test("never lets control characters through to the terminal", async () => {
    const { stdout } = await switchyard(["ask", "fix \u001B[31mthe\u0007 build \u0001now in pool.rs"]);

    // oxlint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F]/u);
  });
});

describe("a bad start", () => {
  test("lists every problem of the configuration at once and exits 1", async () => {
    const file = join(home, "broken.yaml");
    await writeFile(file, "organisation:\n  timeZone: Mars/Base\nteems: []\njobs:\n  attempts: -1\n");

    const { exitCode, stderr } = await switchyard(["ask", "hello"], { env: { SWITCHYARD_CONFIG: file } });

    expect(exitCode).toBe(1);
    expect(stderr).toContain("3 problems");
    expect(stderr).toContain('"teams"');
    expect(stderr).not.toMatch(STACK);
  });

  test("says what to do when Redis cannot be reached", async () => {
    const { exitCode, stderr } = await switchyard(["dead", "list"], {
      env: { REDIS_URL: "redis://127.0.0.1:1" },
    });

    expect(exitCode).toBe(1);
    expect(stderr).toContain("ECONNREFUSED");
    expect(stderr).toContain("REDIS_URL");
    expect(stderr).not.toMatch(STACK);
  });

  test("exits 2 for a command that does not exist", async () => {
    const { exitCode, stderr } = await switchyard(["asks", "hello"]);

    expect(exitCode).toBe(2);
    expect(stderr).toContain("ask");
    expect(stderr).toContain("--help");
  });

  test("asks what to retry when nothing is named", async () => {
    const { exitCode, stderr } = await switchyard(["dead", "retry"]);

    expect(exitCode).toBe(2);
    expect(stderr).toContain("--all");
  });
});

describe("route", () => {
  test("prints the contract's fields for each line, without Redis", async () => {
    const input = '{"text": "the allocator test fails since the last merge"}\n{"text": "hello"}\n';

    const { exitCode, stdout } = await switchyard(["route", "--jsonl"], { input, env: { PATH: "/nowhere" } });

    const [work, social] = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(exitCode).toBe(0);
    for (const field of [
      "text",
      "frontDoor",
      "primary",
      "support",
      "complexity",
      "confidence",
      "decidedBy",
      "alternatives",
      "ms",
    ]) {
      expect(work).toHaveProperty(field);
    }
    expect(work).toMatchObject({
      text: "the allocator test fails since the last merge",
      frontDoor: "work",
      primary: "debug",
    });
    expect(social).toMatchObject({ frontDoor: "social", primary: null });
  });

  test("evaluates labelled sets beside the baseline, and draws the result", async () => {
    const plot = join(home, "reliability.svg");
    // One file and one folder; the whole of the folder is evaluated by the test of the floors.
    const folder = join(home, "sets");
    await mkdir(folder);
    const lines = (await readFile("agent-config/routing/validation/two.jsonl", "utf8")).split("\n");
    await writeFile(join(folder, "some.jsonl"), `${lines.slice(0, SOME).join("\n")}\n`);
    const sets = ["--set", "agent-config/routing/validation/one.jsonl", folder];

    const { exitCode, stdout } = await switchyard(
      ["route", "eval", "--json", "--baseline", "--plot", plot, ...sets],
      { env: { SWITCHYARD_ROUTER: "bitnet" } },
    );

    const evaluation = JSON.parse(stdout) as Record<string, unknown>;
    expect(exitCode).toBe(0);
    expect(evaluation).toMatchObject({ router: "bitnet", baseline: { router: "linear" } });
    for (const key of ["items", "top1", "top3", "setF1", "outOfScopeRecallAt3", "confusionMatrix"]) {
      expect(evaluation).toHaveProperty(key);
      expect(evaluation["baseline"]).toHaveProperty(key);
    }
    expect(await readFile(plot, "utf8")).toContain("</svg>");
  });

  test("names each figure that is below its floor, and fails", async () => {
    const floors = join(home, "floors.yaml");
    await writeFile(floors, "linear:\n  top3: { atLeast: 0.01 }\n  top1: { atLeast: 1.01 }\n");

    const { exitCode, stdout, stderr } = await switchyard(
      ["route", "eval", "--floors", floors, "--set", "agent-config/routing/validation/one.jsonl"],
      { env: { SWITCHYARD_ROUTER: "linear" } },
    );

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^best agent right +\d/mu);
    expect(stderr.trim()).toMatch(/^linear: best agent right \(top1\) is .+ below the floor of 101\.0 %$/u);
  });

  test("says what is wrong with floors and sets, without a trace", async () => {
    const floors = join(home, "bad-floors.yaml");
    await writeFile(floors, "linear:\n  topp1: { atLeast: 1 }\n");
    const set = ["--set", "agent-config/routing/validation/one.jsonl"];

    const badFloors = await switchyard(["route", "eval", ...set, "--floors", floors]);
    const noSet = await switchyard(["route", "eval", "--set", join(home, "gone")]);

    expect(badFloors).toMatchObject({ exitCode: 1, stdout: "" });
    expect(badFloors.stderr).toContain(`${floors}:2 linear.topp1: is not a known key.`);
    expect(noSet).toMatchObject({ exitCode: 1, stdout: "" });
    expect(noSet.stderr).toContain("gone cannot be read: there is no such file");
    expect(badFloors.stderr + noSet.stderr).not.toMatch(STACK);
  });
});

describe("agents", () => {
  test("lists the 26 agents and finds the shipped files in order", async () => {
    const list = await switchyard(["agents", "list", "--json"]);
    const check = await switchyard(["agents", "check"]);

    expect(JSON.parse(list.stdout)).toHaveLength(26);
    expect(check).toMatchObject({ exitCode: 0 });
  });

  test("exits with what was found, also when its reader has left", async () => {
    const child = spawn(process.execPath, commandLine("agents", "list", "--skill", "juggling"));
    child.stdout.destroy();

    const [exitCode] = (await once(child, "close")) as [number];

    expect(exitCode).toBe(1);
  });

  test("takes up an agent that a team adds as one file", async () => {
    const root = await copyOfInstallation();
    const file = await readFile("agent-config/code.md", "utf8");
    const own = file
      .replace(/^id: code$/mu, "id: beekeeper")
      .replace(
        /examples:[\s\S]*?\n---/u,
        `examples:\n${OWN_EXAMPLES.map((each) => `  - ${each}`).join("\n")}\n---`,
      );
    await writeFile(join(root, "agent-config", "beekeeper.md"), own);

    const { stdout } = await switchyard(
      ["route", "--json", "the queen of hive nine is missing, look for her"],
      {
        cwd: root,
      },
    );

    expect(JSON.parse(stdout)).toMatchObject({ primary: "beekeeper", decidedBy: "bitnet" });
    await rm(root, { recursive: true, force: true });
  });
});

const OWN_EXAMPLES = [
  "the bees of hive four look weak, have a look",
  "count the varroa mites in the drone brood",
  "when do we put the honey supers on?",
  "hive two swarmed this morning",
  "order new frames for the hives",
  "the queen of hive seven is missing",
  "feed the bees syrup before winter",
  "how much honey did we harvest last year",
  "wasps attack the small hive near the fence",
  "mark the new queen blue",
  "smoker is empty, bees are angry",
  "plan the honey harvest for july",
];

/** An installation of its own, so that a test can change its agents. */
async function copyOfInstallation(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "switchyard-own-agent-"));
  for (const part of ["dist", "agent-config", "package.json"]) {
    await cp(part, join(root, part), { recursive: true });
  }
  for (const part of ["node_modules", "models"]) await symlink(resolvePath(part), join(root, part));
  return root;
}
