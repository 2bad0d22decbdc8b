#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { z } from "zod";
import type { RouteEvalOptions } from "./entry/commands/route-eval.ts";
import { findPackageRoot } from "./entry/find-package-root.ts";
import { sentenceOf } from "./entry/wait-for-shutdown.ts";

const USAGE_ERROR = 2;

function version(): string {
  const json: unknown = JSON.parse(readFileSync(join(findPackageRoot(), "package.json"), "utf8"));
  return z.object({ version: z.string() }).parse(json).version;
}

/** Each command is loaded when it is used, so that none waits for what it does not need. */
function createProgram(finish: (exitCode: number) => void): Command {
  const program = new Command("switchyard")
    .description("Chat-ops orchestrator: understands requests, runs the right specialists, reports back.")
    .version(version())
    .exitOverride()
    .showHelpAfterError("Add --help to see what there is.")
    .configureHelp({ showGlobalOptions: true });
  addServices(program, finish);
  addRouting(program, finish);
  addProject(program, finish);
  addMeetings(program, finish);
  addSimulation(program, finish);
  addPlatforms(program, finish);
  addCare(program, finish);
  return program;
}

function addServices(program: Command, finish: (exitCode: number) => void): void {
  program
    .command("start")
    .description("everything in one process; a console chat when no platform is configured")
    .option("--no-worker", "leave agent jobs to `switchyard worker`")
    .option("--no-console", "run as a service without the terminal chat")
    .action(async (options: { worker: boolean; console: boolean }) => {
      finish(await (await import("./main.ts")).runBot(options));
    });
  program
    .command("worker")
    .description("agent jobs only")
    .option("--gpu", "take jobs for GPU workers too", false)
    .action(async (options: { gpu: boolean }) => {
      finish(await (await import("./worker.ts")).runWorker(options));
    });
  program
    .command("ask <text>")
    .description("one message end to end; waits for the answer and prints the thread")
    .option("--user <name>", "who asks; default: whoever is logged in")
    .option("--json", "print the thread as one JSON object", false)
    .action(async (text: string, options: { user?: string; json: boolean }) => {
      finish(await (await import("./entry/commands/ask.ts")).runAsk(text, options));
    });
}

function addRouting(program: Command, finish: (exitCode: number) => void): void {
  const route = program
    .command("route [text]")
    .description("routing only, no Redis needed")
    .option("--json", "print one JSON object", false)
    .option("--jsonl", 'read {"text": …} lines from standard input, write one JSON object a line', false)
    .action(async (text: string | undefined, options: { json: boolean; jsonl: boolean }) => {
      const commands = await import("./entry/commands/route.ts");
      if (options.jsonl) finish(await commands.runRouteLines());
      else if (text === undefined) route.error("error: give a text in quotes, or --jsonl to read lines");
      else finish(await commands.runRoute(text, options));
    });
  route
    .command("eval")
    .description("how good the router is on a set of labelled requests")
    .requiredOption(
      "--set <paths...>",
      "JSONL files or folders: {text, primary, acceptable, support, complexity}",
    )
    .option("--json", "print one JSON object", false)
    .option("--baseline", "measure the TF-IDF router beside it", false)
    .option("--plot <file>", "draw how sure and how right it is, as SVG")
    .option("--floors <file>", "exit 1 when a figure is below its floor in this YAML or JSON file")
    .option("--leave-one-out", "how well each agent is found when it is new, with twelve examples", false)
    .action(async (_options: unknown, command: Command) => {
      const options: RouteEvalOptions & { leaveOneOut: boolean } = command.optsWithGlobals();
      if (options.leaveOneOut) {
        finish(await (await import("./entry/commands/route-leave-one-out.ts")).runLeaveOneOut(options));
      } else finish(await (await import("./entry/commands/route-eval.ts")).runRouteEval(options));
    });
  addLearning(route, finish);
}

function addLearning(route: Command, finish: (exitCode: number) => void): void {
  route
    .command("refit")
    .description("learns from what people said about routes; 1 when the result is worse and not accepted")
    .option("--dry-run", "measure and report, change nothing", false)
    .option("--json", "print one JSON object", false)
    .action(async (_options: unknown, command: Command) => {
      const options: { dryRun: boolean; json: boolean } = command.optsWithGlobals();
      finish(await (await import("./entry/commands/route-learning.ts")).runRouteRefit(options));
    });
  route
    .command("labels")
    .description("what people said about routes, and what of it counts")
    .option("--forget <ids...>", "drop these labels for good")
    .option("--json", "print as JSON", false)
    .action(async (_options: unknown, command: Command) => {
      const options: { forget?: string[]; json: boolean } = command.optsWithGlobals();
      finish(await (await import("./entry/commands/route-learning.ts")).runRouteLabels(options));
    });
  route
    .command("versions")
    .description("what refits brought, and which version is in force")
    .option("--json", "print one JSON object", false)
    .action(async (_options: unknown, command: Command) => {
      const options: { json: boolean } = command.optsWithGlobals();
      finish(await (await import("./entry/commands/route-learning.ts")).runRouteVersions(options));
    });
  route
    .command("rollback [version]")
    .description("back to a version, by default the one before; 0 is the shipped router")
    .action(async (version: string | undefined) => {
      finish(await (await import("./entry/commands/route-learning.ts")).runRouteRollback(version));
    });
}

