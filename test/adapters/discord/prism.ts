import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { SeenRequest } from "./discord-server.ts";
import { freePort } from "../../free-port.ts";

const require = createRequire(import.meta.url);

/** Discord's own description of its REST API; beside the repository, for it is not ours to ship. */
const SPEC = resolve(import.meta.dirname, "../../../../shared/specs/discord-openapi.json");

export function hasDescription(): boolean {
  return existsSync(SPEC);
}

const Spec = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()).optional() }).optional(),
});
const Violation = z.looseObject({
  location: z.array(z.union([z.string(), z.number()])),
  message: z.string(),
});

function fits(template: string, path: string): boolean {
  const pattern = template.replace(/[.*+?^$()|[\]\\]/gu, String.raw`\$&`).replace(/\{[^}]+\}/gu, "[^/]+");
  return new RegExp(`^${pattern}$`, "u").test(path);
}

/**
 * What a description can tell apart: which keys there are, numbers, and whether a text is empty or an id. How long texts
 * and lists are goes into `sizes`, by place.
 */
function shapeOf(value: unknown, place: string, sizes: Map<string, number>): unknown {
  const note = (size: number): void => void sizes.set(place, Math.max(size, sizes.get(place) ?? 0));
  if (typeof value === "string") {
    note(value.length);
    return value === "" ? "empty" : /^\d+$/u.test(value) ? "id" : "text";
  }
  if (Array.isArray(value)) {
    note(value.length);
    const shapes = value.map((each) => JSON.stringify(shapeOf(each, `${place}[]`, sizes)));
    return [...new Set(shapes)].toSorted();
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, shapeOf(inner, `${place}.${key}`, sizes)]),
  );
}

/** Of requests that look the same to the description, those with the longest of each text and list. */
export function distinct(requests: readonly SeenRequest[]): SeenRequest[] {
  const longest = new Map<string, { readonly size: number; readonly request: SeenRequest }>();
  for (const request of requests) {
    const sizes = new Map<string, number>();
    const place = request.path.replace(/\d{5,}|token-\d+/gu, ":id");
    const shape = `${request.method} ${place} ${JSON.stringify(shapeOf(request.body, "body", sizes))}`;
    if (sizes.size === 0) sizes.set("body", 0);
    for (const [at, size] of sizes) {
      const key = `${shape} ${at}`;
      const known = longest.get(key);
      if (known === undefined || size > known.size) longest.set(key, { size, request });
    }
  }
  return [...new Set([...longest.values()].map(({ request }) => request))];
}

export interface Validation {
  readonly checked: number;
  /** What Discord's description does not allow, by request. */
  readonly violations: readonly string[];
}

/** Asks Prism, with Discord's description of the paths that were used, what it thinks of the requests. */
export async function validateRequests(requests: readonly SeenRequest[]): Promise<Validation> {
  const dir = await mkdtemp(join(tmpdir(), "prism-"));
  const spec = Spec.parse(JSON.parse(await readFile(SPEC, "utf8")));
  const all = distinct(requests);
  const used = Object.keys(spec.paths).filter((template) =>
    all.some(({ path }) => fits(template, encodeURI(path))),
  );
  const unknown = all.filter(({ path }) => !used.some((template) => fits(template, encodeURI(path))));
  const file = join(dir, "discord.json");
  await writeFile(file, JSON.stringify(requestsOnly(spec, used)));
  const port = await freePort();
  const bin = require.resolve("@stoplight/prism-cli/dist/index.js");
  const prism = spawn(process.execPath, [bin, "mock", "-p", String(port), file], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  try {
    await listening(prism.stdout);
    const violations = unknown.map(({ method, path }) => `${method} ${path}: not in the description`);
    for (const request of all) violations.push(...(await ask(request, port)));
    return { checked: all.length, violations };
  } finally {
    prism.kill();
    await once(prism, "exit");
    await rm(dir, { recursive: true, force: true });
  }
}

async function listening(output: NodeJS.ReadableStream): Promise<void> {
  let text = "";
  await new Promise<void>((resolve, reject) => {
    // It goes on being read: a program whose output nobody takes stops, or ends.
    output.on("data", (chunk) => {
      text += String(chunk);
      if (text.includes("Prism is listening")) resolve();
    });
    output.on("end", () => reject(new Error(`Prism did not start: ${text.slice(-500)}`)));
  });
}

const METHODS = new Set(["get", "put", "post", "patch", "delete"]);
const OK = { "200": { description: "whatever" } };

/** The paths with what requests must be like; what answers look like takes most of the description, and nobody asks. */
function requestsOnly(spec: z.infer<typeof Spec>, used: readonly string[]): unknown {
  const paths = Object.fromEntries(
    used.map((template) => {
      const entries = Object.entries(spec.paths[template] ?? {}).map(([key, value]) =>
        METHODS.has(key) ? [key, { ...(value as object), responses: OK }] : [key, value],
      );
      return [template, Object.fromEntries(entries)] as const;
    }),
  );
  const { schemas = {}, ...components } = spec.components ?? {};
  const needed = new Map<string, unknown>();
  const follow = (node: unknown): void => {
    for (const [, name = ""] of JSON.stringify(node).matchAll(/"#\/components\/schemas\/([^"]+)"/gu)) {
      if (needed.has(name)) continue;
      needed.set(name, schemas[name]);
      follow(schemas[name]);
    }
  };
  follow(paths);
  return {
    ...spec,
    paths,
    components: { securitySchemes: components["securitySchemes"], schemas: Object.fromEntries(needed) },
  };
}

async function ask({ method, path, query, body }: SeenRequest, port: number): Promise<string[]> {
  const response = await fetch(`http://127.0.0.1:${port}${encodeURI(path)}${query}`, {
    method,
    headers: { authorization: "Bot token", "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const header = response.headers.get("sl-violations");
  const found = header === null ? [] : z.array(Violation).parse(JSON.parse(header));
  const answer = await response.text();
  if (response.status === 422)
    return [`${method} ${path}: ${answer.slice(0, 600)} ${JSON.stringify(body).slice(0, 600)}`];
  return found
    .filter(({ location }) => location[0] === "request")
    .map(({ message }) => `${method} ${path}: ${message}`);
}
