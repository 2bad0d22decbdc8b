import { z } from "zod";
import type { AgentTool, ToolOutcome } from "../execution/tool.ts";
import type { Git } from "../worktrees/git.ts";
import { checkPath } from "./check-path.ts";
import { limitOutput } from "./limit-output.ts";
import { refusal, toAgentTool } from "./tool-context.ts";
import type { ToolContext } from "./tool-context.ts";

/** What names a commit, and nothing that git could take for an option or a place in another file. */
const Revision = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/@{}^~-]{0,199}$/u, "name a commit, a branch or a tag");
const PathOption = z.string().min(1).optional().describe("a file or folder, relative to the workspace");

interface Ask {
  readonly args: readonly string[];
  readonly path?: string | undefined;
  readonly step: string;
  readonly signal: AbortSignal;
}

/** Everything that usually holds credentials stays out of what git shows, in every folder. */
const WITHOUT_SECRETS = (
  ".env .env.* .envrc .netrc .npmrc .pypirc .pgpass .htpasswd .git-credentials id_rsa id_dsa id_ecdsa id_ed25519 " +
  "credentials credentials.* secret.* secrets.* *.pem *.key *.p12 *.pfx *.jks *.keystore *.kdbx *.tfstate *.tfvars " +
  "*.ppk *.asc *.gpg"
)
  .split(" ")
  .map((name) => `:(exclude,icase,glob)**/${name}`);

async function ask(context: ToolContext, git: Git, { args, path, step, signal }: Ask): Promise<ToolOutcome> {
  const checked = checkPath(path ?? "");
  if (!checked.ok) return refusal(checked.why);
  const { root, worktree } = await context.place();
  const place = worktree === undefined ? {} : { gitDir: worktree.gitDir, workTree: worktree.path };
  const paths = ["--", checked.path === "" ? "." : `:(literal)${checked.path}`];
  const isBlame = args[0] === "blame";
  const answer = await git.ask({
    ...place,
    cwd: root,
    args: [...args, ...(isBlame ? ["--", checked.path] : [...paths, ...WITHOUT_SECRETS])],
    signal,
  });
  if (answer.code !== 0) return refusal(limitOutput(`git says: ${answer.stderr.trim()}`, 1_000));
  const text = answer.stdout.trim() === "" ? "Nothing." : answer.stdout;
  return { text: limitOutput(text, context.maxOutputChars), step };
}

/** History. */
export function gitLogTool(context: ToolContext, git: Git): AgentTool {
  return toAgentTool({
    name: "git_log",
    description:
      "The history of the workspace, or of a path in it: commit, date, author and subject, newest first.",
    class: "read",
    input: z.strictObject({ path: PathOption, limit: z.int().min(1).max(100).default(20) }),
    run: async ({ path, limit }, { signal }) =>
      ask(context, git, {
        args: [
          "log",
          `--max-count=${limit}`,
          "--no-show-signature",
          "--date=short",
          "--format=%h %ad %an: %s",
        ],
        path,
        step: `looked at the history${path === undefined ? "" : ` of ${path}`}`,
        signal,
      }),
  });
}

/** Who changed a line last. */
export function gitBlameTool(context: ToolContext, git: Git): AgentTool {
  return toAgentTool({
    name: "git_blame",
    description: "For each line of a file the commit that changed it last, with author and date.",
    class: "read",
    input: z.strictObject({
      path: z.string().min(1).describe("relative to the workspace"),
      from: z.int().min(1).default(1),
      to: z.int().min(1).optional(),
    }),
    run: async ({ path, from, to }, { signal }) =>
      ask(context, git, {
        args: ["blame", "--date=short", "-L", `${from},${to === undefined ? "+60" : Math.max(from, to)}`],
        path,
        step: `looked at who changed ${path}`,
        signal,
      }),
  });
}

const SAFE_DIFF = ["--no-ext-diff", "--no-textconv", "--ignore-submodules=all"];

/** Differences. */
export function gitDiffTool(context: ToolContext, git: Git): AgentTool {
  return toAgentTool({
    name: "git_diff",
    description:
      "Differences as a unified diff. Without `from`: what this task has changed so far. With `from` and `to`: between two commits.",
    class: "read",
    input: z.strictObject({ path: PathOption, from: Revision.optional(), to: Revision.optional() }),
    async run({ path, from, to }, { signal }) {
      const { worktree } = await context.place();
      // What is new is not known to git before it was added, so that is done first.
      if (worktree !== undefined && from === undefined) await context.worktrees.diff(context.run.task.id);
      const since = from ?? worktree?.base ?? "HEAD";
      const cached = worktree !== undefined && from === undefined ? ["--cached"] : [];
      return ask(context, git, {
        args: ["diff", ...cached, ...SAFE_DIFF, since, ...(to === undefined ? [] : [to])],
        path,
        step: "looked at the differences",
        signal,
      });
    },
  });
}
