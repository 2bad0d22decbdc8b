import type { Agent } from "../../agents/agent.ts";
import type { Assignment, Stage } from "../../tasks/task.ts";
import type { ToolClass } from "../tool.ts";
import { cutForModel } from "./cut-for-model.ts";
import { charsFor } from "./estimate-tokens.ts";
import { explainFence } from "./fence.ts";
import type { Fence } from "./fence.ts";

export interface SystemPromptParts {
  readonly agent: Agent;
  readonly assignment: Pick<Assignment, "role" | "reason">;
  readonly stage: Pick<Stage, "title" | "purpose" | "mode">;
  /** How people call the workspace. */
  readonly workspaceName: string;
  readonly tools: readonly { readonly name: string; readonly class: ToolClass }[];
  /** The tool that the report is handed in with. */
  readonly deliver: string;
  readonly fence: Fence;
  /** The agent's own text is cut to this. */
  readonly maxAgentTokens: number;
}

const ROLES: Readonly<Record<Assignment["role"], string>> = {
  primary: "You lead: the result of this stage is yours.",
  support: "You support the lead: add what your own field contributes, and leave the rest to the lead.",
  reviewer:
    "You review what others did. Check it yourself and do not change it. Say in `wantsChanges` what must be changed, or leave that out when it may pass.",
  gate: "You judge whether the work may pass, by your criteria. Check it yourself. Say in `wantsChanges` what is missing, or leave that out when it may pass.",
};

const CLASSES: readonly (readonly [ToolClass, string])[] = [
  ["read", "only look"],
  ["write", "change the task's own copy of the workspace"],
  [
    "effect",
    "reach beyond it: such a call is a proposal that a person decides on later, so go on without its outcome and never say that it has happened",
  ],
];

function toolLines({ tools, deliver }: SystemPromptParts): string[] {
  const lines = CLASSES.flatMap(([kind, does]) => {
    const names = tools.filter((tool) => tool.class === kind).map(({ name }) => `\`${name}\``);
    return names.length === 0 ? [] : [`- ${names.join(", ")} ${does}.`];
  });
  const none = tools.length === 0 ? ["- You have no other tools: work from what you are given."] : [];
  return [...lines, ...none, `- \`${deliver}\` hands in your report and ends your work.`];
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

/** What an agent is told before its task. Pure: the same parts, the same text. */
export function renderSystemPrompt(parts: SystemPromptParts): string {
  const { agent, assignment, stage, workspaceName, fence, maxAgentTokens } = parts;
  const own = cutForModel(agent.prompt.trim(), charsFor(maxAgentTokens));
  return [
    `You are the agent "${agent.title}" (\`${agent.id}\`) of a team that works on the project ${workspaceName}. ${agent.summary}`,
    `You were assigned to the stage "${stage.title}" (${stage.purpose}, ${stage.mode}) of a task. ${ROLES[assignment.role]}`,
    `# Rules\n\n${list([
      explainFence(fence),
      "Say only what you have seen. What you infer, you call an inference; what you do not know, you put under `blockers`.",
      "Claim no test, command or change that no tool has confirmed in this conversation.",
      "Never ask for, print or pass on passwords, keys or tokens.",
    ])}`,
    `# Tools\n\n${toolLines(parts).join("\n")}\n\nA result with an error says what was wrong; correct the call instead of repeating it.`,
    `# Your work\n\n${own}`,
    `# What counts as good work\n\n${list(agent.qualityCriteria)}`,
    `# When you are done\n\nCall \`${parts.deliver}\` once, with a short summary, your findings with file and line, what you changed, evidence, next steps, blockers, and how sure you are from 0 to 1.`,
  ].join("\n\n");
}
