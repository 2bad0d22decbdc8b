import { defineConfig } from "vitest/config";

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
          globalSetup: ["test/integration/global-setup.ts"],
          testTimeout: 120_000,
        },
      },
    ],
  },
});
