import { request } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { createMetrics } from "../../src/http/create-metrics.ts";
import { startHttpServer } from "../../src/http/start-http-server.ts";
import type { HttpRoutes } from "../../src/http/start-http-server.ts";

const FINE: HttpRoutes = {
  health: async () => ({ ok: true, problems: [] }),
  ready: async () => ({ ok: true, problems: [] }),
  metrics: async () => ({ contentType: "text/plain; version=0.0.4", text: "switchyard_up 1" }),
};

async function start(routes: Partial<HttpRoutes> = {}) {
  const server = await startHttpServer({ host: "127.0.0.1", port: 0 }, { ...FINE, ...routes });
  onTestFinished(async () => server.stop());
  return { ...server, url: `http://127.0.0.1:${server.port}` };
}

/** Sends the path as it is: `fetch` would tidy it up first. */
async function rawStatus(port: number, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.once("error", reject).end();
  });
}

test.each(["/healthz", "/readyz"])("%s answers 200 while all is well", async (path) => {
  const { url } = await start();

  const response = await fetch(`${url}${path}`);

  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await response.json()).toEqual({ ok: true, problems: [] });
});

test("tells alive and ready apart, and says what is wrong", async () => {
  const ready = async () => ({ ok: false, problems: ["Redis does not answer."] });
  const { url } = await start({ ready });

  const [alive, waiting] = await Promise.all([fetch(`${url}/healthz`), fetch(`${url}/readyz?full=1`)]);

  expect(alive.status).toBe(200);
  expect(waiting.status).toBe(503);
  expect(await waiting.json()).toEqual({ ok: false, problems: ["Redis does not answer."] });
});

test("serves metrics in the format that they come in", async () => {
  const { url } = await start();

  const response = await fetch(`${url}/metrics`);

  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4");
  expect(await response.text()).toContain("switchyard_up 1");
});

test("serves nothing else", async () => {
  const { url } = await start();

  const statuses = await Promise.all([
    fetch(`${url}/`),
    fetch(`${url}/healthz/more`),
    fetch(`${url}/healthz`, { method: "POST", body: "x" }),
    fetch(`${url}/nothing`, { method: "DELETE" }),
  ]);

  expect(statuses.map(({ status }) => status)).toEqual([404, 404, 405, 405]);
});

test("answers HEAD without a body", async () => {
  const { url } = await start();

  const response = await fetch(`${url}/healthz`, { method: "HEAD" });

  expect([response.status, await response.text()]).toEqual([200, ""]);
});

test.each(["//", "/%", "/..//healthz"])("survives the odd path %j", async (path) => {
  const { port, url } = await start();

  expect(await rawStatus(port, path)).toBe(404);

  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test("answers 500 when a check breaks, and goes on", async () => {
  const { url } = await start({
    ready: async () => {
      throw new Error("no");
    },
  });

  expect((await fetch(`${url}/readyz`)).status).toBe(500);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test("says which port is taken and how to choose another", async () => {
  const { port } = await start();

  await expect(startHttpServer({ host: "127.0.0.1", port }, FINE)).rejects.toMatchObject({
    code: "http.cannot_listen",
    message: expect.stringMatching(new RegExp(`${port}.*SWITCHYARD_HTTP_PORT`, "u")),
  });
});

test("stops although a client keeps its connection open", async () => {
  const server = await startHttpServer({ host: "127.0.0.1", port: 0 }, FINE);
  await (await fetch(`http://127.0.0.1:${server.port}/healthz`)).text();

  await server.stop();

  await expect(fetch(`http://127.0.0.1:${server.port}/healthz`)).rejects.toThrow("fetch failed");
});

test("measures what the process took in and what waits, as Prometheus reads it", async () => {
  const metrics = createMetrics({
    waitingJobs: async () => 4,
    openTasks: async () => 2,
    timers: async () => ({ open: 4, overdue: 1 }),
    deadLetters: async () => {
      throw new Error("Redis is away.");
    },
    gpus: async () => [{ host: "h", device: "GPU-a", utilisationPercent: 50, memoryUsedMiB: 2 }],
  });

  metrics.messagesAccepted.inc({ platform: "slack", outcome: "accepted" });
  metrics.messagesAccepted.inc({ platform: "slack", outcome: "accepted" });
  const { contentType, text } = await metrics.render();

  expect(contentType).toContain("text/plain");
  expect(text).toContain('switchyard_messages_total{platform="slack",outcome="accepted"} 2');
  expect(text).toContain("switchyard_agent_jobs_waiting 4");
  expect(text).toContain("switchyard_tasks_open 2");
  expect(text).toContain('switchyard_timers{state="open"} 4');
  expect(text).toContain('switchyard_timers{state="overdue"} 1');
  expect(text).toContain('switchyard_gpu_utilisation_ratio{host="h",device="GPU-a"} 0.5');
  expect(text).toContain('switchyard_gpu_memory_used_bytes{host="h",device="GPU-a"} 2097152');
  expect(text).not.toContain("switchyard_gpu_memory_bytes{");
  expect(text.toLowerCase()).toContain("switchyard_dead_letters nan");
});
