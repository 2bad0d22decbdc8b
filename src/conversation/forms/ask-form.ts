import { HOME_PROMPT } from "../../board/render-home.ts";
import type { Form, FormField, IncomingForm } from "../../chat/messages.ts";
import type { Route } from "../../router/route.ts";
import { answer } from "../answer.ts";
import type { ConversationDeps, Turn } from "../conversation-deps.ts";
import { runCommand } from "../handle-command.ts";
import { openTask } from "../open-task.ts";
import { isWithoutWords, type FormHandler, type FormOpener } from "./form.ts";

/** Every agent by its title. A platform that cannot show so many options asks for the name in a line instead. */
export function agentField({ agents }: Pick<ConversationDeps, "agents">, required: boolean): FormField {
  const options = agents().agents.map(({ id, title }) => ({ value: id, label: title.slice(0, 75) }));
  const label = required ? "Agent" : "Agent, or leave it to me";
  return { id: "agent", label, kind: "choice", required, options };
}

export const askOpener: FormOpener = {
  opens: (incoming) =>
    (isWithoutWords(incoming, "ask") && incoming.kind === "command" && incoming.args.trim() === "") ||
    (incoming.kind === "choice" && incoming.prompt === HOME_PROMPT && incoming.value === "ask"),
  async form(_incoming, deps): Promise<Form> {
    return {
      id: "ask",
      title: "Ask an agent",
      submitLabel: "Ask",
      fields: [
        { id: "request", label: "What do you need?", kind: "paragraph", required: true },
        agentField(deps, false),
      ],
    };
  },
};

/** The best agent takes it: whoever filled in a form is not asked again, and can say "wrong agent" later. */
async function askAnybody(turn: Turn<IncomingForm>, request: string, deps: ConversationDeps): Promise<void> {
  const guessed = await deps.router.route(request);
  const primary = guessed.primary ?? guessed.alternatives[0]?.agent ?? null;
  if (primary === null) {
    const text = "I cannot tell who should have that. Choose an agent; `/agents` says what each takes on.";
    return answer(turn, { text }, deps.store);
  }
  const route: Route = { ...guessed, frontDoor: "work", primary, band: "route" };
  await openTask({ turn, text: request, source: turn.incoming, route }, deps);
}

export const askHandler: FormHandler = {
  prefix: "ask",
  async take(turn, deps) {
    const { request = "", agent = "" } = turn.incoming.values;
    if (agent.trim() === "") return askAnybody(turn, request.trim(), deps);
    return runCommand(turn, { name: "ask", args: `${agent.trim()} ${request.trim()}` }, deps);
  },
};
