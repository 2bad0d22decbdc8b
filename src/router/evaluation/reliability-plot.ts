import { shorten, toLine } from "../../text/shorten.ts";
import { CALIBRATION_BINS, type CalibrationBin } from "./calibration-bins.ts";
import type { Evaluation } from "./evaluation.ts";
import type { NamedEvaluation } from "./format-evaluation.ts";

export interface PlotText {
  readonly title: string;
  /** Under the title, such as what was measured. */
  readonly subtitle: string;
}

/** In pixels of the drawing. */
const SIDE = 300;
const STRIP = 56;
const GAP = 34;
const LEFT = 58;
const RIGHT = 22;
const HEADER = 66;
const PANEL_HEADER = 66;
const FOOTER = 98;
const PANEL = LEFT + SIDE + RIGHT;

/** Width of a usual letter, to cut what would not fit. */
const LETTER = 7;

const INK = "#1f2328";
const QUIET = "#656d76";
const GRID = "#e4e8ec";
const BAR = "#3f7fbf";
const TIMID = "#a8cbea";
const TOO_SURE = "#f5b8b1";
const STRIP_BAR = "#b6c2cf";

/**
 * A reliability diagram as SVG, one panel for each router: how often answers of a confidence were right, against how
 * often they would be if the confidence were exact (the diagonal), with the number of answers of each bin below.
 */
export function drawReliability(evaluations: readonly NamedEvaluation[], text: PlotText): string {
  const width = PANEL * Math.max(1, evaluations.length) + 16;
  const height = HEADER + PANEL_HEADER + SIDE + GAP + STRIP + FOOTER;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif" font-size="12" fill="${INK}">`,
    `<title>${escapeXml(`${text.title}. ${text.subtitle}`)}</title>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="#ffffff" stroke="#d0d7de"/>`,
    `<text x="24" y="34" font-size="18" font-weight="600">${escapeXml(text.title)}</text>`,
    `<text x="24" y="54" fill="${QUIET}">${escapeXml(shorten(toLine(text.subtitle), (width - 48) / LETTER))}</text>`,
    ...evaluations.map((named, at) => drawPanel(named, at * PANEL)),
    drawLegend(height - 42),
    "</svg>",
    "",
  ].join("\n");
}

function drawPanel({ name, evaluation }: NamedEvaluation, offset: number): string {
  const bins = evaluation.reliability.equalWidth;
  const x = offset + LEFT;
  const y = HEADER + PANEL_HEADER;
  return [
    `<g transform="translate(${x} ${y})">`,
    `<text x="0" y="-46" font-size="14" font-weight="600">${escapeXml(name)}</text>`,
    ...summaryOf(evaluation).map(
      (line, at) => `<text x="0" y="${at * 17 - 28}" fill="${QUIET}">${line}</text>`,
    ),
    ...drawGrid(),
    ...bins.map((bin, at) => drawBar(bin, at)),
    `<line x1="0" y1="${SIDE}" x2="${SIDE}" y2="0" stroke="${QUIET}" stroke-width="1.5" stroke-dasharray="6 4"/>`,
    `<rect x="0" y="0" width="${SIDE}" height="${SIDE}" fill="none" stroke="${QUIET}"/>`,
    `<text transform="translate(-40 ${SIDE / 2}) rotate(-90)" text-anchor="middle">right answers</text>`,
    ...drawStrip(bins),
    "</g>",
  ].join("\n");
}

function drawGrid(): string[] {
  return [0, 0.2, 0.4, 0.6, 0.8, 1].flatMap((value) => {
    const at = px(value * SIDE);
    const up = px(SIDE - value * SIDE);
    return [
      `<line x1="${at}" y1="0" x2="${at}" y2="${SIDE}" stroke="${GRID}"/>`,
      `<line x1="0" y1="${up}" x2="${SIDE}" y2="${up}" stroke="${GRID}"/>`,
      `<text x="-8" y="${px(SIDE - value * SIDE + 4)}" text-anchor="end" fill="${QUIET}">${value.toFixed(1)}</text>`,
      `<text x="${at}" y="${SIDE + 18}" text-anchor="middle" fill="${QUIET}">${value.toFixed(1)}</text>`,
    ];
  });
}

