const OPENING = String.raw`(?:(?:sorry|no|hm+)[\s,]+)?(?:(?:that|this|it)(?:['’]?s|\s+is|\s+was)?\s+)?(?:(?:still|clearly)\s+)?(?:the\s+)?`;
const LEAD_IN = String.raw`(?:(?:(?:it|this|that)\s+)?(?:should|must)\s+(?:be|go\s+to|have\s+been)|(?:please\s+)?(?:use|take|try|ask|give\s+it\s+to)|this\s+is\s+for|it['’]?s\s+for|needs?)\s+`;
const CORRECTION = new RegExp(
  String.raw`^\s*${OPENING}wrong\s+(?:agent|specialist|one)(?:\s+for\s+this)?(?:[\s:,;.!–-]+(?:${LEAD_IN})?@?(?<agent>[A-Za-z][\w-]{0,60})?(?:[\s,]+(?:please|pls|instead))*)?[\s.!]*$`,
  "iu",
);
const NO_NAME = /^(?:please|pls|instead|sorry|again|here|for|it|this|that|really)$/iu;

/** What a message in a task's thread says against its agent; `agent` as it was typed, absent when nobody was named. */
export interface Correction {
  readonly agent?: string;
}

/**
 * Reads "wrong agent", "that's the wrong agent", "wrong agent: debug", "wrong agent, should be @debug". The message must
 * say nothing else: whoever writes more writes about the work, which may well have an agent that is wrong in it.
 */
export function parseCorrection(text: string): Correction | undefined {
  const match = CORRECTION.exec(text);
  if (match === null) return undefined;
  const agent = match.groups?.["agent"];
  return agent === undefined || NO_NAME.test(agent) ? {} : { agent };
}
