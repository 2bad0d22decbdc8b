import { constants } from "node:fs";
import { access, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Settings } from "../config/settings.ts";
import { messageOf } from "../errors.ts";
import type { DoctorCheck, DoctorLine } from "./doctor.ts";
import { programsOf } from "./programs-of.ts";

export interface WorkspaceCheckOptions {
  readonly settings: Pick<Settings, "workspacePath" | "workspaceName" | "config">;
  /** The file that a shell in the workspace would run for this name, or undefined. */
  readonly findProgram: (program: string) => Promise<string | undefined>;
}

const NAME = "workspace";

async function exists(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}

async function checkFolder({
  workspacePath,
  workspaceName,
}: WorkspaceCheckOptions["settings"]): Promise<DoctorLine> {
  let names: readonly string[];
  try {
    names = await readdir(workspacePath);
  } catch (error) {
    const remedy = "Correct workspace.path in switchyard.yaml, or SWITCHYARD_WORKSPACE.";
    return {
      name: NAME,
      verdict: "problem",
      message: `${workspacePath} cannot be read: ${messageOf(error)}.`,
      remedy,
    };
  }
  if (!names.includes(".git")) {
    const remedy = "Point it at the root of a clone: history and changes need Git.";
    return {
      name: NAME,
      verdict: "warning",
      message: `${workspacePath} is not the root of a Git repository.`,
      remedy,
    };
  }
  return { name: NAME, verdict: "ok", message: `${workspaceName} in ${workspacePath}.` };
}

async function checkPaths({
  workspacePath,
  config,
}: WorkspaceCheckOptions["settings"]): Promise<DoctorLine[]> {
  const { paths, roadmap } = config.workspace;
  const named = [
    ...Object.entries(paths).flatMap(([kind, list]) =>
      list.map((path) => ({ key: `workspace.paths.${kind}`, path })),
    ),
    ...(roadmap === undefined ? [] : [{ key: "workspace.roadmap", path: roadmap }]),
  ];
  const lines = await Promise.all(
    named.map(async ({ key, path }): Promise<DoctorLine[]> => {
      if (await exists(join(workspacePath, path))) return [];
      const message = `${key}: ${path} is not in the workspace.`;
      return [
        { name: NAME, verdict: "warning", message, remedy: "Correct or remove it in switchyard.yaml." },
      ];
    }),
  );
  return lines.flat();
}

async function checkCommands({ settings, findProgram }: WorkspaceCheckOptions): Promise<DoctorLine[]> {
  const name = "commands";
  const commands = Object.entries(settings.config.workspace.commands);
  if (commands.length === 0) {
    const remedy = "Name build, test, lint and bench under workspace.commands in switchyard.yaml.";
    return [{ name, verdict: "off", message: "No commands are configured.", remedy }];
  }
  const lines: DoctorLine[] = [];
  for (const [key, command] of commands) {
    for (const program of programsOf(command ?? "")) {
      if ((await findProgram(program)) !== undefined) continue;
      const message = `workspace.commands.${key}: ${program} is not found.`;
      lines.push({ name, verdict: "warning", message, remedy: "Install it, or correct the command." });
    }
  }
  if (lines.length > 0) return lines;
  return [
    { name, verdict: "ok", message: `${commands.map(([key]) => key).join(", ")}: all programs are found.` },
  ];
}

/** The repository that agents work on: readable, under Git, its named files there, its commands runnable. */
export function checkWorkspace(options: WorkspaceCheckOptions): DoctorCheck {
  return {
    name: NAME,
    async run() {
      const folder = await checkFolder(options.settings);
      if (folder.verdict === "problem") return [folder];
      return [folder, ...(await checkPaths(options.settings)), ...(await checkCommands(options))];
    },
  };
}
