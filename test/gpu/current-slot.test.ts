import { expect, test } from "vitest";
import { gpuFiles } from "../../src/gpu/gpu-files.ts";
import { pinToSlot, withSlot } from "../../src/gpu/current-slot.ts";
import type { ProcessSpec } from "../../src/process/run-process.ts";
import { makeFolder, put } from "../tools/team-repository.ts";

const SPEC: ProcessSpec = { argv: ["true"], cwd: "/", env: { LANG: "C" }, timeoutMs: 1, maxOutputBytes: 1 };

test("programs see the GPU of their own job's slot, also side by side, and none without a slot", async () => {
  const seen: unknown[] = [];
  const run = pinToSlot(async ({ env }) => {
    await new Promise((resolve) => setImmediate(resolve));
    seen.push(env);
    return { kind: "not_started", reason: "a fake" };
  });

  await Promise.all([
    withSlot({ device: "GPU-a" }, async () => run(SPEC)),
    withSlot({ device: "GPU-b" }, async () => run(SPEC)),
    run(SPEC),
  ]);

  expect(seen).toEqual(["GPU-a", "GPU-b", ""].map((device) => ({ LANG: "C", CUDA_VISIBLE_DEVICES: device })));
});

test("the device files are for jobs with a slot, and only those of GPUs", async () => {
  const dev = makeFolder();
  put(dev, { nvidia0: "", nvidiactl: "", sda: "" });

  const [without, within] = [
    await gpuFiles(dev),
    await withSlot({ device: "GPU-a" }, async () => gpuFiles(dev)),
  ];
  const nowhere = await withSlot({ device: "GPU-a" }, async () => gpuFiles(`${dev}/missing`));

  expect(without).toEqual([]);
  expect([...within].sort()).toEqual([`${dev}/nvidia0`, `${dev}/nvidiactl`]);
  expect(nowhere).toEqual([]);
});
