import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findPeers } from "../../../bench/router/peers.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "peers-"));
  await mkdir(join(dir, "model"));
  await writeFile(join(dir, "model", "manifest.json"), "{}");
});
afterEach(async () => rm(dir, { recursive: true, force: true }));

test("finds the graphs that are there and names those that are not", async () => {
  await writeFile(join(dir, "twin.onnx"), "");

  const { peers, missing } = await findPeers(join(dir, "model"), dir);

  expect(peers.map(({ id }) => id)).toEqual(["bitnet", "twin", "linear"]);
  expect(peers[1]?.path).toBe(join(dir, "twin.onnx"));
  expect(missing).toEqual([join(dir, "teacher.onnx"), join(dir, "teacher-int8.onnx")]);
});

test("without a folder and a model the linear router is still there", async () => {
  const { peers, missing } = await findPeers(join(dir, "nowhere"), undefined);

  expect(peers.map(({ id }) => id)).toEqual(["linear"]);
  expect(missing).toHaveLength(4);
});
