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

/** What measures or needs time: fault plans and kills, lost connections, leases, work at a pace. These have the machine to themselves. */
const ALONE = [
  ...[
    "agent-load",
    "busy-queue",
    "discord",
    "escalations",
    "job-flows",
    "jobs",
    "killed-worker",
    "shutdown",
    "slack-cases",
    "timers",
    "workflow",
  ].map((name) => `test/integration/${name}.test.ts`),
  "test/chaos/**/*.test.ts",
];

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
          include: ["test/integration/**/*.test.ts"],
          exclude: [...COMMAND_LINE, ...ALONE],
          globalSetup: ["test/integration/global-setup.ts"],
          testTimeout: 120_000,
          maxWorkers: "100%",
        },
      },
      {
        test: {
          ...shared,
          name: "alone",
          include: ALONE,
          globalSetup: ["test/integration/global-setup.ts"],
          testTimeout: 120_000,
          fileParallelism: false,
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
