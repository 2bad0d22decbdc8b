/** How a series is meant: what is good stands out from what is not, for people who see no colours as well. */
export type ChartTone = "good" | "bad" | "neutral";

export interface ChartSeries {
  readonly name: string;
  readonly tone: ChartTone;
  readonly form: "bar" | "line";
  /** One for each category. */
  readonly values: readonly number[];
}

/** A picture as data. */
export interface Chart {
  readonly title: string;
  readonly categories: readonly string[];
  readonly series: readonly ChartSeries[];
  /** What it shows, in words. */
  readonly alt: string;
}

/** Draws charts as pictures that can be read on light and on dark ground. */
export interface ChartRenderer {
  /** The bytes of a PNG. */
  render(chart: Chart): Promise<Uint8Array>;
}
