import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";

const LockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
const { packages } = LockFile.parse(JSON.parse(readFileSync("package-lock.json", "utf8")));

test("the lock file has the binaries of every platform, without which npm ci refuses it", () => {
  const wanted = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ path, name })),
  );

  const missing = wanted.filter(
    ({ path, name }) =>
      !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
  );

  expect(wanted.length).toBeGreaterThan(0);
  expect(missing.map(({ name }) => name)).toEqual([]);
});

test("every version is exact, so that two installs are the same", () => {
  const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Record<string, unknown>;
  const named = z.record(z.string(), z.string());
  const versions = { ...named.parse(manifest["dependencies"]), ...named.parse(manifest["devDependencies"]) };

  const loose = Object.entries(versions).filter(([, version]) => !/^\d+\.\d+\.\d+$/u.test(version));

  expect(loose).toEqual([]);
});
