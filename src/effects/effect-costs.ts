import type { EffectCost } from "./effect.ts";

/** What a run of an effect costs by the configuration: a command by its own name, everything else by its tool's. */
export function createEffectCosts(
  costs: Readonly<Record<string, number>>,
  currency: string,
): (tool: string, args: Readonly<Record<string, unknown>>) => EffectCost | undefined {
  return (tool, args) => {
    const command = tool === "run_command" ? args["command"] : undefined;
    const name = typeof command === "string" ? command : tool;
    const amount = Object.hasOwn(costs, name) ? costs[name] : undefined;
    return amount === undefined ? undefined : { amount, currency };
  };
}
