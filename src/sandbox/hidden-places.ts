import { stat } from "node:fs/promises";
import { isAbsolute, join, sep } from "node:path";

/** Below the home folder: keys, tokens and sessions of the person whom this process runs as. */
const IN_HOME = (
  ".ssh .aws .azure .gnupg .kube .docker .netrc .npmrc .pypirc .git-credentials .pgpass .bash_history .zsh_history " +
  ".config/gh .config/gcloud .config/git .config/op .local/share/keyrings .password-store .mozilla .cargo/credentials.toml"
).split(" ");

export interface HiddenPlaces {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

export interface HiddenOptions {
  readonly home: string | undefined;
  /** Folders of the installation: its data, people's checkout. */
  readonly folders: readonly string[];
  /** Such as `.env`. */
  readonly files: readonly string[];
  /** The PATH variable: a folder that programs are run from cannot be hidden. */
  readonly searchPath: string;
}

function holdsPrograms(folder: string, searchPath: string): boolean {
  return searchPath.split(":").some((each) => each === folder || each.startsWith(folder + sep));
}

/** What commands of agents have no business with, as far as it exists. */
export async function findHiddenPlaces(options: HiddenOptions): Promise<HiddenPlaces> {
  const { home, searchPath } = options;
  const inHome = home === undefined || !isAbsolute(home) ? [] : IN_HOME.map((name) => join(home, name));
  const folders: string[] = [];
  const files: string[] = [];
  for (const path of [...options.folders, ...options.files, ...inHome]) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory() === true && !holdsPrograms(path, searchPath)) folders.push(path);
    if (found?.isFile() === true) files.push(path);
  }
  return { folders, files };
}
