import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { makeFolder } from "../../tools/team-repository.ts";

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Body = Readonly<Record<string, unknown>>;

const NOT_FOUND: Answer = { status: 404, body: { message: "Not Found" } };

async function read(request: IncomingMessage): Promise<Body> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text === "" ? {} : (JSON.parse(text) as Body);
}

/** A server with as much of GitHub's API as effects need, over a real repository: what it says of objects is true. */
export async function startGithub(origin: string) {
  const repository = join(makeFolder(), "remote.git");
  const env = {
    PATH: process.env["PATH"],
    HOME: repository,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
  };
  const who = {
    GIT_AUTHOR_NAME: "bot",
    GIT_AUTHOR_EMAIL: "b@x",
    GIT_COMMITTER_NAME: "bot",
    GIT_COMMITTER_EMAIL: "b@x",
  };
  const git = (args: readonly string[], input?: string | Buffer) =>
    execFileSync("git", [`--git-dir=${repository}`, ...args], {
      env: { ...env, ...who, GIT_INDEX_FILE: join(repository, "index.tmp") },
      stdio: ["pipe", "pipe", "ignore"],
      ...(input === undefined ? {} : { input }),
    })
      .toString()
      .trim();
  execFileSync("git", ["clone", "--quiet", "--bare", origin, repository], { env, stdio: "ignore" });

  const calls: string[] = [];
  const pulls: { head: string; base: string; title: string; html_url: string }[] = [];
  const comments: { body: string; html_url: string }[] = [];
  const state: { lost: RegExp | undefined; silent: RegExp | undefined; failing: number | undefined } = {
    lost: undefined,
    silent: undefined,
    failing: undefined,
  };

  function refOf(name: string): Answer {
    try {
      return {
        status: 200,
        body: { object: { sha: git(["rev-parse", "--verify", "--quiet", `refs/${name}`]) } },
      };
    } catch {
      return NOT_FOUND;
    }
  }

  function commitOf(sha: string): Answer {
    const [id, tree, parents = ""] = git(["show", "-s", "--format=%H%n%T%n%P", sha]).split("\n");
    const list = parents.split(" ").filter((each) => each !== "");
    return {
      status: 200,
      body: { sha: id, tree: { sha: tree }, parents: list.map((each) => ({ sha: each })) },
    };
  }

  function makeTree(body: Body): Answer {
    git(["read-tree", String(body["base_tree"])]);
    for (const { path, mode, sha } of body["tree"] as { path: string; mode: string; sha: string | null }[]) {
      const zero = "0".repeat(40);
      git(
        ["update-index", "--index-info"],
        sha === null ? `0 ${zero}\t${path}\n` : `${mode} ${sha}\t${path}\n`,
      );
    }
    return { status: 201, body: { sha: git(["write-tree"]) } };
  }

  function makeCommit(body: Body): Answer {
    const parents = (body["parents"] as string[]).flatMap((parent) => ["-p", parent]);
    const sha = git(["commit-tree", String(body["tree"]), ...parents, "-F", "-"], String(body["message"]));
    return { status: 201, body: { sha, html_url: `http://github.test/commit/${sha}` } };
  }

  function openPull(body: Body): Answer {
    const html_url = `http://github.test/pull/${pulls.length + 1}`;
    pulls.push({
      head: String(body["head"]),
      base: String(body["base"]),
      title: String(body["title"]),
      html_url,
    });
    return { status: 201, body: { html_url } };
  }

  function addComment(body: Body): Answer {
    const html_url = `http://github.test/comment/${comments.length + 1}`;
    comments.push({ body: String(body["body"]), html_url });
    return { status: 201, body: { html_url } };
  }

  function answer(method: string, path: string, body: Body): Answer {
    const [route = "", query = ""] = path.replace("/repos/acme/sums", "").split("?");
    const [, kind, rest = ""] =
      /^\/(git\/refs|git\/ref|git\/commits|git\/blobs|git\/trees|pulls|issues|commits)\/?(.*)$/u.exec(
        route,
      ) ?? [];
    switch (`${method} ${kind}`) {
      case "GET git/ref":
        return refOf(decodeURIComponent(rest));
      case "GET git/commits":
        return commitOf(rest);
      case "POST git/blobs":
        return {
          status: 201,
          body: {
            sha: git(["hash-object", "-w", "--stdin"], Buffer.from(String(body["content"]), "base64")),
          },
        };
      case "POST git/trees":
        return makeTree(body);
      case "POST git/commits":
        return makeCommit(body);
      case "POST git/refs":
        git(["update-ref", String(body["ref"]), String(body["sha"]), "0".repeat(40)]);
        return { status: 201, body: {} };
      case "PATCH git/refs":
        git(["update-ref", `refs/${decodeURIComponent(rest)}`, String(body["sha"])]);
        return { status: 200, body: {} };
      case "GET pulls": {
        const head = new URLSearchParams(query).get("head")?.replace("acme:", "");
        return { status: 200, body: pulls.filter((pull) => pull.head === head) };
      }
      case "POST pulls":
        return openPull(body);
      case "GET issues":
        return { status: 200, body: comments };
      case "POST issues":
        return addComment(body);
      case "GET commits": {
        const runs = [
          { name: "build", status: "completed", conclusion: "success", html_url: "http://github.test/run/1" },
        ];
        return { status: 200, body: { total_count: 1, check_runs: runs } };
      }
      default:
        return NOT_FOUND;
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "" } = request;
    const body = await read(request);
    calls.push(`${method} ${url.split("?")[0]}`);
    if (request.headers.authorization !== "token ghp_test") {
      response.writeHead(401, { "content-type": "application/json" }).end('{"message":"Bad credentials"}');
      return;
    }
    if (state.failing !== undefined) {
      response.writeHead(state.failing, { "content-type": "application/json" }).end('{"message":"no"}');
      return;
    }
    const { status, body: said } = answer(method, url, body);
    if (state.silent?.test(`${method} ${url}`) === true) return;
    // It has taken place, and nobody hears of it.
    if (state.lost?.test(`${method} ${url}`) === true) {
      request.socket.destroy();
      return;
    }
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(said));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}`, git, calls, pulls, comments, state };
}
