import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { Config } from "../../src/config/config.ts";
import { Env } from "../../src/config/env.ts";
import { readDockerfile, valuesOf } from "./read-dockerfile.ts";

const Service = z.object({
  image: z.string(),
  build: z.string().optional(),
  command: z.array(z.string()),
  user: z.string().optional(),
  init: z.boolean().optional(),
  restart: z.string(),
  read_only: z.boolean(),
  cap_drop: z.array(z.string()),
  security_opt: z.array(z.string()),
  ports: z.array(z.string()).optional(),
  env_file: z.array(z.object({ path: z.string(), required: z.boolean() })).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  volumes: z.array(
    z.union([
      z.string(),
      z.object({
        type: z.literal("bind"),
        source: z.string(),
        target: z.string(),
        read_only: z.boolean(),
        bind: z.object({ create_host_path: z.boolean() }).optional(),
      }),
    ]),
  ),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
  deploy: z.object({ replicas: z.number() }).optional(),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  stop_grace_period: z.string(),
});
const Compose = z.object({
  services: z.object({ bot: Service, worker: Service, redis: Service }),
  volumes: z.record(z.string(), z.unknown()),
});

const compose = Compose.parse(parse(readFileSync("compose.yaml", "utf8"), { merge: true }));
const { bot, worker, redis } = compose.services;
const image = readDockerfile(readFileSync("Dockerfile", "utf8")).at(-1);

test("Redis keeps what it is given, and never throws any of it away", () => {
  const options = redis.command.join(" ");

  expect(redis.image).toMatch(/^redis:7\.\d+-/u);
  expect(options).toMatch(/^redis-server --appendonly yes /u);
  expect(options).toContain("--maxmemory-policy noeviction");
  expect(redis.volumes).toEqual(["redis:/data"]);
  expect(compose.volumes).toHaveProperty("redis");
  expect(redis.healthcheck?.test).toEqual(["CMD", "redis-cli", "ping"]);
});

test("Redis is reached by the other services only", () => {
  expect(redis.ports).toBeUndefined();
  expect(bot.environment?.["REDIS_URL"]).toBe("redis://redis:6379");
});

test("bot and workers are one image that waits for a healthy Redis", () => {
  expect([bot.image, bot.build]).toEqual([worker.image, worker.build]);
  expect([bot.command, worker.command]).toEqual([["start", "--no-worker", "--no-console"], ["worker"]]);
  expect([bot, worker].map((service) => service.depends_on?.["redis"]?.condition)).toEqual([
    "service_healthy",
    "service_healthy",
  ]);
  expect(worker.deploy?.replicas).toBeGreaterThan(1);
  // Two processes cannot open one port of the host.
  expect(worker.ports).toBeUndefined();
});

test("no container may write outside its volumes, or gain rights", () => {
  for (const service of Object.values(compose.services)) {
    expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"], restart: "unless-stopped" });
    expect(service.security_opt).toContain("no-new-privileges:true");
    const binds = service.volumes.filter((volume) => typeof volume !== "string");
    expect(binds.every((bind) => bind.read_only)).toBe(true);
  }
  expect(redis.user).toBe("redis");
});

test("the bot is reached from this machine only, unless somebody changes that", () => {
  expect(bot.ports).toEqual(["127.0.0.1:8080:8080"]);
  expect(bot.environment?.["SWITCHYARD_HTTP_PORT"]).toBe(valuesOf(image, "EXPOSE")[0]);
});

test("starts without a .env file, and sets only variables that Switchyard knows", () => {
  expect(bot.env_file).toEqual([{ path: ".env", required: false }]);
  expect(Object.keys(Env.shape)).toEqual(expect.arrayContaining(Object.keys(bot.environment ?? {})));
  // Names that compose fills in come from .env too, and Switchyard refuses those that it does not know.
  const filledIn = [...readFileSync("compose.yaml", "utf8").matchAll(/\$\{(\w+)/gu)].map(([, name]) => name);
  expect(Object.keys(Env.shape)).toEqual(expect.arrayContaining(filledIn));
});

test("containers get longer to stop than running jobs get to end", () => {
  const { shutdownMs } = Config.parse({}).jobs;

  const graceMs = Number.parseInt(bot.stop_grace_period, 10) * 1000;

  expect(bot.stop_grace_period).toMatch(/^\d+s$/u);
  expect(graceMs).toBeGreaterThan(shutdownMs);
});
