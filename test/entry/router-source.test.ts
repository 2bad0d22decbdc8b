import { describe, expect, test } from "vitest";
import type { SentenceEncoder } from "../../src/encoder/sentence-encoder.ts";
import { createReloadingRouter } from "../../src/entry/create-reloading-router.ts";
import { createRouterSource, type RouterParts } from "../../src/entry/router-source.ts";
import { BotError } from "../../src/errors.ts";
import type { NamedJudge } from "../../src/router/judging.ts";
import type { Router } from "../../src/router/route.ts";
import { shipped } from "../orchestration/shipped.ts";

const TEXT = "the pool test is red";

/** Sure that the agent takes everything. */
function judgeFor(name: NamedJudge["name"], agent: string): NamedJudge {
  return {
    name,
    judge: async () =>
      Promise.resolve({
        agents: [{ agent, probability: 1 }],
        frontDoor: new Map([["work", 9]]),
        isReadable: true,
      }),
  };
}

/** Parts that count how often each is opened, changed as a test likes. */
function rig(changes: Partial<RouterParts> = {}, kind: "bitnet" | "linear" = "bitnet") {
  const opened = { encoder: 0, bitnet: 0, linear: 0, closed: 0 };
  const logged: { code?: unknown; text: string }[] = [];
  const note = (fields: object, text: string) => void logged.push({ ...fields, text });
  const encoder: SentenceEncoder = {
    id: "an-encoder",
    width: 1,
    encode: async () => Promise.resolve(Float32Array.of(1)),
    encodeAll: async (texts) => Promise.resolve(texts.map(() => Float32Array.of(1))),
    close: async () => {
      opened.closed += 1;
      return Promise.resolve();
    },
  };
  const parts: RouterParts = {
    openEncoder: async () => {
      opened.encoder += 1;
      return Promise.resolve(encoder);
    },
    openBitnet: async () => {
      opened.bitnet += 1;
      return Promise.resolve(judgeFor("bitnet", "debug"));
    },
    openLinear: async () => {
      opened.linear += 1;
      return Promise.resolve(judgeFor("linear", "code"));
    },
    ...changes,
  };
  const log = { debug: note, info: note, warn: note, error: note };
  return { source: createRouterSource({ kind, parts, log }), opened, logged };
}

async function reject(code: string): Promise<never> {
  return Promise.reject(new BotError(code, "It is not there."));
}

test("the BitNet judge routes, with one encoder for all routers that is closed at the end", async () => {
  const { source: opening, opened, logged } = rig();
  const source = await opening;

  const routers = [await source.routerFor(shipped), await source.routerFor(shipped)];
  const route = await routers[1]?.route(TEXT);
  await source.close();

  expect(route).toMatchObject({ primary: "debug", decidedBy: "bitnet" });
  expect(source).toMatchObject({ kind: "bitnet", standsIn: undefined });
  expect(opened).toEqual({ encoder: 1, bitnet: 2, linear: 0, closed: 1 });
  expect(logged).toEqual([]);
});

test("the linear judge routes when it was chosen, and no model is touched", async () => {
  const { source: opening, opened, logged } = rig({}, "linear");
  const source = await opening;

  const route = await (await source.routerFor(shipped)).route(TEXT);
  await source.close();

  expect(route).toMatchObject({ primary: "code", decidedBy: "linear" });
  expect(source).toMatchObject({ kind: "linear", standsIn: undefined });
  expect(opened).toMatchObject({ encoder: 0, bitnet: 0, closed: 0 });
  expect(logged).toEqual([]);
});

