import { watch } from "chokidar";

export interface FolderWatch {
  close(): Promise<void>;
}

/**
 * Calls back once the files with an ending (by default Markdown) directly in a folder have been still for `quietMs`
 * after a change: an editor's save is several events, a checkout touches many files. Resolves when changes from now on are seen. A watcher
 * that cannot go on reports it to `onError`. Only this file knows the watching library.
 */
export async function watchFolder(
  dir: string,
  options: {
    readonly quietMs: number;
    readonly ending?: string;
    readonly onChange: () => void;
    readonly onError: (error: unknown) => void;
  },
): Promise<FolderWatch> {
  const { ending = ".md" } = options;
  const watcher = watch(dir, { depth: 0, ignoreInitial: true });
  let timer: NodeJS.Timeout | undefined;
  watcher.on("all", (_event, path) => {
    if (!path.endsWith(ending)) return;
    clearTimeout(timer);
    timer = setTimeout(options.onChange, options.quietMs);
  });
  watcher.on("error", options.onError);
  await new Promise<void>((resolve) => {
    watcher.once("ready", resolve);
  });
  return {
    close: async () => {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
