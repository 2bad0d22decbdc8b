const REDACTED = "[redacted]";

/** Shapes of credentials that are recognisable wherever they stand. */
const TOKENS: readonly RegExp[] = [
  /\bAKIA[0-9A-Z]{16}\b/gu,
  /\bgh[pousr]_[A-Za-z0-9]{20,}\b/gu,
  /\bgithub_pat_\w{20,}\b/gu,
  /\bglpat-[\w-]{16,}/gu,
  /\bnpm_[A-Za-z0-9]{30,}\b/gu,
  /\bsk-[A-Za-z0-9_-]{20,}/gu,
  /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}\b/gu,
  /\bxox[a-z]-[A-Za-z0-9-]{10,}/gu,
  /\bxapp-[A-Za-z0-9-]{10,}/gu,
  /\bAIza[\w-]{30,}/gu,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{5,}/gu,
  /\b[A-Za-z0-9_-]{24,28}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}\b/gu,
];
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,100}:)[^\s/@]{1,200}(?=@)/gu;
const ASSIGNED =
  /(\b[\w.-]{0,40}(?:api[_-]?key|passw(?:or)?d|private[_-]?key|secret|token)["']?\s{0,4}[:=]\s{0,4}["'])[^"'\s]{8,200}(?=["'])/giu;
const KEY_LINE = /^["' \t]*[A-Za-z0-9+/=]{40,}(?:\\n)?["',; \t]*$/gmu;

/**
 * Blanks out what looks like a credential, so that lines of a file can be shown in a chat. The line count
 * stays. `holdsKey` says that the file they are from holds a private key: then every line that may be a part
 * of one goes.
 */
export function redactSecrets(text: string, options: { readonly holdsKey: boolean }): string {
  let clean = text.replace(URL_PASSWORD, `$1${REDACTED}`).replace(ASSIGNED, `$1${REDACTED}`);
  for (const token of TOKENS) clean = clean.replace(token, REDACTED);
  return options.holdsKey ? clean.replace(KEY_LINE, REDACTED) : clean;
}
