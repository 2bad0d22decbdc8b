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

const shared = { testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: "unit",
          // No test changes a module, and loading them anew for each file would take half of the time.
          isolate: false,
          // As many as there are cores: vitest leaves one free by itself, which is half of a small machine.
          maxWorkers: "100%",
          include: ["test/**/*.test.ts"],
          exclude: ["test/integration/**", "test/chaos/**"],
        },
      },
      {
        test: {
          ...shared,
          name: "integration",
          include: ["test/integration/**/*.test.ts", "test/chaos/**/*.test.ts"],
          exclude: COMMAND_LINE,
          globalSetup: ["test/integration/global-setup.ts"],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          ...shared,
          name: "cli",
          include: COMMAND_LINE,
          globalSetup: ["test/integration/global-setup.ts"],
          testTimeout: 120_000,
          maxWorkers: "100%",
        },
      },
    ],
  },
});
