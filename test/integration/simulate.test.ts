import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandLine } from "./command-line.ts";

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

let home: string;
/** What each scenario printed. */
const printed = new Map<string, string>();

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "sy-sim-"));
  await mkdir(join(home, "tmp"));
});

afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

/** All runs share one data folder, so that a router is fitted once at most. */
async function switchyard(args: readonly string[], workspace = home): Promise<Outcome> {
  const server = process.env["SWITCHYARD_REDIS_SERVER"];
  const env = {
    PATH: process.env["PATH"] ?? "",
    TMPDIR: join(home, "tmp"),
    SWITCHYARD_DATA: join(home, "data"),
    SWITCHYARD_WORKSPACE: workspace,
    ...(server === undefined ? {} : { SWITCHYARD_REDIS_SERVER: server }),
  };
  return new Promise((resolve) => {
    execFile(process.execPath, commandLine(...args), { env }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ exitCode, stdout, stderr });
    });
  });
}

const SCENARIOS = ["critical-infrastructure-change", "emergency-failed-first-fix", "feature-across-domains"];

/** A team that freezes one agent; what hooks said is told by `/why`. */
const HOOKS = `
title: Hooks of a team
workspace:
  freeze.cjs: |
    const call = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
    const frozen = call.input.agent === "documentation_writer";
    if (frozen) console.error("the documentation is frozen until Monday");
    process.exit(frozen ? 1 : 0);
config:
  hooks:
    - { hook: PRE_TASK_SETUP, name: freeze, command: [node, freeze.cjs], onFailure: block }
steps:
  - say: { by: ana, in: bug, text: "@debug the allocator test fails with an index out of bounds" }
  - expect: { in: bug, status: done }
  - say: { by: ana, in: look, text: /why T1 }
  - expect:
      in: look
      says:
        - "before work-debug: PRE_TASK_SETUP passed"
        - "POST_TASK_VALIDATION passed, POST_TASK_CLEANUP passed"
  - say: { by: ana, in: docs, text: "@documentation_writer write the tutorial for the tokenizer" }
  - expect:
      in: docs
      status: failed
      says:
        - "documentation_writer was stopped by PRE_TASK_SETUP. freeze: ended with 1: the documentation is frozen until Monday"
        - "/retry T2"
        - "T2 needs help"
`;

/** What ONNX Runtime writes when it is loaded. */
const NOT_OURS = /^(?:\.ses|mat-debug-\d+\.log)$/u;

describe("simulate", () => {
  test("has the scenarios that are tried here", async () => {
    expect((await readdir("test/scenarios")).sort()).toEqual(SCENARIOS.map((name) => `${name}.yaml`));
  });

  test.each(SCENARIOS)("%s goes as it expects", async (name) => {
    const { exitCode, stdout, stderr } = await switchyard(["simulate", `test/scenarios/${name}.yaml`]);

    printed.set(name, stdout);
    expect(stderr).toBe("");
    expect(stdout.split("\n").filter((line) => line.includes("✗"))).toEqual([]);
    expect(exitCode).toBe(0);
  });

  test("prints the same each time, and leaves nothing behind", async () => {
    const name = "critical-infrastructure-change";

    const again = await switchyard(["simulate", `test/scenarios/${name}.yaml`]);

    expect(again.stdout).toBe(printed.get(name));
    const left = (await readdir(join(home, "tmp"))).filter((file) => !NOT_OURS.test(file));
    expect(left).toEqual([]);
  });

  test("exits 1 when something that is expected does not come true", async () => {
    const file = join(home, "wrong.yaml");
    await writeFile(
      file,
      "title: Wrong\nsteps:\n  - { say: { by: ana, in: a, text: hello } }\n  - { expect: { in: a, says: [goodbye] } }\n",
    );

    const { exitCode, stdout } = await switchyard(["simulate", file]);

    expect(exitCode).toBe(1);
    expect(stdout).toContain('✗ step 2: nothing in a says "goodbye".');
  });

  test("shows the life of a task from its first hook to its last, and a team's hook that stops another", async () => {
    const file = join(home, "hooks.yaml");
    await writeFile(file, HOOKS);

    const { exitCode, stdout, stderr } = await switchyard(["simulate", file]);

    expect(stdout.split("\n").filter((line) => line.includes("✗"))).toEqual([]);
    expect([exitCode, stderr]).toEqual([0, ""]);
  });

  test("says what is wrong with a scenario, without a trace", async () => {
    const file = join(home, "broken.yaml");
    await writeFile(file, "title: T\nsteps:\n  - { sya: { by: a } }\n");

    const { exitCode, stdout, stderr } = await switchyard(["simulate", file]);

    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toContain('Did you mean "say"?');
    expect(stderr).not.toMatch(/\n\s+at .+:\d+/u);
  });
});

describe("the project on the command line", () => {
  test("shows the roadmap with its problems, and contested claims with their lines", async () => {
    const root = await mkdtemp(join(home, "project-"));
    await writeFile(join(root, "TODO.md"), "- [x] 1.1.1 One\n- [ ] 1.1.2 Two (after: 7.7)\n");
    await writeFile(join(root, "README.md"), "530/531 tests passing\n\n91.3% test success\n");

    const roadmap = await switchyard(["roadmap"], root);
    const facts = await switchyard(["facts"], root);
    const json = await switchyard(["facts", "--json"], root);

    expect(roadmap.exitCode).toBe(1);
    expect(roadmap.stdout).toContain("TODO.md:2 task 1.1.2: comes after 7.7, which does not exist.");
    expect(facts.exitCode).toBe(0);
    expect(facts.stdout).toMatch(/530 of 531, 99\.8 % +README\.md:1 .*\n +91\.3 % +README\.md:3 /u);
    expect(JSON.parse(json.stdout)).toMatchObject({ facts: [{ isContested: true }] });
  });
});
