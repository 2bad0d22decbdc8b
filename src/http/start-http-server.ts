import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { BotError, messageOf } from "../errors.ts";

export interface HealthReport {
  readonly ok: boolean;
  /** What is wrong, one sentence each. */
  readonly problems: readonly string[];
  /** What is wrong with each chat platform; absent without any. */
  readonly platforms?: Readonly<Record<string, readonly string[]>>;
}

/** Answers a request by itself. */
export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface HttpRoutes {
  /** Alive: the process answers and has looked after its work lately. */
  readonly health: () => Promise<HealthReport>;
  /** Ready: everything that it needs is reachable. */
  readonly ready: () => Promise<HealthReport>;
  /** Prometheus text format with its content type. */
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** What else is served at a path, such as the events of a platform. */
  readonly mounted?: (path: string) => HttpHandler | undefined;
}

export interface HttpServerHandle {
  readonly port: number;
  stop(): Promise<void>;
}

/** Serves /healthz, /readyz and /metrics. Loopback unless the host says otherwise. */
export async function startHttpServer(
  options: { host: string; port: number },
  routes: HttpRoutes,
): Promise<HttpServerHandle> {
  const server = createServer((request, response) => {
    answer(request, response, routes).catch((error: unknown) => {
      reply(response, 500, "text/plain", messageOf(error));
    });
  });
  await listen(server, options);
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : options.port,
    stop: async () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) =>
      reject(
        new BotError(
          "http.cannot_listen",
          `Port ${port} on ${host} cannot be used: ${error.message}. Set SWITCHYARD_HTTP_PORT to a free one.`,
          { cause: error },
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, routes: HttpRoutes): Promise<void> {
  // Not the URL class: it throws on paths such as "//".
  const [path = "/"] = (request.url ?? "/").split("?");
  const handler = routes.mounted?.(path);
  if (handler !== undefined) return handler(request, response);
  if (request.method !== "GET" && request.method !== "HEAD")
    return reply(response, 405, "text/plain", "Only GET is served here.");
  switch (path) {
    case "/healthz":
      return replyHealth(response, await routes.health());
    case "/readyz":
      return replyHealth(response, await routes.ready());
    case "/metrics": {
      const { contentType, text } = await routes.metrics();
      return reply(response, 200, contentType, text);
    }
    default:
      return reply(response, 404, "text/plain", "Served here: /healthz, /readyz, /metrics.");
  }
}

function replyHealth(response: ServerResponse, report: HealthReport): void {
  reply(response, report.ok ? 200 : 503, "application/json", JSON.stringify(report));
}

function reply(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { "content-type": contentType, "cache-control": "no-store" });
  response.end(`${body}\n`);
}
