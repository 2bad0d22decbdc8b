import { expect, onTestFinished, test } from "vitest";
import { checkSlackAccess } from "../../../adapters/slack/check-access.ts";
import { createSlackClients } from "../../../adapters/slack/clients.ts";
import type { ConnectedStore } from "../../../src/entry/connect-store.ts";
import { createHttpRoutes } from "../../../src/entry/create-http-routes.ts";
import { silentLogger } from "../../../src/log/logger.ts";
import { eventBody, mention, startSlackPeer } from "../../chaos/slack/slack-peer.ts";
import { startRig } from "../../chaos/slack/slack-rig.ts";

test("a network that goes and comes back: the bot stays up, says what is wrong, and comes back by itself", async () => {
  const peer = await startSlackPeer();
  onTestFinished(async () => peer.close());
  const rig = await startRig({ peer, via: "socket" });
  onTestFinished(async () => rig.stop());
  const connected = { ping: async () => undefined } as unknown as ConnectedStore;
  const routes = createHttpRoutes(() => connected, 1_000);
  routes.watch([rig.chat]);
  const doctor = checkSlackAccess({
    clients: createSlackClients({ apiUrl: peer.apiUrl, log: silentLogger }),
    botToken: "xoxb-1",
    appToken: "xapp-1",
  });
  await expect.poll(() => peer.sockets.size).toBe(1);
  expect(await routes.ready()).toMatchObject({ ok: true, problems: [] });

  await peer.vanish();
  await expect.poll(() => rig.chat.problems?.().length).toBe(1);
  const [health, ready, lines] = await Promise.all([routes.health(), routes.ready(), doctor.run()]);
  await peer.appear();
  await expect.poll(() => peer.sockets.size).toBe(1);
  await expect.poll(routes.ready).toMatchObject({ ok: true, problems: [] });
  peer.envelope("events_api", eventBody(mention(1, "hello")));
  await expect.poll(() => peer.calls.filter(({ method }) => method === "chat.postMessage").length).toBe(1);

  const said = expect.stringMatching(/cannot be reached|connection/iu) as string;
  expect(health).toMatchObject({ ok: true, platforms: { slack: [said] } });
  expect(ready).toMatchObject({ ok: false, problems: [expect.stringMatching(/^slack: /u) as string] });
  expect(lines.map(({ verdict, message }) => [verdict, message])).toEqual([
    ["problem", said],
    ["problem", said],
  ]);
});
