import { afterEach, expect, test, vi } from "vitest";
import { runDiscordRegister } from "../../../src/entry/commands/discord-register.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test.each([
  [{ dryRun: false }, "discord.unauthorized"],
  [{ dryRun: false, guild: "here" }, "discord.refused"],
])("discord register with %j fails before it prints anything", async (options, code) => {
  vi.stubEnv("DISCORD_TOKEN", undefined);
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);

  await expect(runDiscordRegister(options)).rejects.toMatchObject({ code });

  expect(write).not.toHaveBeenCalled();
});
