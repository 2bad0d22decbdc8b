import { expect, test } from "vitest";
import { checkSandbox } from "../../src/doctor/check-sandbox.ts";
import { BotError } from "../../src/errors.ts";
import { createBubblewrap } from "../../src/sandbox/bubblewrap.ts";
import { createNoSandbox } from "../../src/sandbox/no-sandbox.ts";

test("the doctor says what isolation is in force", async () => {
  const bubblewrap = checkSandbox({
    mode: "auto",
    open: async () => createBubblewrap({ bwrap: "/usr/bin/bwrap" }),
  });
  const missing = checkSandbox({
    mode: "auto",
    open: async () => createNoSandbox("bubblewrap is not installed."),
  });
  const off = checkSandbox({
    mode: "off",
    open: async () => createNoSandbox("The sandbox is switched off."),
  });
  const required = checkSandbox({
    mode: "required",
    open: async () => {
      throw new BotError("sandbox.unavailable", "bubblewrap is not installed. It is required.");
    },
  });

  const [lines] = [await Promise.all([bubblewrap, missing, off, required].map(async (check) => check.run()))];

  expect(lines.flat().map(({ verdict }) => verdict)).toEqual(["ok", "warning", "off", "problem"]);
  expect(lines.flat()[1]?.message).toContain(
    "bubblewrap is not installed. Commands run with the rights of this process",
  );
});
