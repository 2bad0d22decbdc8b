/** One source file as the checks see it: its path from the root of the project and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const MAX_LINES = 300;

/** These see everything: they put the parts together. */
const ENTRY = /^src\/(?:cli|main|worker)\.ts$|^src\/entry\//u;

/** Who may import a package that speaks to the outside or shapes how we read it. Others may import what is not here. */
const OWNERS: Readonly<Record<string, RegExp>> = {
  ioredis: /^src\/store\/redis-connection\.ts$/u,
  bullmq: /^jobs\//u,
  pino: /^src\/log\/create-logger\.ts$/u,
  "prom-client": /^src\/http\/create-metrics\.ts$/u,
  "temporal-polyfill": /^src\/calendar\/local-time\.ts$/u,
  "date-holidays": /^src\/calendar\/holidays\.ts$/u,
  "onnxruntime-node": /^src\/encoder\/onnx-session\.ts$/u,
  "@huggingface/tokenizers": /^src\/encoder\/wordpiece-tokenizer\.ts$/u,
  minisearch: /^src\/workspace\/search-index\.ts$/u,
  ignore: /^src\/workspace\/ignore-rules\.ts$/u,
  chokidar: /^src\/orchestration\/watch-folder\.ts$/u,
  "mdast-util-from-markdown": /^src\/roadmap\/parse-markdown\.ts$/u,
  diff: /^src\/(?:roadmap\/propose-tick|tools\/apply-unified-diff)\.ts$/u,
  "@octokit/rest": /^adapters\/github\/create-github\.ts$/u,
  "@langchain/mcp-adapters": /^adapters\/mcp\/open-mcp-tools\.ts$/u,
  commander: /^src\/cli\.ts$/u,
  langchain: /^adapters\/llm\/open-chat-model\.ts$/u,
  echarts: /^adapters\/charts\/create-chart-renderer\.ts$/u,
  "@resvg/resvg-js": /^adapters\/charts\/create-chart-renderer\.ts$/u,
  "fast-xml-parser": /^src\/gates\/parsers\/junit\.ts$/u,
  "tap-parser": /^src\/gates\/parsers\/tap\.ts$/u,
  yaml: /^src\/(?:config\/(?:parse-yaml|yaml-lines)|agents\/create-line-finder)\.ts$|^adapters\/slack\/manifest\/create-manifest\.ts$/u,
};

const IMPORT = /\b(?:from|import)\s*\(?\s*["']([^"']+)["']/gu;

/** Code without its comments; a `//` inside a string, as in a URL, stays. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//gu, (comment) => comment.replace(/[^\n]/gu, ""))
    .replace(/(^|\s)\/\/[^\n]*/gu, "$1");
}

function resolve(from: string, specifier: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const step of specifier.split("/")) {
    if (step === "..") parts.pop();
    else if (step !== ".") parts.push(step);
  }
  return parts.join("/");
}

/** What a file imports: our own files by their path, packages by their name. */
export function importsOf({ path, text }: SourceFile): string[] {
  return [...withoutComments(text).matchAll(IMPORT)].map(([, specifier = ""]) =>
    specifier.startsWith(".") ? resolve(path, specifier) : packageOf(specifier),
  );
}

function packageOf(specifier: string): string {
  const [first = "", second = ""] = specifier.split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}

/** The part of the project that a path belongs to: "src", "jobs", or one adapter such as "adapters/console". */
function areaOf(path: string): string {
  const [top = "", second = ""] = path.split("/");
  return top === "adapters" ? `${top}/${second}` : top;
}

function arrowProblem(path: string, target: string): string | undefined {
  const [from, to] = [areaOf(path), areaOf(target)];
  const crossesOut = to === "jobs" || to.startsWith("adapters/");
  if (!crossesOut || from === to || ENTRY.test(path)) return undefined;
  return `${path} imports ${target}: ${from === "src" ? "the core knows no adapter and no job" : "they meet in entry points only"}`;
}

function ownerProblem(path: string, target: string): string | undefined {
  const owner = Object.hasOwn(OWNERS, target) ? OWNERS[target] : undefined;
  return owner === undefined || owner.test(path)
    ? undefined
    : `${path} imports ${target}, which has another owner`;
}

const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/^\s*export\s+default\b/mu, "has a default export"],
  [/\bexport\s*\{[^}]*\bas\s+default\b/u, "has a default export"],
  [/^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s+\w/mu, "has an enum"],
  [/^\s*(?:export\s+)?(?:declare\s+)?namespace\s+\w/mu, "has a namespace"],
];

function textProblems({ path, text }: SourceFile): string[] {
  const code = withoutComments(text);
  const problems = FORBIDDEN.filter(([form]) => form.test(code)).map(([, what]) => `${path} ${what}`);
  if (/\bprocess\s*(?:\.|\[\s*["'])\s*env\b/u.test(code) && path !== "src/config/env.ts")
    problems.push(`${path} reads process.env`);
  if (/(?:^|\/)(?:index|utils|helpers)\.ts$/u.test(path)) problems.push(`${path} has no subject in its name`);
  const lines = text.trimEnd().split("\n").length;
  if (lines > MAX_LINES) problems.push(`${path} has ${lines} lines`);
  return problems;
}

/** Everything that breaks the layout of the project, one sentence each; empty when all is well. */
export function checkArchitecture(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => [
    ...textProblems(file),
    ...importsOf(file).flatMap((target) => {
      const problems = [arrowProblem(file.path, target), ownerProblem(file.path, target)];
      return problems.filter((problem) => problem !== undefined);
    }),
  ]);
}
