import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { type Instruction, readDockerfile, valuesOf } from "./read-dockerfile.ts";

const stages = readDockerfile(readFileSync("Dockerfile", "utf8"));
const build = stages.find((stage) => stage.name === "build");
const packages = stages.find((stage) => stage.name === "packages");
const image = stages.at(-1);
const ignored = readFileSync(".dockerignore", "utf8").split("\n");

/** What a COPY takes from the checkout. */
function copiedFromCheckout({ name, value }: Instruction): string[] {
  return name === "COPY" && !value.startsWith("--from=") ? value.split(" ").slice(0, -1) : [];
}

function environment(): Record<string, string> {
  const pairs = valuesOf(image, "ENV").flatMap((value) => value.split(" "));
  return Object.fromEntries(pairs.map((pair) => pair.split("=") as [string, string]));
}

test("the image is built with the steps that CI runs", () => {
  const ci = readFileSync(".ci/run", "utf8").split("\n");

  const steps = valuesOf(build, "RUN");

  expect(steps).toEqual(["npm ci", "npm run build"]);
  expect(ci).toEqual(expect.arrayContaining(steps));
});

test("the image holds the packages that run it, and not those that build it", () => {
  const [install = ""] = valuesOf(packages, "RUN");
  expect(install.split(" && ")[0]).toBe("npm ci --omit=dev");
  const copies = valuesOf(image, "COPY").filter((value) => value.includes("node_modules"));
  expect(copies).toEqual(["--from=packages /app/node_modules ./node_modules"]);
});

test("all stages stand on one Node, pinned to a minor version that package.json allows", () => {
  const { engines } = JSON.parse(readFileSync("package.json", "utf8")) as { engines: { node: string } };
  const pinned = /^ARG NODE_VERSION=(\d+)\.(\d+)$/mu.exec(readFileSync("Dockerfile", "utf8"));
  const [major, minor] = [Number(pinned?.[1]), Number(pinned?.[2])];
  const [wantedMajor = 0, wantedMinor = 0] = engines.node.replace(">=", "").split(".").map(Number);

  expect(new Set(stages.map((stage) => stage.base))).toEqual(new Set(["node:${NODE_VERSION}-bookworm-slim"]));
  expect(major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)).toBe(true);
});

test("the image runs as a user without rights, given by number", () => {
  const names = image?.instructions.map(({ name }) => name) ?? [];

  expect(valuesOf(image, "USER")).toEqual([expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/u)]);
  expect(names.lastIndexOf("USER")).toBeGreaterThan(names.lastIndexOf("RUN"));
});

test("the image starts the compiled command line with absolute path, whatever the working folder", () => {
  expect(valuesOf(image, "ENTRYPOINT")).toEqual(['["node", "/app/dist/src/cli.js"]']);
  expect(valuesOf(image, "CMD")).toEqual(['["start", "--no-console"]']);
});

test("the image brings the agents along, no Redis and no secrets", () => {
  const copied = image?.instructions.flatMap(copiedFromCheckout) ?? [];

  expect(copied).toContain("agent-config");
  expect(copied.filter((path) => path.startsWith(".env"))).toEqual([]);
  expect(readFileSync("Dockerfile", "utf8")).not.toMatch(/apt-get|apk add/u);
});

test("what the image copies exists and is not kept out by .dockerignore, which keeps out the rest", () => {
  const copied = stages.flatMap((stage) => stage.instructions.flatMap(copiedFromCheckout));

  expect(copied.filter((path) => !existsSync(path))).toEqual([]);
  const allowed = ignored.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
  expect(ignored).toContain("*");
  expect([...new Set(copied)].sort()).toEqual(allowed.sort());
});

test("the labels tell the version of package.json", () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

  const labels = valuesOf(image, "LABEL").join(" ");

  expect(labels).toContain(`org.opencontainers.image.version="${version}"`);
  expect(labels).toContain('org.opencontainers.image.licenses="MIT"');
});

/** Runs the health check's own command against a server that answers so. */
async function healthCheck(status: number | "down"): Promise<number | null> {
  const [check = ""] = valuesOf(image, "HEALTHCHECK");
  const [program = "", ...args] = JSON.parse(check.slice(check.indexOf("["))) as string[];
  const server = createServer((request, response) => {
    response.writeHead(request.url === "/healthz" && status !== "down" ? status : 404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  if (status === "down") server.close();
  const child = spawn(program === "node" ? process.execPath : program, args, {
    env: { ...process.env, SWITCHYARD_HTTP_PORT: String(port) },
    stdio: "ignore",
  });
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  server.close();
  return code;
}

test("the health check is about /healthz on the port that the image opens", async () => {
  expect(environment()).toMatchObject({ SWITCHYARD_HTTP_HOST: "0.0.0.0", SWITCHYARD_HTTP_PORT: "8080" });
  expect(valuesOf(image, "EXPOSE")).toEqual(["8080"]);
  expect(await healthCheck(200)).toBe(0);
  expect(await healthCheck(503)).toBe(1);
  expect(await healthCheck("down")).toBe(1);
});
