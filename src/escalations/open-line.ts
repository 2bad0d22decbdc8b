import { nameOfEscalation } from "./escalation.ts";
import type { Escalation } from "./escalation.ts";
import type { Ladder } from "./ladder-event.ts";
import { namesOf } from "./names-of.ts";
import { momentText } from "./render-escalation.ts";

/** An open escalation for people in a shell: who has it or is asked, what happens next and when, and what it is about. */
export function openLine(
  escalation: Escalation,
  { nameOf, zone }: Pick<Ladder, "nameOf"> & { readonly zone: string },
): string {
  const { taskId, severity, state, level, askedOf, owner, problem, next } = escalation;
  const whose =
    state === "acknowledged"
      ? `with ${owner === undefined ? "somebody" : nameOf(owner)}`
      : `asks ${namesOf(askedOf, { nameOf })}`;
  const then = next === undefined ? "" : `, then ${next.does} at ${momentText(Date.parse(next.at), zone)}`;
  const name = nameOfEscalation(escalation);
  return `${name}  ${taskId ?? "-"}  ${severity}  ${level ?? "new"}, ${state}, ${whose}${then}\n    ${problem.split("\n")[0] ?? ""}`;
}
