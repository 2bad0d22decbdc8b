import { appendFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readModelFolder } from "../../src/encoder/model-folder.ts";
import { BotError } from "../../src/errors.ts";
import { FAKE_WIDTH } from "../fakes/fake-onnx-runtime.ts";
import { makeModelFolder, writeManifest } from "./model-folder-kit.ts";

async function errorOf(dir: string): Promise<BotError> {
  try {
    await readModelFolder(dir);
  } catch (error) {
    if (error instanceof BotError) return error;
    throw error;
  }
  throw new Error("the folder was read");
}

test("gives what the manifest says and the bytes that belong to it", async () => {
  const folder = await readModelFolder(makeModelFolder());

  expect(folder).toMatchObject({ id: "made-for-tests", width: FAKE_WIDTH, maxTokens: 128 });
  expect(Buffer.from(folder.bytes("encoder.bin")).toString()).toBe("weights");
});

test("takes a manifest that says more", async () => {
  const dir = makeModelFolder();
  writeManifest(dir, ["encoder.onnx"], { trainedOn: "texts" });

  const folder = await readModelFolder(dir);

  expect(folder.bytes("encoder.onnx")).toHaveLength("cpu graph".length);
});

test.each(["manifest.json", "encoder.bin"])("says that the model is missing without %s", async (name) => {
  const dir = makeModelFolder();
  rmSync(join(dir, name));

  const error = await errorOf(dir);

  expect(error.code).toBe("router.model_missing");
  expect(error.message).toContain(join(dir, name));
  expect(error.message).toContain("Install Switchyard again");
});

test.each([
  ["a file is cut short", (dir: string) => truncateSync(join(dir, "encoder.bin"), 3), "encoder.bin"],
  ["a file has more in it", (dir: string) => appendFileSync(join(dir, "encoder.onnx"), "x"), "encoder.onnx"],
  ["a file is empty", (dir: string) => writeFileSync(join(dir, "tokenizer.json"), ""), "tokenizer.json"],
  [
    "the manifest is no JSON",
    (dir: string) => writeFileSync(join(dir, "manifest.json"), "{"),
    "manifest.json",
  ],
  ["the manifest is of another kind", (dir: string) => writeManifest(dir, [], { version: 2 }), "version"],
  [
    "the manifest leaves the folder",
    (dir: string) => writeManifest(dir, [], { files: { "../x": { sha256: "0".repeat(64) } } }),
    "manifest.json",
  ],
])("says that the model is corrupt when %s", async (_name, harm, named) => {
  const dir = makeModelFolder();
  harm(dir);

  const error = await errorOf(dir);

  expect(error.code).toBe("router.model_corrupt");
  expect(error.message).toContain(named);
});

test("refuses the bytes of a file that the manifest does not list", async () => {
  const dir = makeModelFolder();
  writeManifest(dir, ["encoder.onnx"]);

  const folder = await readModelFolder(dir);

  expect(() => folder.bytes("encoder.bin")).toThrow(
    expect.objectContaining({ code: "router.model_corrupt" }) as Error,
  );
});
