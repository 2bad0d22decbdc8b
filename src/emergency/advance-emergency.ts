import type { EventType } from "../events/event.ts";
import type { EmergencyWord } from "./emergencies.ts";
import type { Emergency } from "./emergency.ts";
import type { NameOf } from "./with-names.ts";

/** The emergency after a word, and what the log calls it; undefined when the word is about nothing there is. */
export function advanceEmergency(
  emergency: Emergency,
  word: EmergencyWord,
  { nowMs, nameOf }: { readonly nowMs: number; readonly nameOf: NameOf },
): { readonly next: Emergency; readonly event: EventType } | undefined {
  const at = new Date(nowMs).toISOString();
  const entry = (text: string): Emergency["timeline"] => [...emergency.timeline, { at, by: word.by, text }];
  switch (word.type) {
    case "noted":
      return { next: { ...emergency, timeline: entry(word.text) }, event: "emergency.noted" };
    case "role_given": {
      const roles = { ...emergency.roles, [word.role]: word.to };
      return {
        next: { ...emergency, roles, timeline: entry(`${nameOf(word.to)} is ${word.role}`) },
        event: "emergency.noted",
      };
    }
    case "drafted": {
      const no = emergency.drafts.length + 1;
      const draft = { no, text: word.text, by: word.by, state: "proposed" as const };
      const timeline = entry(`drafts message ${no} to customers`);
      return {
        next: { ...emergency, drafts: [...emergency.drafts, draft], timeline },
        event: "emergency.noted",
      };
    }
    case "draft_decided": {
      const { no, by, isApproved } = word;
      if (emergency.drafts.find((draft) => draft.no === no)?.state !== "proposed") return undefined;
      const state = isApproved ? ("approved" as const) : ("refused" as const);
      const drafts = emergency.drafts.map((draft) =>
        draft.no === no ? { ...draft, state, decidedBy: by } : draft,
      );
      return {
        next: { ...emergency, drafts, timeline: entry(`${state} message ${no} to customers`) },
        event: "emergency.noted",
      };
    }
    case "ended": {
      const ended = { at, by: word.by, cause: word.cause };
      const next: Emergency = {
        ...emergency,
        state: "ended",
        ended,
        timeline: entry(`ends it: ${word.cause}`),
      };
      return { next, event: "emergency.ended" };
    }
  }
}
