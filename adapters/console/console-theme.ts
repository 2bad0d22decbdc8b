import picocolors from "picocolors";

type Paint = (text: string) => string;

/** What colours mean in the console; with colours off every paint returns its text unchanged. */
export interface ConsoleTheme {
  readonly colors: boolean;
  readonly strong: Paint;
  readonly emphasis: Paint;
  readonly quiet: Paint;
  readonly thread: Paint;
  readonly person: Paint;
  readonly heading: Paint;
  readonly code: Paint;
  readonly link: Paint;
  readonly choice: Paint;
  readonly secret: Paint;
  readonly good: Paint;
  readonly busy: Paint;
  readonly bad: Paint;
}

export function createConsoleTheme(colors: boolean): ConsoleTheme {
  const paint = picocolors.createColors(colors);
  return {
    colors,
    strong: paint.bold,
    emphasis: paint.italic,
    quiet: paint.dim,
    thread: (text) => paint.bold(paint.cyan(text)),
    person: paint.bold,
    heading: (text) => paint.bold(paint.cyan(text)),
    code: paint.yellow,
    link: (text) => paint.underline(paint.blue(text)),
    choice: (text) => paint.bold(paint.magenta(text)),
    secret: paint.magenta,
    good: paint.green,
    busy: paint.yellow,
    bad: paint.red,
  };
}