/** The share of right answers as a bar, and in another colour how far it lies above or below the confidence. */
function drawBar({ from, to, accuracy, confidence }: CalibrationBin, at: number): string {
  if (accuracy === null || confidence === null) return "";
  const x = px(from * SIDE + 1.5);
  const width = px((to - from) * SIDE - 3);
  const block = (low: number, high: number, fill: string): string =>
    `<rect x="${x}" y="${px(SIDE - high * SIDE)}" width="${width}" height="${px((high - low) * SIDE)}" fill="${fill}"/>`;
  const [low, high] = [Math.min(accuracy, confidence), Math.max(accuracy, confidence)];
  const label = `bin ${at + 1}: ${(accuracy * 100).toFixed(0)} % right at a mean confidence of ${(confidence * 100).toFixed(0)} %`;
  const line = px(SIDE - confidence * SIDE);
  return [
    `<g><title>${escapeXml(label)}</title>`,
    block(0, low, BAR),
    block(low, high, accuracy > confidence ? TIMID : TOO_SURE),
    `<line x1="${x}" y1="${line}" x2="${px(x + width)}" y2="${line}" stroke="${INK}" stroke-width="2"/>`,
    "</g>",
  ].join("");
}

function drawStrip(bins: readonly CalibrationBin[]): string[] {
  const top = SIDE + GAP;
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const room = STRIP - 14;
  return [
    ...bins.map(({ from, to, count }) => {
      const height = px((count / most) * room);
      const [x, width] = [px(from * SIDE + 1.5), px((to - from) * SIDE - 3)];
      return [
        `<rect x="${x}" y="${px(top + STRIP - height)}" width="${width}" height="${height}" fill="${STRIP_BAR}"/>`,
        `<text x="${px(x + width / 2)}" y="${px(top + STRIP - height - 3)}" text-anchor="middle" font-size="10" fill="${QUIET}">${count}</text>`,
      ].join("");
    }),
    `<line x1="0" y1="${top + STRIP}" x2="${SIDE}" y2="${top + STRIP}" stroke="${QUIET}"/>`,
    `<text transform="translate(-40 ${top + STRIP / 2}) rotate(-90)" text-anchor="middle">answers</text>`,
    `<text x="${SIDE / 2}" y="${top + STRIP + 20}" text-anchor="middle">confidence, ${CALIBRATION_BINS} bins</text>`,
  ];
}

function drawLegend(y: number): string {
  const entries: readonly (readonly [x: number, row: number, label: string, sign: string])[] = [
    [0, 0, "right answers", square(BAR)],
    [116, 0, "mean confidence", stroke(`stroke="${INK}"`)],
    [252, 0, "exact", stroke(`stroke="${QUIET}" stroke-dasharray="5 3"`)],
    [0, 1, "more right than sure", square(TIMID)],
    [164, 1, "less right than sure", square(TOO_SURE)],
  ];
  return entries
    .map(
      ([x, row, label, sign]) =>
        `<g transform="translate(${24 + x} ${y + row * 22})">${sign}<text x="22" y="0" fill="${QUIET}">${label}</text></g>`,
    )
    .join("");
}

function square(fill: string): string {
  return `<rect x="0" y="-10" width="14" height="12" fill="${fill}"/>`;
}

function stroke(look: string): string {
  return `<line x1="-2" y1="-4" x2="16" y2="-4" stroke-width="2" ${look}/>`;
}

function summaryOf({ calibrationError, calibrationErrorEqualMass, reliability }: Evaluation): string[] {
  const answers = reliability.equalWidth.reduce((sum, { count }) => sum + count, 0);
  if (calibrationError === null) return ["no answers"];
  return [
    `calibration error ${calibrationError.toFixed(3)}, ${answers} answers`,
    `in bins of equal size ${(calibrationErrorEqualMass ?? 0).toFixed(3)}`,
  ];
}

function px(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Also drops what XML has no place for. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
