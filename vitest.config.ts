import { defineConfig } from "vitest/config";

/** What starts the command line again and again, and asserts nothing about time: two of these side by side are quicker. */
const COMMAND_LINE = [
  "cli",
  "simulate",
  "learning-cli",
  "local-model",
  "meetings-cli",
  "console-priority",
  "model-server",
  "router-floors",
].map((name) => `test/integration/${name}.test.ts`);

/**
 * None of these says how fast something has to be: a test waits for what it waits for, and a busy machine may take its
 * time. They only end what hangs.
 */
const shared = {
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 60_000, interval: 25 } },
};
const withProcesses = { ...shared, testTimeout: 600_000, hookTimeout: 300_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: "unit",
          // No test changes a module, and loading them anew for each file would take half of the time.
          isolate: false,
          setupFiles: ["test/same-examples.ts"],
          // As many as there are cores: vitest leaves one free by itself, which is half of a small machine.
          maxWorkers: "100%",
          include: ["test/**/*.test.ts"],
          exclude: ["test/integration/**", "test/chaos/**"],
        },
      },
      {
        test: {
          ...withProcesses,
          name: "integration",
          include: ["test/integration/**/*.test.ts", "test/chaos/**/*.test.ts"],
          exclude: COMMAND_LINE,
          // Most of their time is waiting. None of them measures it, so that two disturb each other in nothing.
          maxWorkers: 2,
          globalSetup: ["test/integration/global-setup.ts"],
        },
      },
      {
        test: {
          ...withProcesses,
          name: "cli",
          include: COMMAND_LINE,
          globalSetup: ["test/integration/global-setup.ts"],
          maxWorkers: "100%",
        },
      },
    ],
  },
});
