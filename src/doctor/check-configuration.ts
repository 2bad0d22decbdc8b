import type { Problem } from "../config/problem.ts";
import { formatProblem } from "../config/problem.ts";
import type { Settings } from "../config/settings.ts";
import type { Parsed } from "../config/parse-yaml.ts";
import type { DoctorCheck, DoctorLine } from "./doctor.ts";

const NAME = "configuration";

/** A problem of a file as a line: the place, what is wrong, and the remedy apart. */
export function toLine(
  name: string,
  { remedy, ...problem }: Problem,
  verdict: "problem" | "warning",
): DoctorLine {
  return { name, verdict, message: formatProblem(problem), ...(remedy === undefined ? {} : { remedy }) };
}

function linesOf(settings: Parsed<Settings>): DoctorLine[] {
  if (!settings.ok) return settings.problems.map((problem) => toLine(NAME, problem, "problem"));
  const { configFile, config } = settings.value;
  if (configFile === undefined) {
    const remedy =
      "Copy switchyard.example.yaml to switchyard.yaml to name your project, people and channels.";
    return [
      {
        name: NAME,
        verdict: "ok",
        message: "No switchyard.yaml, so the built-in defaults apply.",
        remedy,
      },
    ];
  }
  const { teams, people, channels } = config;
  const message = `${configFile}: ${teams.length} teams, ${people.length} people, ${channels.length} channels.`;
  return [{ name: NAME, verdict: "ok", message }];
}

/** Environment and `switchyard.yaml`: every problem on a line of its own. */
export function checkConfiguration(settings: Parsed<Settings>): DoctorCheck {
  return { name: NAME, run: async () => Promise.resolve(linesOf(settings)) };
}
