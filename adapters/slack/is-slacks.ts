const SLACKS = /(?:^|\.)slack(?:-gov)?\.com$/u;

/**
 * Whether an address that came from outside is Slack's own, so that a token or an answer may go there: https at its
 * usual port on a host of Slack's, with no name or password in front of it; or where the Web API is configured to be.
 */
export function isSlacks(address: string, apiUrl?: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, origin, port, username, password } = new URL(address);
  if (username !== "" || password !== "") return false;
  if (apiUrl !== undefined && origin === new URL(apiUrl).origin) return true;
  return protocol === "https:" && port === "" && SLACKS.test(hostname);
}
