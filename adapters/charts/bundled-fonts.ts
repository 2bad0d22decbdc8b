import { createRequire } from "node:module";

/** Font files as the package `@expo-google-fonts/inter` has them, under the SIL Open Font License. */
const FILES = ["400Regular/Inter_400Regular.ttf", "700Bold/Inter_700Bold.ttf"];

/** Paths of the fonts that come with Switchyard; empty where they are not installed, and the system's have to do. */
export function bundledFonts(): string[] {
  const { resolve } = createRequire(import.meta.url);
  return FILES.flatMap((file) => {
    try {
      return [resolve(`@expo-google-fonts/inter/${file}`)];
    } catch {
      return [];
    }
  });
}
