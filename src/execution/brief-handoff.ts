import type { Checklist } from "../agents/agent.ts";
import type { HandoffDraft } from "../hooks/handoff-package.ts";
import type { Passage } from "../workspace/workspace-search.ts";
import { toInlineText } from "./brief-text.ts";

const STEPS = 8;
const LINE_CHARS = 200;

/** What a brief hands on: places that were found, where nobody has worked yet, and what is to be done first. */
export function toHandoff(
  passages: readonly Passage[],
  checklist: Checklist | undefined,
  workspaceName: string,
): HandoffDraft {
  const places = passages.map(({ path, startLine }) => `${path}:${startLine}`);
  const steps = (checklist?.steps ?? []).slice(0, STEPS).map((step) => toInlineText(step, LINE_CHARS));
  const looked = `searched ${toInlineText(workspaceName, 80)} for the words of the request`;
  return {
    findings:
      places.length === 0
        ? ["No place in the workspace shares the words of the request."]
        : [`Places that share the words of the request: ${places.join(", ")}`],
    artifacts: [],
    openQuestions: [],
    tried: [`${looked}: ${places.length === 0 ? "nothing found" : `${places.length} found`}`],
    nextSteps: steps.length === 0 ? ["Read the request and begin."] : steps,
    ...(passages.length === 0
      ? {}
      : {
          evidence: passages.map(({ path, startLine }) => ({
            kind: "reference",
            title: "place in the workspace",
            target: path,
            line: startLine,
          })),
        }),
  };
}
