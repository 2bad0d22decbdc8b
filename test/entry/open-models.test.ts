import { expect, test } from "vitest";
import { readSettings } from "../../src/config/settings.ts";
import { createModels } from "../../src/entry/open-models.ts";
import { BotError } from "../../src/errors.ts";
import { makeAgent, makeAssignment, makeRun, makeTask } from "../execution/brief-kit.ts";
import { createFakeModel } from "../fakes/fake-model.ts";
import type { Script } from "../fakes/fake-model.ts";
import { createVirtualClock } from "../fakes/virtual-clock.ts";
import { makeFolder, put } from "../tools/team-repository.ts";

const REQUEST = { messages: [], tools: [], signal: new AbortController().signal };

/** The models of an installation, each opened as its script says; a name without one cannot be opened. */
function setUp(config: string, scripts: Readonly<Record<string, Script>>, env: Record<string, string> = {}) {
  const cwd = makeFolder();
  put(cwd, { "switchyard.yaml": config });
  const clock = createVirtualClock();
  const opened: string[] = [];
  const failures: string[] = [];
  const modelFor = createModels({
    settings: readSettings({ cwd, source: env }),
    clock,
    async open(name) {
      opened.push(name);
      const script = scripts[name];
      if (script === undefined) throw new BotError("llm.model_unavailable", `There is no ${name}.`);
      return createFakeModel(script, name).model;
    },
  });
  return {
    clock,
    opened,
    failures,
    async ask(agent = "debug", role: "primary" | "reviewer" = "primary") {
      const run = makeRun(makeTask("x"), makeAgent({ id: agent }), makeAssignment(agent, role));
      const model = await modelFor(run, ({ model: name, code }) => failures.push(`${name} ${code}`));
      return (await model.answer(REQUEST)).model;
    },
  };
}

const says: Script = () => ({ say: "Yes." });

test("the agent's model goes before the role's, and that before the default; each is opened once", async () => {
  const config = `models:
  default: { use: "openai:d" }
  roles: { reviewer: { use: "openai:r" } }
  agents: { code: { use: "openai:a" } }
`;
  const { ask, opened } = setUp(config, { "openai:d": says, "openai:r": says, "openai:a": says });

  const answered = [
    await ask(),
    await ask("debug", "reviewer"),
    await ask("code"),
    await ask("code", "reviewer"),
    await ask(),
  ];

  expect(answered).toEqual(["openai:d", "openai:r", "openai:a", "openai:a", "openai:d"]);
  expect(opened).toEqual(["openai:d", "openai:r", "openai:a"]);
});

test("a model that cannot be opened is followed by its fallback, and tried again the next time", async () => {
  const config = 'models: { default: { use: "ollama:gone", fallbacks: ["openai:d"] } }\n';
  const { ask, opened, failures } = setUp(config, { "openai:d": says });

  const answered = [await ask(), await ask()];

  expect(answered).toEqual(["openai:d", "openai:d"]);
  expect(failures).toEqual(["ollama:gone llm.model_unavailable", "ollama:gone llm.model_unavailable"]);
  expect(opened).toEqual(["ollama:gone", "openai:d", "ollama:gone"]);
});

test("a model that is silent for too long is followed by its fallback", async () => {
  const config = 'models: { timeoutMs: 5000, default: { use: "openai:slow", fallbacks: ["ollama:d"] } }\n';
  const { ask, clock, failures } = setUp(config, {
    "openai:slow": () => ({ hangs: true }),
    "ollama:d": says,
  });

  const answer = ask();
  await clock.settle();
  await clock.advance(5_000);

  expect(await answer).toBe("ollama:d");
  expect(failures).toEqual(["openai:slow llm.timeout"]);
});

test("SWITCHYARD_MODEL serves where nothing is configured, and without any it says what to set", async () => {
  const named = setUp("{}\n", { "openai:d": says }, { SWITCHYARD_MODEL: "openai:d" });
  const none = setUp("{}\n", {});

  expect(await named.ask()).toBe("openai:d");
  await expect(none.ask()).rejects.toMatchObject({
    code: "llm.model_unavailable",
    message: expect.stringContaining("SWITCHYARD_MODEL"),
  });
});