function addProject(program: Command, finish: (exitCode: number) => void): void {
  program
    .command("roadmap")
    .description("the roadmap of the workspace as it was understood; exit 1 when it has problems")
    .option("--json", "print one JSON object", false)
    .action(async (options: { json: boolean }) => {
      finish(await (await import("./entry/commands/roadmap.ts")).runRoadmap(options));
    });
  program
    .command("facts")
    .description("what documents of the workspace claim, contested claims side by side")
    .option("--json", "print one JSON object", false)
    .action(async (options: { json: boolean }) => {
      finish(await (await import("./entry/commands/facts.ts")).runFacts(options));
    });
}

function addMeetings(program: Command, finish: (exitCode: number) => void): void {
  program
    .command("standup")
    .description("the daily standups of teams")
    .command("run")
    .description("posts the standup of a team at once, as it prints it")
    .requiredOption("--team <id>", "the team, by its id in the configuration")
    .option("--dry-run", "print it, post nothing", false)
    .action(async (options: { team: string; dryRun: boolean }) => {
      finish(await (await import("./entry/commands/standup.ts")).runStandup(options));
    });
}

function addSimulation(program: Command, finish: (exitCode: number) => void): void {
  program
    .command("simulate <file>")
    .description("plays a scripted week on a clock of its own; exit 1 when it does not go as it expects")
    .option("--full", "print long posts whole", false)
    .action(async (file: string, options: { full: boolean }) => {
      finish(await (await import("./entry/commands/simulate.ts")).runSimulate(file, options));
    });
}

function addPlatforms(program: Command, finish: (exitCode: number) => void): void {
  const slack = program.command("slack").description("the Slack app");
  slack
    .command("manifest")
    .description("the app's manifest, to create or update it in Slack")
    .option("--url <address>", "where Slack reaches this bot; default: Socket Mode, which needs no address")
    .action(async (options: { url?: string }) => {
      finish((await import("./entry/commands/slack.ts")).runSlackManifest(options));
    });
  program
    .command("discord")
    .description("the Discord app")
    .command("register")
    .description("prints the bot's commands as JSON and registers them; removes those that are gone")
    .option("--guild <id>", "only in this server, where it shows at once; default: in all")
    .option("--dry-run", "print, change nothing", false)
    .action(async (options: { guild?: string; dryRun: boolean }) => {
      finish(await (await import("./entry/commands/discord-register.ts")).runDiscordRegister(options));
    });
}

function addCare(program: Command, finish: (exitCode: number) => void): void {
  const agents = program.command("agents").description("the agents in agent-config/");
  agents
    .command("list")
    .description("the loaded agents")
    .option("--json", "print them as JSON", false)
    .option("--skill <name>", "only who has a skill: experts and learners")
    .action(async (options: { json: boolean; skill?: string }) => {
      finish(await (await import("./entry/commands/agents.ts")).runAgentsList(options));
    });
  agents
    .command("check")
    .description("every problem in the agent files and rules; exit 1 when there is any")
    .action(async () => finish(await (await import("./entry/commands/agents.ts")).runAgentsCheck()));
  const dead = program.command("dead").description("what all attempts failed on");
  dead
    .command("list")
    .description("all dead letters")
    .option("--json", "print them as JSON", false)
    .action(async (options: { json: boolean }) => {
      finish(await (await import("./entry/commands/dead.ts")).runDeadList(options));
    });
  const retry = dead
    .command("retry [id]")
    .description("start one dead letter or failed task again")
    .option("--all", "start all of them again", false)
    .action(async (id: string | undefined, options: { all: boolean }) => {
      if (id === undefined && !options.all)
        retry.error("error: give the id of a task or of what `dead list` shows, or --all");
      finish(await (await import("./entry/commands/dead.ts")).runDeadRetry(id, options));
    });
  addEscalations(program, finish);
  program
    .command("doctor")
    .description("checks configuration, Redis, router, GPU and tokens; says what to do about each problem")
    .action(async () => finish(await (await import("./entry/commands/doctor.ts")).runDoctorCommand()));
}

function addEscalations(program: Command, finish: (exitCode: number) => void): void {
  program
    .command("escalations")
    .description("stuck matters that nobody has settled yet")
    .command("list")
    .description("each with its level, who is asked, and what happens next and when")
    .option("--json", "print them as JSON", false)
    .action(async (options: { json: boolean }) => {
      finish(await (await import("./entry/commands/escalations.ts")).runEscalationsList(options));
    });
}

/**
 * A reader such as `head` that has seen enough is no error; there is only nobody left to write to. Who listens for
 * signals may go on for long and is asked to end, which is no failure then; everything else goes on to its end, whose
 * exit code still says what was found.
 */
function endQuietlyWithoutReader(): { readonly isAskedToEnd: () => boolean } {
  let hasLeft = false;
  let isAsked = false;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && !hasLeft) throw error;
    if (hasLeft) return;
    hasLeft = true;
    if (process.listenerCount("SIGTERM") === 0) return;
    isAsked = true;
    process.kill(process.pid, "SIGTERM");
  });
  return { isAskedToEnd: () => isAsked };
}

async function main(): Promise<number> {
  const reader = endQuietlyWithoutReader();
  let exitCode = 0;
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync();
    return reader.isAskedToEnd() ? 0 : exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_ERROR;
    process.stderr.write(`${sentenceOf(error)}\n`);
    return 1;
  }
}

process.exitCode = await main();
