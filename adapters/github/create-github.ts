import { Octokit } from "@octokit/rest";
import type { BranchHead, BranchPush, CheckRun, CodeHost } from "../../src/effects/code-host.ts";
import { BotError } from "../../src/errors.ts";
import { inGithub, orAbsent } from "./github-errors.ts";

export interface GithubOptions {
  readonly token: string;
  /** `owner/name`. */
  readonly repository: string;
  /** Default: https://api.github.com. */
  readonly baseUrl?: string;
}

/** The most that the API gives at once. */
const PER_PAGE = 100;

interface Place {
  readonly octokit: Octokit;
  readonly owner: string;
  readonly repo: string;
}

async function headOf(
  { octokit, owner, repo }: Place,
  branch: string,
  signal: AbortSignal,
): Promise<BranchHead | undefined> {
  const request = { signal };
  const found = await orAbsent(async () =>
    octokit.rest.git.getRef({ owner, repo, ref: `heads/${branch}`, request }),
  );
  if (found === undefined) return undefined;
  const { data } = await octokit.rest.git.getCommit({
    owner,
    repo,
    commit_sha: found.data.object.sha,
    request,
  });
  return { commit: data.sha, tree: data.tree.sha, parents: data.parents.map(({ sha }) => sha) };
}

async function makeTree(place: Place, push: BranchPush, signal: AbortSignal): Promise<string> {
  const { octokit, owner, repo } = place;
  const request = { signal };
  const tree = [];
  for (const { path, mode, content } of push.files) {
    if (content === null) {
      tree.push({ path, mode, type: "blob" as const, sha: null });
      continue;
    }
    const { data } = await octokit.rest.git.createBlob({ owner, repo, content, encoding: "base64", request });
    tree.push({ path, mode, type: "blob" as const, sha: data.sha });
  }
  const base = await octokit.rest.git.getCommit({ owner, repo, commit_sha: push.base, request });
  const { data } = await octokit.rest.git.createTree({
    owner,
    repo,
    base_tree: base.data.tree.sha,
    tree,
    request,
  });
  return data.sha;
}

async function pushBranch(place: Place, push: BranchPush, signal: AbortSignal) {
  const { octokit, owner, repo } = place;
  const request = { signal };
  const { branch, base, message, replaces } = push;
  const tree = await makeTree(place, push, signal);
  if (tree !== push.tree)
    throw new BotError("effect.failed", "What arrived is not what was approved. No branch was made.");
  const { data: commit } = await octokit.rest.git.createCommit({
    owner,
    repo,
    message,
    tree,
    parents: [base],
    request,
  });
  const head = await headOf(place, branch, signal);
  if (head?.commit !== replaces)
    throw new BotError(
      "effect.failed",
      `\`${branch}\` has changed since it was proposed. Nothing was pushed.`,
    );
  if (head === undefined)
    await octokit.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha: commit.sha, request });
  else
    await octokit.rest.git.updateRef({
      owner,
      repo,
      ref: `heads/${branch}`,
      sha: commit.sha,
      force: true,
      request,
    });
  return { commit: commit.sha, url: commit.html_url };
}

async function readChecks({ octokit, owner, repo }: Place, ref: string, signal: AbortSignal) {
  const request = { signal };
  const runs = await orAbsent(async () =>
    octokit.rest.checks.listForRef({ owner, repo, ref, per_page: PER_PAGE, request }),
  );
  return runs?.data.check_runs.map(({ name, status, conclusion, html_url: url }): CheckRun => ({
    name,
    state: conclusion ?? status,
    url: url ?? "",
  }));
}

async function findComment(
  { octokit, owner, repo }: Place,
  { issue, text }: { readonly issue: number; readonly text: string },
  signal: AbortSignal,
) {
  const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, {
    owner,
    repo,
    issue_number: issue,
    per_page: PER_PAGE,
    request: { signal },
  });
  for await (const { data } of pages) {
    const found = data.find(({ body }) => body?.includes(text) === true);
    if (found !== undefined) return { url: found.html_url };
  }
  return undefined;
}

/** GitHub, or a server that speaks its API, as a code host. No call is repeated by itself. */
export function createGithub({ token, repository, baseUrl }: GithubOptions): CodeHost {
  const [owner = "", repo = ""] = repository.split("/");
  const octokit = new Octokit({
    auth: token,
    userAgent: "switchyard",
    ...(baseUrl === undefined ? {} : { baseUrl }),
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  const place: Place = { octokit, owner, repo };
  return {
    repository,
    branch: async (name, signal) => inGithub(async () => headOf(place, name, signal)),
    push: async (push, signal) => inGithub(async () => pushBranch(place, push, signal)),
    pullRequest: async (branch, into, signal) =>
      inGithub(async () => {
        const head = `${owner}:${branch}`;
        const { data } = await octokit.rest.pulls.list({
          owner,
          repo,
          head,
          base: into,
          state: "open",
          request: { signal },
        });
        const [first] = data;
        return first === undefined ? undefined : { url: first.html_url };
      }),
    openPullRequest: async ({ branch, into, title, body }, signal) =>
      inGithub(async () => {
        const text = { head: branch, base: into, title, body };
        const { data } = await octokit.rest.pulls.create({ owner, repo, ...text, request: { signal } });
        return { url: data.html_url };
      }),
    findComment: async (issue, text, signal) =>
      inGithub(async () => findComment(place, { issue, text }, signal)),
    comment: async (issue, body, signal) =>
      inGithub(async () => {
        const { data } = await octokit.rest.issues.createComment({
          owner,
          repo,
          issue_number: issue,
          body,
          request: { signal },
        });
        return { url: data.html_url };
      }),
    checks: async (ref, signal) => inGithub(async () => readChecks(place, ref, signal)),
  };
}
