import { nearestName } from "../config/nearest-name.ts";

/** For a word that names nobody; `ids` are those whom the configuration names. */
export function unknownPerson(typed: string, ids: readonly string[]): string {
  const nearest = nearestName(typed, ids);
  const meant = nearest === undefined ? "" : ` Did you mean \`@${nearest}\`?`;
  return `I know nobody called "${typed.slice(0, 60)}".${meant} Mention them, or whoever runs Switchyard can add them under \`people\`.`;
}
