import { threadKey } from "../../chat/message-key.ts";
import { threadOf } from "../answer.ts";
import { calledBy } from "../called-by.ts";
import type { ConversationDeps, Turn } from "../conversation-deps.ts";
import { openTask } from "../open-task.ts";
import { refuseIfShut } from "../refuse-if-shut.ts";

/** Words that run an emergency, or name a task or an emergency: nothing new is opened for them. */
const OTHERS = /^(?:(?:I|T)\d+\b|note\b|role\b|customers\b|end\b)/iu;
/** Who finds out what is happening where the router names nobody. seed: rules.yaml#emergency_response */
const DIAGNOSES = "debug";
const LONGEST = 1_000;

/**
 * `/emergency what is broken` outside of a task: declares it, and opens the task that works on it by the emergency
 * pattern, in one thread. False when the words mean something else; the command itself sees to them then.
 */
export async function openEmergency(turn: Turn, args: string, deps: ConversationDeps): Promise<boolean> {
  const { incoming, key } = turn;
  const { escalations: tools, store, people, router, agents } = deps;
  const text = args.trim();
  if (tools === undefined || text === "" || OTHERS.test(text)) return false;
  const thread = threadOf(incoming);
  if (incoming.thread !== undefined && (await store.tasks.ofThread(threadKey(thread))) !== undefined)
    return false;
  const guessed = await router.route(text);
  const primary = guessed.primary ?? agents().get(DIAGNOSES)?.id;
  if (primary === undefined) return false;
  if (await refuseIfShut(turn, { source: incoming, text }, deps)) return true;
  const by = people.of({ platform: incoming.platform, userId: incoming.from.id });
  // People are called first: whatever fails after it, the message is taken up again and this is the same emergency.
  await tools.emergencies.declare({
    key: `emergency.${key}`,
    problem: text.slice(0, LONGEST),
    by,
    ...calledBy(incoming),
    thread,
    taskId: await store.inbox.reserveTaskId(key),
  });
  const route = { ...guessed, frontDoor: "work", band: "route", primary } as const;
  const settings = { flags: { emergency: { value: true, by } } };
  await openTask({ turn, text, source: incoming, route, settings }, deps);
  return true;
}
