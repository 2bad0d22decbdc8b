import { OTHER_AGENT } from "../ask-right-agent.ts";
import { takeCorrectionForm } from "../take-correction.ts";
import { agentField } from "./ask-form.ts";
import { contextOf, type FormHandler, type FormOpener } from "./form.ts";

const PROMPT = /^right\.(T\d+\.r\d+)$/u;

export const rightAgentOpener: FormOpener = {
  opens: (incoming) =>
    incoming.kind === "choice" && incoming.value === OTHER_AGENT && PROMPT.test(incoming.prompt),
  async form(incoming, deps) {
    const [, about = ""] = incoming.kind === "choice" ? (PROMPT.exec(incoming.prompt) ?? []) : [];
    return {
      id: `right:${about}`,
      title: "Who should have it?",
      submitLabel: "Give it to them",
      fields: [agentField(deps, true)],
    };
  },
};

export const rightAgentHandler: FormHandler = {
  prefix: "right",
  async take(turn, deps) {
    const about = contextOf(turn.incoming.form);
    await takeCorrectionForm(turn, { about, agent: turn.incoming.values["agent"] ?? "" }, deps);
  },
};
