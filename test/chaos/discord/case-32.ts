import type { DiscordCase } from "./verdict.ts";
export const case32: DiscordCase = { number: 32, title: "", run: async () => ({ held: true, facts: {} }) };
