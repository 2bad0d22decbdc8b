import { formatProblem } from "../../config/problem.ts";
import { readSettings } from "../../config/settings.ts";
import { BotError } from "../../errors.ts";
import { formatRoadmap } from "../../roadmap/format-roadmap.ts";
import { readRoadmap, USUAL_NAMES } from "../../roadmap/read-roadmap.ts";
import { roadmapPlace } from "../open-project.ts";

/** `switchyard roadmap`: the roadmap of the workspace as it was understood; 1 when it has problems. */
export async function runRoadmap(options: { readonly json: boolean }): Promise<number> {
  const place = roadmapPlace(readSettings());
  const roadmap = await readRoadmap(place);
  if (roadmap === undefined) {
    const looked = place.path ?? USUAL_NAMES.join(", ");
    throw new BotError(
      "roadmap.missing",
      `There is no roadmap to read: ${looked} in ${place.root}. Set workspace.roadmap to its path.`,
    );
  }
  const { text: _text, ...facts } = roadmap;
  const output = options.json ? JSON.stringify(facts) : withAllProblems(roadmap);
  process.stdout.write(`${output}\n`);
  return roadmap.problems.length === 0 ? 0 : 1;
}

function withAllProblems(roadmap: Parameters<typeof formatRoadmap>[0]): string {
  const problems = roadmap.problems.map(formatProblem);
  const summary = formatRoadmap({ ...roadmap, problems: [] }).replaceAll("**", "");
  return [summary, ...(problems.length === 0 ? [] : ["", "Problems:", ...problems])].join("\n");
}
