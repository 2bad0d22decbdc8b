import { signed } from "./slack-peer.ts";

/** Posts a JSON body as Slack does; resolves with the status. */
export async function signedPost(
  url: string,
  body: object,
  more: Readonly<Record<string, string>> = {},
): Promise<number> {
  const text = JSON.stringify(body);
  const headers = { "content-type": "application/json", ...signed(text), ...more };
  return (await fetch(url, { method: "POST", body: text, headers })).status;
}

export async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
