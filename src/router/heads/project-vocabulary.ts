import { createHash } from "node:crypto";

/** What people call a project and its parts; stands in for the placeholders of the training requests. */
export interface ProjectVocabulary {
  /** As it reads inside a sentence. */
  readonly name: string;
  /** Never empty. */
  readonly components: readonly string[];
}

export interface VocabularySources {
  /** `switchyard.yaml`: what the team itself says. */
  readonly project: { readonly name?: string | undefined; readonly components: readonly string[] };
  /** The components of the rules, in the order of the matrix. */
  readonly ruled: readonly { readonly component: string; readonly kind: string }[];
}

const NEUTRAL_NAME = "the project";
/** For a team that has named no part anywhere. */
const NEUTRAL_COMPONENTS = ["core", "storage", "scheduler", "gateway", "cli", "importer"];

/** The team's own words; else the crates of the component matrix; else words that fit any project. */
export function toProjectVocabulary({ project, ruled }: VocabularySources): ProjectVocabulary {
  const crates = ruled.filter(({ kind }) => kind === "crate").map(({ component }) => component);
  const components = [project.components, crates].find((names) => names.length > 0) ?? NEUTRAL_COMPONENTS;
  return { name: project.name ?? NEUTRAL_NAME, components };
}

/**
 * Puts the project's name for `{project}` and one of its components for each `{component}`. Which one follows from
 * the text alone, so that the same text is always filled alike and no component comes to stand for an agent.
 */
export function fillPlaceholders(text: string, { name, components }: ProjectVocabulary): string {
  if (!/\{(?:project|component)\}/u.test(text)) return text;
  const start = createHash("sha256").update(text).digest().readUInt32LE(0);
  let used = 0;
  return text
    .replaceAll("{project}", () => name)
    .replaceAll("{component}", () => {
      const component = components[(start + used) % components.length] ?? "";
      used += 1;
      return component;
    });
}
