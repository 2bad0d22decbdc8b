const BEGINNING = /^\s*\{\s*"say"\s*:\s*"/u;
const ENDING = /^((?:[^"\\]|\\.)*)"/su;
const WHOLE_PART = /^(?:[^"\\]|\\(?:[^u]|u[\da-f]{4}))*/isu;

/** The text of `say` in the beginning of an answer, as far as it has been written. */
function saidSoFar(json: string): string {
  const beginning = BEGINNING.exec(json);
  if (beginning === null) return "";
  const rest = json.slice(beginning[0].length);
  const inner = ENDING.exec(rest)?.[1] ?? WHOLE_PART.exec(rest)?.[0] ?? "";
  try {
    return String(JSON.parse(`"${inner.replace(/[\n\r\t]/gu, " ")}"`));
  } catch {
    return "";
  }
}

/** Takes an answer as it is written and hands on what it says in words, piece by piece, without the JSON around it. */
export function createSaidReader(onText: (piece: string) => void): (chunk: string) => void {
  let json = "";
  let handedOn = 0;
  return (chunk) => {
    json += chunk;
    const said = saidSoFar(json);
    if (said.length <= handedOn) return;
    onText(said.slice(handedOn));
    handedOn = said.length;
  };
}
