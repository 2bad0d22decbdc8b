import type { UnfinishedItem } from "../events/error.ts";
import type { HookPorts } from "../hook-ports.ts";
import { outcomeOf } from "./built-in.ts";
import type { BuiltIn } from "./built-in.ts";

/** Who follows up on unfinished work. seed: rules.yaml#hook_catalogue, INCOMPLETE_WORK_DOCUMENTATION */
const TELL = ["truth_validator", "development_phase_tracker"];

function lacks(item: UnfinishedItem): string[] {
  return [
    ...(item.location === undefined ? ["where it is"] : []),
    ...(item.kind === "failing_test" && item.error === undefined ? ["the exact error"] : []),
    ...(item.kind !== "unfinished" && item.reproduction === undefined ? ["how to see it"] : []),
  ];
}

function line(item: UnfinishedItem): string {
  const place = item.location === undefined ? "" : ` (${item.location})`;
  const error = item.error === undefined ? "" : `: ${item.error.split("\n")[0]}`;
  return `${item.title}${place}${error}`;
}

function sameOnce(items: readonly UnfinishedItem[]): UnfinishedItem[] {
  const seen = new Map(items.map((item) => [`${item.title}|${item.location ?? ""}`, item]));
  return [...seen.values()];
}

/** Lists what is unfinished, says what each entry lacks, and proposes roadmap entries for it. */
export function createIncompleteWork(
  ports: HookPorts & Required<Pick<HookPorts, "proposeRoadmapUpdate">>,
): BuiltIn<"INCOMPLETE_WORK_DOCUMENTATION"> {
  return async (input, key) => {
    const items = sameOnce(input.items);
    if (items.length === 0) {
      const output = { items, vague: [], tell: [] };
      return { status: "passed", message: "Nothing unfinished was met.", output };
    }
    const vague = items.flatMap((item) => {
      const missing = lacks(item);
      return missing.length === 0 ? [] : [`${item.title} lacks ${missing.join(" and ")}.`];
    });
    await ports.proposeRoadmapUpdate({
      id: key,
      title: `Unfinished work met in ${input.taskId}`,
      changes: items.map((item) => ({
        kind: "add" as const,
        item: item.title,
        ...(input.parent === undefined ? {} : { under: input.parent }),
        text: line(item),
      })),
    });
    const output = { items, vague, proposalId: key, tell: TELL };
    return outcomeOf(vague, `${items.length} unfinished items are on record.`, output);
  };
}
