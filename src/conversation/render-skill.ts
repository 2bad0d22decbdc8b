import { nearestName } from "../config/nearest-name.ts";
import type { LoadSnapshot } from "../orchestration/load/agent-load.ts";
import { allSkills, findSkills, type Skilled, type SkillSources } from "../orchestration/find-skills.ts";
import type { WorkloadRules } from "../orchestration/rules/workload-rules.ts";
import { shownLoad } from "./render-load.ts";

/** What agents have in hand, where that is known. */
export interface Busy {
  readonly state: LoadSnapshot;
  readonly workload: WorkloadRules;
}

function listed(agents: readonly string[], { agents: catalogue }: SkillSources, busy?: Busy): string[] {
  return agents.map((id) => {
    const load = busy === undefined ? "" : shownLoad(id, busy.state.of(id), busy.workload);
    const summary = catalogue.get(id)?.summary ?? "";
    return `- **${id}**: ${summary}${load === "" ? "" : ` *${load}*`}`;
  });
}

function skillText(skill: Skilled, sources: SkillSources, busy?: Busy): string {
  const { title, experts, learners, coordination } = skill;
  return [
    `**${title}**`,
    "Experts, the first one first:",
    ...listed(experts, sources, busy),
    ...(learners.length === 0 ? [] : ["Learners:", ...listed(learners, sources, busy)]),
    ...(coordination === undefined ? [] : [`Coordinated by ${coordination}.`]),
  ].join("\n");
}

/** Who has a skill: experts and learners as Markdown, with what they have in hand. Says which skills there are if none fits. */
export function renderSkill(name: string, sources: SkillSources, busy?: Busy): string {
  const found = findSkills(name, sources);
  if (found.length > 0) return found.map((skill) => skillText(skill, sources, busy)).join("\n\n");
  const names = allSkills(sources).map(({ id }) => id);
  const list = `Skills: ${names.join(", ")}.`;
  if (name === "") return list;
  const nearest = nearestName(name, names);
  const hint = nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
  return `No skill is called "${name}".${hint} ${list}`;
}
