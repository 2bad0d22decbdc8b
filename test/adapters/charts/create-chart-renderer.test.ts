import { expect, test } from "vitest";
import { createChartRenderer } from "../../../adapters/charts/create-chart-renderer.ts";
import type { Chart } from "../../../src/reports/chart.ts";

const CHART: Chart = {
  title: "GPU kernels: tasks by day",
  alt: "",
  categories: ["Mon 3", "Tue 4", "Wed 5", "Thu 6", "Fri 7", "Sat 8", "Sun 9"],
  series: [
    { name: "Done", tone: "good", form: "bar", values: [2, 3, 0, 5, 1, 0, 0] },
    { name: "Failed", tone: "bad", form: "bar", values: [0, 1, 0, 0, 1, 0, 0] },
    { name: "Opened", tone: "neutral", form: "line", values: [4, 2, 1, 3, 2, 0, 0] },
  ],
};

/** Width and height as the header of a PNG has them. */
function sizeOf(png: Uint8Array): [number, number] {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return [view.getUint32(16), view.getUint32(20)];
}

test("a chart is a PNG of twice 800 by 400 pixels, and its values can be seen", async () => {
  const { render } = createChartRenderer();
  const png = await render(CHART);
  const flat = await render({
    ...CHART,
    series: CHART.series.map((each) => ({ ...each, values: each.values.map(() => 0) })),
  });

  expect(new TextDecoder().decode(png.slice(1, 4))).toBe("PNG");
  expect(sizeOf(png)).toEqual([1600, 800]);
  expect(png).not.toEqual(flat);
});
