import type { Checks } from "../orchestration/rules.ts";
import type { AgentProblem } from "./agent-problem.ts";
import type { AgentFile } from "./load-agents.ts";

/** The block quotes of a Markdown text, each as one line without its `>` marks. */
function blockQuotes(markdown: string): string[] {
  const quotes: string[] = [];
  let open = false;
  for (const line of markdown.split("\n")) {
    const quoted = /^\s{0,3}>\s?(.*)$/u.exec(line)?.[1];
    if (quoted === undefined) {
      open = false;
    } else if (open) {
      quotes.push(`${quotes.pop() ?? ""} ${quoted.trim()}`);
    } else {
      quotes.push(quoted.trim());
      open = true;
    }
  }
  return quotes;
}

function checkDirective(file: AgentFile, directive: Checks["directive"]): AgentProblem[] {
  const quotes = blockQuotes(file.agent.prompt).filter((quote) => quote.startsWith(directive.opening));
  if (quotes.some((quote) => quote.includes(directive.names))) return [];
  const place = { severity: "error", file: file.agent.file, line: file.promptLine, key: "" } as const;
  if (quotes.length > 0) {
    const message = `the routing directive does not name ${directive.names}.`;
    return [{ ...place, message, remedy: `Name \`${directive.names}\` in the block quote.` }];
  }
  const remedy = `Begin the body with a block quote "> ${directive.opening} …" that names \`${directive.names}\`.`;
  return [{ ...place, message: "the body has no routing directive.", remedy }];
}

function checkStaleClaims(
  file: AgentFile,
  claims: readonly { matcher: RegExp; why: string }[],
): AgentProblem[] {
  return file.agent.prompt.split("\n").flatMap((text, index) => {
    const claim = claims.find(({ matcher }) => matcher.test(text));
    if (claim === undefined) return [];
    const found = claim.matcher.exec(text)?.[0] ?? "";
    const message = `"${found}" is a status that goes stale: ${claim.why}.`;
    const remedy = "Say how to find it out instead of what it was.";
    return [
      { severity: "warning", file: file.agent.file, line: file.promptLine + index, key: "", message, remedy },
    ];
  });
}

/** The prompt of each agent: it must carry the routing directive and must not state what will stop being true. */
export function checkBody(files: readonly AgentFile[], checks: Checks): AgentProblem[] {
  const claims = checks.staleClaims.map(({ pattern, why }) => ({ matcher: new RegExp(pattern, "iu"), why }));
  return files.flatMap((file) => [
    ...checkDirective(file, checks.directive),
    ...checkStaleClaims(file, claims),
  ]);
}
