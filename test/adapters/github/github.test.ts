import { expect, test } from "vitest";
import { createGithub } from "../../../adapters/github/create-github.ts";
import { readEffect } from "../../../src/effects/effect-store.ts";
import { decideEffect } from "../../../src/effects/decide-effect.ts";
import { runEffect } from "../../../src/effects/run-effect.ts";
import { call, openKit } from "../../tools/tools-kit.ts";
import { makeRepository } from "../../tools/team-repository.ts";
import { startGithub } from "./github-server.ts";

const JOB = { attempt: 1, maxAttempts: 3, signal: new AbortController().signal };

async function open() {
  const workspace = makeRepository();
  const server = await startGithub(workspace);
  const kit = await openKit({
    workspace,
    config: "github:\n  repository: acme/sums\n",
    source: { GITHUB_TOKEN: "ghp_test", GITHUB_API_URL: server.url },
  });

  async function approve(id: string): Promise<void> {
    const found = await readEffect({ taskId: "T1", id }, kit.store);
    if (found === undefined) throw new Error(`there is no ${id}`);
    const decided = decideEffect(found, { accepted: true, by: "console:U1", name: "Ada", nowMs: Date.now() });
    if (!decided.ok) throw new Error(decided.why);
    await kit.store.commit(decided.changes);
  }
  const run = async (id: string) => runEffect({ taskId: "T1", effectId: id, attempt: 1 }, kit.effects, JOB);
  const effect = async (id: string) => (await readEffect({ taskId: "T1", id }, kit.store))?.effect;
  return { server, kit, approve, run, effect };
}

test("a change becomes a branch with exactly what was approved, and a pull request", async () => {
  const { server, kit, approve, run, effect } = await open();
  await call(kit, "edit_file", { path: "src/sum.mjs", find: "a - b", replace: "a + b" });
  await call(kit, "write_file", { path: "docs/new.md", text: "new\n" });

  await call(kit, "github_pull_request", { title: "Add instead of subtract", body: "It was wrong." });
  await approve("e1");
  await call(kit, "write_file", { path: "docs/late.md", text: "nobody approved this\n" });
  await run("e1");

  expect(await effect("e1")).toMatchObject({ state: "done", outcome: { url: "http://github.test/pull/1" } });
  expect(server.git(["show", "switchyard/T1:src/sum.mjs"])).toContain("a + b");
  expect(server.git(["diff", "--name-only", "switchyard/T1~1", "switchyard/T1"])).toBe(
    "docs/new.md\nsrc/sum.mjs",
  );
  expect(server.pulls).toMatchObject([
    { head: "switchyard/T1", base: "main", title: "Add instead of subtract" },
  ]);
});

test("an effect whose answer got lost is found on the other side and not done again", async () => {
  const { server, kit, approve, run, effect } = await open();
  await call(kit, "github_comment", { issue: 7, body: "Looks good." });
  await approve("e1");
  server.state.lost = /^POST .*comments/u;

  await expect(run("e1")).rejects.toThrow("GitHub gave no answer");
  server.state.lost = undefined;
  await run("e1");

  expect(await effect("e1")).toMatchObject({
    state: "done",
    outcome: { url: "http://github.test/comment/1" },
  });
  expect(server.comments).toHaveLength(1);
  expect(server.calls.filter((each) => each.startsWith("POST"))).toHaveLength(1);
});

test("a branch that somebody moved since the approval stays as it is", async () => {
  const { server, kit, approve, run, effect } = await open();
  await call(kit, "write_file", { path: "docs/new.md", text: "new\n" });
  await call(kit, "github_branch", { message: "Add a page" });
  await approve("e1");
  const main = server.git(["rev-parse", "main"]);
  server.git(["update-ref", "refs/heads/switchyard/T1", main]);

  await run("e1");

  expect(await effect("e1")).toMatchObject({
    state: "failed",
    outcome: { text: expect.stringContaining("has changed since") },
  });
  expect(server.git(["rev-parse", "switchyard/T1"])).toBe(main);
});

test("a second round of a task replaces its own branch", async () => {
  const { server, kit, approve, run } = await open();
  await call(kit, "write_file", { path: "docs/new.md", text: "first\n" });
  await call(kit, "github_branch", { message: "Add a page" });
  await approve("e1");
  await run("e1");

  await call(kit, "write_file", { path: "docs/new.md", text: "second\n" });
  await call(kit, "github_branch", { message: "Add a page" });
  await approve("e2");
  await run("e2");

  expect(server.git(["show", "switchyard/T1:docs/new.md"])).toBe("second");
});

test("checks are read back as evidence", async () => {
  const { kit } = await open();

  const outcome = await call(kit, "github_checks", { ref: "main" });

  expect(outcome).toMatchObject({
    text: "build: success",
    evidence: [{ kind: "reference", title: "build: success", target: "http://github.test/run/1" }],
  });
});

test("a clear no, a wait and silence are told apart, and nothing is repeated", async () => {
  const server = await startGithub(makeRepository());
  const github = createGithub({ token: "ghp_test", repository: "acme/sums", baseUrl: server.url });
  const answers = [
    [401, "effect.failed", "GITHUB_TOKEN"],
    [404, "effect.failed", "github.repository"],
    [422, "effect.failed", "refused (422)"],
    [429, "github.unavailable", "no answer"],
    [503, "github.unavailable", "no answer"],
  ] as const;

  for (const [status, code, told] of answers) {
    server.state.failing = status;
    const failure = github.comment(1, "hello", JOB.signal);
    await expect(failure).rejects.toMatchObject({ code, message: expect.stringContaining(told) });
  }

  expect(server.calls).toHaveLength(answers.length);
});
