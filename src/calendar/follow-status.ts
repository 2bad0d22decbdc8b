import type { ChatPort } from "../chat/chat-port.ts";
import type { ChatUser } from "../chat/messages.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import type { Store } from "../store/store.ts";
import { absenceAt, absenceChange, listAbsences, noAbsenceChange } from "./absence.ts";
import type { Absence } from "./absence.ts";

export interface FollowDeps {
  readonly people: Config["people"];
  readonly chats: readonly Pick<ChatPort, "platform" | "workspaces" | "lookupUser">[];
  readonly store: Store;
  readonly clock: Pick<Clock, "now">;
}

type Person = FollowDeps["people"][number];

/** What the platforms say of a person; a platform that says nothing, or fails to answer, has no say. */
async function shownOf(person: Person, chats: FollowDeps["chats"]): Promise<ChatUser[]> {
  const answers = await Promise.allSettled(
    chats.flatMap(({ platform, workspaces, lookupUser }) => {
      const userId = Object.entries(person.accounts).find(([name]) => name === platform)?.[1];
      const [workspace] = workspaces();
      if (userId === undefined || workspace === undefined || lookupUser === undefined) return [];
      return [lookupUser(workspace, userId)];
    }),
  );
  const users = answers.flatMap((answer) => (answer.status === "fulfilled" ? (answer.value ?? []) : []));
  return users.filter(({ isAway }) => isAway !== undefined);
}

/** What is to be known of a person from now on: an absence, `null` for none, undefined when nothing changes. */
function nextOf(
  personId: string,
  shown: readonly ChatUser[],
  { known, nowMs }: { readonly known: Absence | undefined; readonly nowMs: number },
): Absence | null | undefined {
  const away = shown.find(({ isAway }) => isAway === true);
  if (away === undefined) {
    const isOver = known?.isHere === true || known?.source === "status";
    return isOver ? null : undefined;
  }
  // What somebody said here counts more than what a platform shows.
  if (known?.isHere === true) return undefined;
  const now = known === undefined ? undefined : absenceAt(personId, nowMs, [known]);
  if (now?.source === "command") return undefined;
  const untilMs = away.awayUntil === undefined ? undefined : Date.parse(away.awayUntil);
  if (untilMs !== undefined && untilMs <= nowMs) return undefined;
  if (now !== undefined && now.untilMs === untilMs) return undefined;
  return {
    personId,
    fromMs: now?.fromMs ?? nowMs,
    ...(untilMs === undefined ? {} : { untilMs }),
    source: "status",
  };
}

/** Looks who shows themselves as away on a platform, and keeps that. Returns of how many people something changed. */
export async function followStatus({ people, chats, store, clock }: FollowDeps): Promise<number> {
  const absences = await listAbsences(store);
  let changed = 0;
  for (const person of people) {
    const shown = await shownOf(person, chats);
    if (shown.length === 0) continue;
    const known = absences.find(({ personId }) => personId === person.id);
    const next = nextOf(person.id, shown, { known, nowMs: clock.now() });
    if (next === undefined) continue;
    // Whoever says something here in this very moment is right.
    const before = known ?? null;
    const change = next === null ? noAbsenceChange(person.id, { before }) : absenceChange(next, { before });
    if ((await store.commit({ documents: [change] })) === "committed") changed += 1;
  }
  return changed;
}
