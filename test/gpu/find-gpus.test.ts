import { expect, test } from "vitest";
import { createFindGpus, parseGpus, withListed } from "../../src/gpu/find-gpus.ts";

const ROW = "0, GPU-aa, NVIDIA H200, 143771, 512, 7, 570.1";

test("reads each GPU with its figures; what the driver does not know is left out", () => {
  const found = parseGpus(`${ROW}\n1, GPU-bb, NVIDIA GB10, [N/A], [N/A], [N/A], 580.2\n`);

  expect(found).toEqual({
    devices: [
      {
        id: "GPU-aa",
        name: "NVIDIA H200",
        index: 0,
        driver: "570.1",
        memoryTotalMiB: 143_771,
        memoryUsedMiB: 512,
        utilisationPercent: 7,
      },
      { id: "GPU-bb", name: "NVIDIA GB10", index: 1, driver: "580.2" },
    ],
  });
});

test.each([
  ["a column too few", "0, GPU-aa, NVIDIA H200, 143771, 512, 7"],
  ["a column too many", `${ROW}, more`],
  ["an index that is none", ROW.replace("0,", "x,")],
  ["a UUID that is none", ROW.replace("GPU-aa", "aa")],
  ["figures with a unit", ROW.replace("512", "512 MiB")],
  ["more than all of it busy", ROW.replace(" 7,", " 107,")],
])("refuses the whole list for %s", (_what, row) => {
  expect(parseGpus(`${ROW}\n${row}\n`)).toEqual({ devices: [], why: `nvidia-smi printed "${row}".` });
});

test.each([
  ["no program", async () => "not_found" as const, "There is no nvidia-smi"],
  ["a driver that fails", async () => ({ code: 9, stdout: "has failed\n", stderr: "" }), "has failed"],
  ["an empty list", async () => ({ code: 0, stdout: "\n", stderr: "" }), "lists no GPU"],
  ["a program that hangs", async () => Promise.reject(new Error("timed out")), "timed out"],
])("has no devices and says why: %s", async (_what, run, why) => {
  const found = await createFindGpus(run)();

  expect(found.devices).toEqual([]);
  expect(found.why).toContain(why);
});

test("takes only those that are listed, by UUID or number, also where nobody knows them", async () => {
  const find = createFindGpus(async () => ({
    code: 0,
    stdout: `${ROW}\n${ROW.replace("0, GPU-aa", "1, GPU-bb")}\n`,
    stderr: "",
  }));

  const { devices } = await withListed(find, ["1", "MIG-cc"])();

  expect(devices.map(({ id, name }) => ({ id, name }))).toEqual([
    { id: "GPU-bb", name: "NVIDIA H200" },
    { id: "MIG-cc", name: "GPU MIG-cc" },
  ]);
});
