import { charsFor, estimateTokens } from "./estimate-tokens.ts";

/** A part of a prompt that may have to give way. */
export interface PromptSection {
  readonly title: string;
  /** What it is made of, most useful first; whole blocks are kept as long as they fit. */
  readonly blocks: readonly string[];
  /** 1 is served first. */
  readonly priority: number;
  /** Makes a block fit that would not; absent: it is left out whole. */
  readonly shorten?: (block: number, maxChars: number) => string;
}

export interface FittedPrompt {
  readonly text: string;
  /** Sections of which something is missing, for the model and for logs. */
  readonly cut: readonly string[];
}

/** A section shorter than this says nothing. */
const MIN_TOKENS = 40;

function render({ title }: PromptSection, blocks: readonly string[]): string {
  return `## ${title}\n\n${blocks.join("\n\n")}`;
}

/** The blocks of a section that fit, the first that does not fit shortened where that is possible. */
function fit(section: PromptSection, room: number): readonly string[] {
  const kept: string[] = [];
  let left = room - estimateTokens(section.title) - 4;
  for (const [index, block] of section.blocks.entries()) {
    const needs = estimateTokens(block) + 1;
    if (needs <= left) {
      kept.push(block);
      left -= needs;
      continue;
    }
    if (section.shorten !== undefined && left >= MIN_TOKENS)
      kept.push(section.shorten(index, charsFor(left)));
    break;
  }
  return kept;
}

/**
 * The sections within so many tokens, by estimate: each in the order of its priority gets what it needs as long as
 * there is room, then they are put together in the order given. What is missing is said at the end.
 */
export function fitSections(sections: readonly PromptSection[], maxTokens: number): FittedPrompt {
  const wanted = sections.filter(({ blocks }) => blocks.length > 0);
  const fitted = new Map<PromptSection, readonly string[]>();
  let left = maxTokens - MIN_TOKENS;
  for (const section of [...wanted].sort((a, b) => a.priority - b.priority)) {
    const blocks = fit(section, left);
    fitted.set(section, blocks);
    if (blocks.length > 0) left -= estimateTokens(render(section, blocks)) + 1;
  }
  const cut = wanted.filter((section) => {
    const blocks = fitted.get(section) ?? [];
    return (
      blocks.length < section.blocks.length || blocks.some((block, index) => block !== section.blocks[index])
    );
  });
  const parts = wanted.flatMap((section) => {
    const blocks = fitted.get(section) ?? [];
    return blocks.length === 0 ? [] : [render(section, blocks)];
  });
  const titles = cut.map(({ title }) => title);
  const note = titles.length === 0 ? [] : [`(Shortened for want of room: ${titles.join(", ")}.)`];
  return { text: [...parts, ...note].join("\n\n"), cut: titles };
}
