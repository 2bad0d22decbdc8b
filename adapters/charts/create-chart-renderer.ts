import type { EChartsCoreOption } from "echarts/core";
import type { Chart, ChartRenderer, ChartSeries, ChartTone } from "../../src/reports/chart.ts";
import { bundledFonts } from "./bundled-fonts.ts";

const WIDTH = 800;
const HEIGHT = 400;
/** Twice as many pixels, for screens that have them. */
const SCALE = 2;

/** Dark enough on the card's light ground, and told apart by people who see red and green alike. */
const COLOURS: Readonly<Record<ChartTone, string>> = { good: "#0b7a75", bad: "#c2410c", neutral: "#475569" };
/** The picture brings its own ground, so that it reads the same in light and in dark chats. */
const GROUND = "#f8fafc";
const TEXT = "#1e293b";
const LINES = "#cbd5e1";

function seriesOf({ name, tone, form, values }: ChartSeries) {
  const color = COLOURS[tone];
  const data = [...values];
  return form === "bar"
    ? {
        type: "bar" as const,
        name,
        data,
        color,
        barMaxWidth: 36,
        label: { show: true, position: "top" as const, color: TEXT, formatter: labelOf },
      }
    : { type: "line" as const, name, data, color, symbolSize: 8, lineStyle: { width: 3 } };
}

/** Nothing is no label: a row of zeros hides the rest. */
function labelOf({ value }: { readonly value?: unknown }): string {
  return typeof value === "number" && value > 0 ? String(value) : "";
}

function optionOf({ title, categories, series }: Chart): EChartsCoreOption {
  const text = { color: TEXT, fontSize: 14 };
  return {
    animation: false,
    backgroundColor: GROUND,
    textStyle: { fontFamily: "sans-serif" },
    title: { text: title, left: 24, top: 16, textStyle: { color: TEXT, fontSize: 20 } },
    legend: { right: 24, top: 20, itemGap: 20, textStyle: text },
    grid: { left: 24, right: 24, top: 76, bottom: 20, containLabel: true },
    xAxis: {
      type: "category",
      data: [...categories],
      axisLabel: text,
      axisLine: { lineStyle: { color: LINES } },
      axisTick: { show: false },
    },
    yAxis: { type: "value", minInterval: 1, axisLabel: text, splitLine: { lineStyle: { color: LINES } } },
    series: series.map(seriesOf),
  };
}

/** The chart as SVG text. */
async function toSvg(chart: Chart): Promise<string> {
  const [{ init, use }, { BarChart, LineChart }, components, { SVGRenderer }] = await Promise.all([
    import("echarts/core"),
    import("echarts/charts"),
    import("echarts/components"),
    import("echarts/renderers"),
  ]);
  const { GridComponent, LegendComponent, TitleComponent } = components;
  use([BarChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);
  const drawing = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height: HEIGHT });
  try {
    drawing.setOption(optionOf(chart));
    return drawing.renderToSVGString();
  } finally {
    drawing.dispose();
  }
}

/** Draws with ECharts and resvg, both loaded with the first chart. */
export function createChartRenderer(): ChartRenderer {
  return {
    async render(chart) {
      const svg = await toSvg(chart);
      const { renderAsync } = await import("@resvg/resvg-js");
      const fontFiles = bundledFonts();
      const image = await renderAsync(svg, {
        fitTo: { mode: "zoom", value: SCALE },
        background: GROUND,
        font: { fontFiles, loadSystemFonts: fontFiles.length === 0, ...familyOf(fontFiles) },
      });
      return image.asPng();
    },
  };
}

/** Which family stands for sans-serif: the bundled one, else whatever the system has. */
function familyOf(fontFiles: readonly string[]) {
  return fontFiles.length === 0 ? {} : { defaultFontFamily: "Inter", sansSerifFamily: "Inter" };
}
