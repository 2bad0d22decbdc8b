import { EscalationType } from "../../orchestration/rules/escalation-rules.ts";

/** `/escalate` as it was written. */
export interface EscalationRequest {
  readonly taskId?: string;
  readonly level?: number;
  readonly type?: EscalationType;
  readonly reason: string;
}

const TASK = /^(T\d+)\b[\s:,]*/iu;
const LEVEL = /^(?:level\s*|l)?(-?\d+)(?=\s|$)[\s:,]*/iu;
const TYPES = new Map(EscalationType.options.map((type) => [type.replaceAll("_", " "), type]));

function typeOf(text: string): { readonly type: EscalationType; readonly length: number } | undefined {
  const start = text.toLowerCase().replaceAll(/[_-]/gu, " ");
  const found = [...TYPES].find(
    ([words]) => start === words || start.startsWith(`${words} `) || start.startsWith(`${words}:`),
  );
  return found === undefined ? undefined : { type: found[1], length: found[0].length };
}

/** "[task] [level] [type] reason", each part of it but the reason may be missing. */
export function parseEscalation(args: string): EscalationRequest {
  let rest = args.trim();
  const task = TASK.exec(rest);
  if (task !== null) rest = rest.slice(task[0].length);
  const level = LEVEL.exec(rest);
  if (level !== null) rest = rest.slice(level[0].length);
  const type = typeOf(rest);
  if (type !== undefined) rest = rest.slice(type.length).replace(/^[\s:,]+/u, "");
  return {
    ...(task?.[1] === undefined ? {} : { taskId: task[1].toUpperCase() }),
    ...(level?.[1] === undefined ? {} : { level: Number(level[1]) }),
    ...(type === undefined ? {} : { type: type.type }),
    reason: rest.trim(),
  };
}
