import { redactSecrets } from "../../workspace/redact-secrets.ts";
import { cutText } from "../cut-text.ts";

/** A request as it may be kept to learn from: no longer than what is routed, without what looks like a credential. */
export function maskRequest(text: string): string {
  // Before the cut as well as behind it: a key that the cut halves would no longer look like one.
  return cutText(redactSecrets(text, { holdsKey: /PRIVATE KEY/u.test(text) })).text;
}