describe("the linear judge stands in", () => {
  test.each(["router.model_missing", "router.model_corrupt", "router.model_unavailable"])(
    "when opening the model ends with %s, and says so",
    async (code) => {
      const { source: opening, logged } = rig({ openEncoder: async () => reject(code) });
      const source = await opening;

      const route = await (await source.routerFor(shipped)).route(TEXT);

      expect(route).toMatchObject({ primary: "code", decidedBy: "linear" });
      expect(source).toMatchObject({ kind: "linear", standsIn: { code, message: "It is not there." } });
      expect(logged).toMatchObject([{ code, text: expect.stringContaining("linear router") as string }]);
    },
  );

  test("when the heads cannot be made, until they can", async () => {
    let isBroken = true;
    const { source: opening, logged } = rig({
      openBitnet: async () =>
        isBroken ? Promise.reject(new Error("NaN")) : Promise.resolve(judgeFor("bitnet", "debug")),
    });
    const source = await opening;

    expect(await (await source.routerFor(shipped)).route(TEXT)).toMatchObject({ decidedBy: "linear" });
    expect(source.standsIn).toEqual({ code: "router.model_unavailable", message: "NaN" });

    isBroken = false;
    expect(await (await source.routerFor(shipped)).route(TEXT)).toMatchObject({ decidedBy: "bitnet" });
    expect(source).toMatchObject({ kind: "bitnet", standsIn: undefined });
    expect(logged).toHaveLength(1);
  });

  test("for a text that the model fails on, and the log says so", async () => {
    const broken: NamedJudge = { name: "bitnet", judge: async () => reject("router.encoder_failed") };
    const { source, logged } = rig({ openBitnet: async () => Promise.resolve(broken) });
    const router = await (await source).routerFor(shipped);

    expect(await router.route(TEXT)).toMatchObject({ primary: "code", decidedBy: "linear" });
    expect(logged).toHaveLength(1);
  });
});

test("broken examples are for people to mend: no router is made of them", async () => {
  const { source } = rig({ openBitnet: async () => reject("router.bad_examples") });

  await expect((await source).routerFor(shipped)).rejects.toMatchObject({ code: "router.bad_examples" });
});

test("what users taught is what is in force, or what is given", async () => {
  const seen: string[][] = [];
  const example = (text: string) => ({ text, primary: "code", acceptable: [], support: [] });
  const { source } = rig({
    openBitnet: async (_set, _encoder, learned) => {
      seen.push(learned.map(({ text }) => text));
      return Promise.resolve(judgeFor("bitnet", "debug"));
    },
    learned: async () => Promise.resolve([example("in force")]),
  });

  await (await source).routerFor(shipped);
  await (await source).routerFor(shipped, [example("given")]);

  expect(seen).toEqual([["in force"], ["given"]]);
});

describe("reloading", () => {
  /** A source whose routers are ready when a test says so. */
  function slowSource() {
    const waiting: { readonly ready: () => void; readonly fail: () => void }[] = [];
    let made = 0;
    return {
      waiting,
      routerFor: async (): Promise<Router> => {
        made += 1;
        const id = `r${made}`;
        const router: Router = { route: async () => Promise.resolve({ decidedBy: id } as never) };
        if (made === 1) return router;
        return new Promise((resolve, reject) => {
          waiting.push({ ready: () => resolve(router), fail: () => reject(new Error("broken")) });
        });
      },
    };
  }

  test("answers by the old router until the new one is ready, and for good when that fails", async () => {
    const source = slowSource();
    const router = await createReloadingRouter(shipped, source);

    const failing = router.reload(shipped);
    source.waiting[0]?.fail();
    await expect(failing).rejects.toThrow("broken");
    expect((await router.route("")).decidedBy).toBe("r1");

    const reloading = router.reload(shipped);
    expect((await router.route("")).decidedBy).toBe("r1");
    source.waiting[1]?.ready();
    await reloading;
    expect((await router.route("")).decidedBy).toBe("r3");
  });

  test("lets the last edit win, whichever router is ready first", async () => {
    const source = slowSource();
    const router = await createReloadingRouter(shipped, source);

    const [older, newer] = [router.reload(shipped), router.reload(shipped)];
    source.waiting[1]?.ready();
    await newer;
    source.waiting[0]?.ready();
    await older;

    expect((await router.route("")).decidedBy).toBe("r3");
  });
});

test("who may only read hears that nothing is fitted, and no other judge takes over", async () => {
  const { source: opening, opened, logged } = rig({ openBitnet: async () => reject("router.not_fitted") });
  const source = await opening;

  await expect(source.routerFor(shipped)).rejects.toMatchObject({ code: "router.not_fitted" });

  expect(opened.linear).toBe(0);
  expect(logged).toEqual([]);
});
