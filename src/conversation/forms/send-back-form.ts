import { takeApprovalForm } from "../take-plan-answer.ts";
import { contextOf, type FormHandler, type FormOpener } from "./form.ts";

const PROMPT = /^approve\.T\d+\.r\d+\.[\w-]+\.\d+$/u;

/** Sending work back needs a word on what is to be changed. */
export const sendBackOpener: FormOpener = {
  opens: (incoming) =>
    incoming.kind === "choice" && incoming.value === "refuse" && PROMPT.test(incoming.prompt),
  async form(incoming) {
    if (incoming.kind !== "choice") return undefined;
    return {
      id: `refuse:${incoming.prompt}`,
      title: "Send it back",
      submitLabel: "Send back",
      fields: [{ id: "reason", label: "What is to be changed?", kind: "paragraph", required: true }],
    };
  },
};

export const sendBackHandler: FormHandler = {
  prefix: "refuse",
  async take(turn, deps) {
    const prompt = contextOf(turn.incoming.form);
    await takeApprovalForm(turn, { prompt, reason: turn.incoming.values["reason"] ?? "" }, deps);
  },
};
