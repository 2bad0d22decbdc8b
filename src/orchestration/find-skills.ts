import type { AgentCatalogue } from "../agents/agent.ts";
import type { SkillRules } from "./rules/skill-rules.ts";
import type { Rules } from "./rules.ts";

/** A skill and who has it. */
export interface Skilled {
  /** As people ask for it. */
  readonly id: string;
  readonly title: string;
  /** First the one who has most of it. */
  readonly experts: readonly string[];
  /** Have some of it. */
  readonly learners: readonly string[];
  /** Coordinates such work without doing it. */
  readonly coordination?: string;
  /** Kinds of task that are work of this skill. */
  readonly kinds: readonly string[];
}

export interface SkillSources {
  readonly skills: SkillRules;
  readonly rules: Pick<Rules, "taskAssignment">;
  readonly agents: AgentCatalogue;
}

type Row = SkillRules["skills"][number];

function fromRow(row: Row, { rules, agents }: SkillSources): Skilled {
  const { id, title, primary, secondary, support, spreadOver, coordination } = row;
  const experts = [primary, secondary];
  const spread = agents.agents.filter(({ group, kind }) => group === spreadOver && kind === "specialist");
  const learners = [...(support === undefined ? [] : [support]), ...spread.map((agent) => agent.id)];
  const kinds = rules.taskAssignment.filter((task) => task.primary === primary).map((task) => task.id);
  return {
    id,
    title,
    experts,
    learners: [...new Set(learners)].filter((agent) => !experts.includes(agent)),
    ...(coordination === undefined ? {} : { coordination }),
    // An agent without a row is a kind of task of its own.
    kinds: kinds.length === 0 ? [primary] : kinds,
  };
}

/** A skill without a row of its own, as the row of the assignment matrix that stands for it. */
function fromMatrix(
  { skill, taskType }: SkillRules["elsewhere"][number],
  { rules, agents }: SkillSources,
): Skilled[] {
  const row = rules.taskAssignment.find(({ id }) => id === taskType);
  if (row === undefined) return [];
  const isAgent = agents.get(row.secondary) !== undefined;
  return [
    {
      id: skill,
      title: row.title,
      experts: [row.primary, ...(isAgent ? [row.secondary] : [])],
      learners: [],
      ...(isAgent ? {} : { coordination: row.secondary }),
      kinds: [row.id],
    },
  ];
}

/** All skills of skills.yaml, those without a row of their own last. (seed: rules.yaml#skill_distribution) */
export function allSkills(sources: SkillSources): Skilled[] {
  const { skills, elsewhere } = sources.skills;
  return [
    ...skills.map((row) => fromRow(row, sources)),
    ...elsewhere.flatMap((one) => fromMatrix(one, sources)),
  ];
}

/** The skill that work of a kind takes: the one with the kind, else the one whose first or second would lead it. */
export function skillOf(
  work: { readonly requestType: string; readonly favourite: string },
  sources: SkillSources,
): Skilled | undefined {
  const all = allSkills(sources);
  return (
    all.find(({ kinds }) => kinds.includes(work.requestType)) ??
    all.find(({ experts }) => experts[0] === work.favourite) ??
    all.find(({ experts }) => experts.includes(work.favourite))
  );
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** The skills that a name means: the one that is called so, else all whose name has its words. */
export function findSkills(name: string, sources: SkillSources): Skilled[] {
  const wanted = plain(name);
  const all = allSkills(sources);
  const exact = all.filter(({ id, title }) => plain(id) === wanted || plain(title) === wanted);
  if (exact.length > 0 || wanted === "") return exact;
  return all.filter(({ id, title }) => {
    const words = `${plain(id)} ${plain(title)}`.split(" ");
    return wanted.split(" ").every((word) => words.includes(word));
  });
}
