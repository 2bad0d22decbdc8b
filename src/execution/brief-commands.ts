import { contentTerms } from "../workspace/tokenise.ts";

export interface SuggestedCommand {
  /** The name it has in the configuration, such as `test`. */
  readonly name: string;
  readonly command: string;
}

/** What people say when they need a command of this name. Names without an entry match by their own words. */
const OCCASIONS: Readonly<Record<string, string>> = {
  bench:
    "bench benchmark fast faster latency memory optimise optimize performance profile regression slow slower slowly speed throughput",
  build:
    "build cargo compile compiler dependency feature implement install link linker release setup upgrade",
  format: "format formatting indentation style whitespace",
  lint: "clippy convention idiom lint naming quality refactor review style unsafe unused warning",
  test: "assert bug coverage crash debug fail failing fix flaky implement panic regression reproduce suite test verify wrong",
};
const LIMIT = 3;
const MIN_SHARE_OF_BEST = 0.3;
/** Shown when the request hints at none: whatever was asked, it helps to know whether the project is sound. */
const FALLBACK = ["test", "build"];

/**
 * The workspace's own commands that fit, best first: words of the request count twice, those of the agent and
 * its checklist once. Never a command that the configuration does not have.
 */
export function pickCommands(
  commands: Readonly<Record<string, string>>,
  request: string,
  context: string,
): readonly SuggestedCommand[] {
  const asked = new Set(contentTerms(request));
  const around = new Set(contentTerms(context));
  const all = Object.entries(commands)
    .filter(([, command]) => command.trim() !== "")
    .map(([name, command]) => {
      const words = contentTerms(`${name} ${OCCASIONS[name] ?? ""}`);
      const inRequest = words.filter((word) => asked.has(word)).length;
      const nearby = words.filter((word) => around.has(word)).length;
      return { name, command, score: 2 * inRequest + nearby };
    });
  const best = Math.max(1, ...all.map(({ score }) => score));
  const fitting = all
    .filter(({ score }) => score >= best * MIN_SHARE_OF_BEST)
    .sort((a, b) => b.score - a.score);
  const chosen = fitting.length > 0 ? fitting : all.filter(({ name }) => FALLBACK.includes(name));
  return chosen.slice(0, LIMIT).map(({ name, command }) => ({ name, command }));
}
