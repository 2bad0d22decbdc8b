/** One thing wrong in a file that people edit: where it is, what is wrong, and what to do about it. */
export interface Problem {
  readonly file: string;
  /** 1-based, when the place is known. */
  readonly line?: number;
  /** Dotted path of the key, such as `teams.payments.timeZone`; empty for the whole file. */
  readonly key: string;
  readonly message: string;
  readonly remedy?: string;
}

/** One line for people: `agent-config/debug.md:12 examples: has 3 entries. Write at least 12.` */
export function formatProblem(problem: Problem): string {
  const place = problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`;
  const key = problem.key === "" ? "" : ` ${problem.key}`;
  const remedy = problem.remedy === undefined ? "" : ` ${problem.remedy}`;
  return `${place}${key}: ${problem.message}${remedy}`;
}
