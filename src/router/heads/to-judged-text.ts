import { applyFrontDoorRules } from "../../frontdoor/front-door.ts";
import { cutText } from "../cut-text.ts";
import { withoutAgentIds, type AgentNames } from "../explicit-agent.ts";

/**
 * A text as the judge gets to see it: cut, without greetings, thanks, polite frames and agent ids. Training texts
 * pass through here too, since a head that learns from texts of another shape is worse on real ones.
 */
export function toJudgedText(text: string, names: AgentNames): string {
  const cut = cutText(text).text;
  const ruled = applyFrontDoorRules(cut);
  const request = withoutAgentIds("rest" in ruled && ruled.rest !== "" ? ruled.rest : cut, names).trim();
  return request === "" ? cut.trim() : request;
}
