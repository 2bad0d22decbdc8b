/** From the largest to the smallest. */
export type ItemKind = "phase" | "epic" | "story" | "task";

/** `claimed`: a heading says that it is done and has no check box that could bear it out. */
export type ItemState = "open" | "started" | "done" | "claimed";

/** Something to be done, as the roadmap file says it. */
export interface RoadmapItem {
  readonly kind: ItemKind;
  /** The number as written, such as `4.2.1`; many check boxes have none. */
  readonly id: string | undefined;
  readonly title: string;
  readonly state: ItemState;
  /** 1-based. */
  readonly line: number;
  /** Whether it is a check box, so that it can be ticked. */
  readonly hasBox: boolean;
  /** Its heading calls it complete. */
  readonly claimsDone: boolean;
  readonly owner: string | undefined;
  /** `2031-03-03`. */
  readonly due: string | undefined;
  /** Numbers of the items that come first. */
  readonly after: readonly string[];
  readonly children: readonly RoadmapItem[];
}

/** The item and everything below it, in the order of the file. */
export function withDescendants(items: readonly RoadmapItem[]): RoadmapItem[] {
  return items.flatMap((item) => [item, ...withDescendants(item.children)]);
}

/** As people call it: `task 4.2.1`, or its title where it has no number. */
export function nameOf(item: Pick<RoadmapItem, "kind" | "id" | "title">): string {
  return item.id === undefined ? `"${item.title}"` : `${item.kind} ${item.id}`;
}

const NAME = /^(?:(phase|epic|story|feature|task)\s+)?(\d+(?:\.\d+)*)$/iu;

/**
 * The items that `4.2.1`, `task 4.2.1` or `epic 2` names. More than one when the file gives a number twice, or when
 * `2` is both a phase and an epic.
 */
export function findItems(items: readonly RoadmapItem[], name: string): RoadmapItem[] {
  const [, word, id] = NAME.exec(name.trim()) ?? [];
  if (id === undefined) return [];
  const kind = word === undefined ? undefined : kindOfWord(word);
  return withDescendants(items).filter(
    (item) => item.id === id && (kind === undefined || item.kind === kind),
  );
}

/** A feature is what others call a story. */
export function kindOfWord(word: string): ItemKind {
  switch (word.toLowerCase()) {
    case "phase":
      return "phase";
    case "epic":
      return "epic";
    case "story":
    case "feature":
      return "story";
    default:
      return "task";
  }
}

export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** Counts the check boxes below an item, or the item itself when it is one without any below. */
export function progressOf(item: RoadmapItem): Progress {
  const boxes = withDescendants([item]).filter(({ hasBox, children }) => hasBox && !children.some(isBox));
  return { done: boxes.filter(({ state }) => state === "done").length, total: boxes.length };
}

function isBox({ hasBox }: RoadmapItem): boolean {
  return hasBox;
}
