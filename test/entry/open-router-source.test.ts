import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readSettings } from "../../src/config/settings.ts";
import { openRouterSource } from "../../src/entry/open-router-source.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { shipped } from "../orchestration/shipped.ts";

const MODEL = "models/router";
const REQUESTS = "agent-config/routing";
const FEW = 25;
const TEXT = "the allocator test fails since the last merge, can someone find out why?";

async function aFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "switchyard-router-"));
  onTestFinished(async () => rm(dir, { recursive: true, force: true }));
  return dir;
}

interface Setting {
  readonly modelDir?: string;
  readonly agentDir?: string;
  readonly yaml?: string;
  readonly source?: Readonly<Record<string, string>>;
}

/** The router of an installation with the shipped agents, and what it logs. */
async function open({
  modelDir,
  agentDir = "agent-config",
  yaml = "router: { kind: bitnet }",
  source = {},
}: Setting) {
  const cwd = await aFolder();
  await writeFile(join(cwd, "switchyard.yaml"), yaml);
  const warnings: { readonly code?: unknown; readonly text: string }[] = [];
  const opened = await openRouterSource({
    settings: readSettings({ cwd, source }),
    agentDir,
    log: { ...silentLogger, warn: (fields, text) => void warnings.push({ ...fields, text }) },
    ...(modelDir === undefined ? {} : { modelDir }),
  });
  onTestFinished(async () => opened.close());
  return { source: opened, warnings };
}

/** A copy of the shipped model with one file changed, or left out. */
async function brokenModel(name: string, change: "changed" | "left out"): Promise<string> {
  const dir = await aFolder();
  for (const file of await readdir(MODEL)) {
    if (file !== name) await copyFile(join(MODEL, file), join(dir, file));
    else if (change === "changed") await writeFile(join(dir, file), "half a download");
  }
  return dir;
}

/** The first of the shipped requests: enough to learn from where nothing that is fitted can be had. */
async function fewRequests(): Promise<string> {
  const dir = await aFolder();
  await mkdir(join(dir, "routing", "requests"), { recursive: true });
  const lists = (await readdir(join(REQUESTS, "requests"))).map((name) => join("requests", name));
  for (const name of [...lists, "front-door.jsonl"]) {
    const lines = (await readFile(join(REQUESTS, name), "utf8")).split("\n");
    await writeFile(join(dir, "routing", name), `${lines.slice(0, FEW).join("\n")}\n`);
  }
  return dir;
}

/** Without the model there is no fitted stand-in either. */
const FIT_MS = 60_000;

describe("without a sound model the linear router takes over, and the log says why", () => {
  test.each([
    [
      "router.model_missing",
      "no folder",
      async () => ({ modelDir: "/nowhere/at/all", agentDir: await fewRequests() }),
    ],
    [
      "router.model_missing",
      "weights left out",
      async () => ({ modelDir: await brokenModel("encoder.bin", "left out") }),
    ],
    [
      "router.model_corrupt",
      "changed weights",
      async () => ({ modelDir: await brokenModel("encoder.bin", "changed") }),
    ],
    [
      "router.model_corrupt",
      "a broken manifest",
      async () => ({ modelDir: await brokenModel("manifest.json", "changed") }),
    ],
  ])(
    "%s: %s",
    async (code, _name, makeFolders) => {
      const { source, warnings } = await open(await makeFolders());

      const route = await (await source.routerFor(shipped)).route(TEXT);

      expect(route).toMatchObject({ primary: "debug", decidedBy: "linear" });
      expect(source).toMatchObject({ kind: "linear", standsIn: { code } });
      expect(warnings).toMatchObject([{ code }]);
    },
    FIT_MS,
  );
});

describe("a tie-break", () => {
  const yaml = "router: { kind: linear }\nrouting: { tieBreak: { enabled: true } }";

  test("that is enabled without a model is named in the log, and routing goes on", async () => {
    const { source, warnings } = await open({ yaml });

    expect(source.kind).toBe("linear");
    expect(warnings).toMatchObject([{ text: expect.stringContaining("SWITCHYARD_MODEL") as string }]);
  });

  test("that cannot be opened is named in the log, and routing goes on", async () => {
    const { source, warnings } = await open({ yaml, source: { SWITCHYARD_MODEL: "nobody:x" } });

    expect(source.kind).toBe("linear");
    expect(warnings).toMatchObject([{ code: "llm.model_unavailable" }]);
  });

  test("is not opened when it is not enabled", async () => {
    const { warnings } = await open({
      yaml: "router: { kind: linear }",
      source: { SWITCHYARD_MODEL: "nobody:x" },
    });

    expect(warnings).toEqual([]);
  });
});
