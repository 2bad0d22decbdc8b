import type { KeyPath } from "../../agents/create-line-finder.ts";
import { NAME_PLACES, type NameKind } from "./name-places.ts";
import type { Playbook, PlaybookPart } from "./playbook.ts";

/** A name somewhere in the rule files. */
export interface NamedPlace {
  readonly part: PlaybookPart;
  readonly path: KeyPath;
  readonly kind: NameKind;
  readonly name: string;
}

/** Every text in a value, with its path. */
function textsIn(value: unknown, path: KeyPath = []): [KeyPath, string][] {
  if (typeof value === "string") return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...path, key]));
}

function namesIn(part: PlaybookPart, value: unknown): NamedPlace[] {
  const places = NAME_PLACES[part] ?? {};
  return textsIn(value).flatMap(([path, name]) => {
    const kind = places[path.filter((segment) => typeof segment === "string").join(".")];
    return kind === undefined ? [] : [{ part, path, kind, name }];
  });
}

/** All that the rule files name: agents, hooks, gates and one another's rows. */
export function findNames(parts: Partial<Playbook>): NamedPlace[] {
  const found = Object.entries(parts).flatMap(([part, value]) => namesIn(part as PlaybookPart, value));
  const limited = Object.keys(parts.workload?.wip.byAgent ?? {}).map((name): NamedPlace => ({
    part: "workload",
    path: ["wip", "byAgent", name],
    kind: "agent",
    name,
  }));
  return [...found, ...limited];
}
