import { startSlackServer } from "@openclaw/crabline";
import { pause, signedPost } from "./signed-post.ts";
import { eventBody, mention, startSlackPeer } from "./slack-peer.ts";
import { startRig, until } from "./slack-rig.ts";
import type { FaultCase, Verdict } from "../fault-case.ts";
import { freePort } from "../../free-port.ts";

/** The bot hears of a message for the first time by a retry. */
async function signedRetry(): Promise<Verdict> {
  const peer = await startSlackPeer();
  const rig = await startRig({ peer, via: "http" });
  const headers = { "x-slack-retry-num": "2", "x-slack-retry-reason": "connection_failed" };
  const status = await signedPost(rig.url, eventBody(mention(1, "late")), headers);
  const posts = () => peer.calls.filter(({ method }) => method === "chat.postMessage").length;
  await until(() => posts() >= 1);
  await pause(100);
  await rig.stop();
  await peer.close();
  return { held: posts() === 1 && status === 200, facts: { replies: posts(), status } };
}

/** Crabline keeps to Slack's schedule: at once, after one minute, after five. The bot comes up in between. */
async function crablineRetry(): Promise<Verdict> {
  const port = await freePort();
  const crabline = await startSlackServer({
    port: await freePort(),
    eventsRequestUrl: `http://127.0.0.1:${port}/slack/events`,
  });
  const { endpoints, adminToken, signingSecret, botToken } = crabline.manifest;
  await fetch(endpoints.adminInboundUrl, {
    method: "POST",
    headers: { "content-type": "application/json", "x-crabline-admin-token": adminToken },
    body: JSON.stringify({ channel: "D0123ABCD", user: "U0123ABCD", text: "are you there" }),
  });
  await pause(50_000);
  const peer = await startSlackPeer();
  let answered = 0;
  const rig = await startRig({
    peer: { ...peer, apiUrl: endpoints.apiRoot },
    via: "http",
    port,
    access: { botToken, signingSecret },
    reply: (text) => {
      answered += 1;
      return `heard ${text}`;
    },
  });
  await until(() => answered >= 1, 30_000);
  await pause(1_000);
  await rig.stop();
  await peer.close();
  await crabline.close();
  return { held: answered === 1 && rig.jobs.length === 1, facts: { answered, jobs: rig.jobs.length } };
}

export const case19: FaultCase = {
  number: 19,
  title: "a retry that is the first delivery seen is answered, once",
  run: async (scale) => (scale === "full" ? crablineRetry() : signedRetry()),
};
