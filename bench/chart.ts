// Draws the results of a layer as an SVG picture: a bar for each median, a line from the first to the third quartile.
import type { LayerReport } from './layer-report.ts';
import { isRate, type Result, type Row } from './result.ts';

const WIDTH = 860;
const LABELS = 290;
const VALUES = 170;
const BAR = 14;
const ROW = 24;
const HEAD = 46;
const FONT = 'font-family="system-ui, sans-serif"';
const OURS = '#1f6feb';
const THEIRS = '#8b949e';

/** The picture, a complete SVG document. It uses no script and no style sheet. */
export function chart({ layer, date, machine, results }: LayerReport): string {
  let at = 30;
  const parts = results.map((result) => {
    const text = comparison(result, at);
    at += HEAD + ROW * result.rows.length + 18;
    return text;
  });
  const caption = `${layer}, ${date.slice(0, 10)}, ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${at}" viewBox="0 0 ${WIDTH} ${at}" role="img">`,
    `<title>${escapeXml(caption)}</title>`,
    `<rect width="${WIDTH}" height="${at}" fill="#ffffff"/>`,
    label(10, 20, 12, caption, '#57606a'),
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

/** Text for an element or an attribute. Characters that XML 1.0 does not allow are left out. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function comparison({ title, unit, rows }: Result, top: number): string {
  const most = Math.max(...rows.flatMap(({ median, high }) => [median, high]).filter(Number.isFinite), 0);
  const scale = most > 0 ? (WIDTH - LABELS - VALUES) / most : 0;
  const better = isRate(unit) ? 'more is better' : 'less is better';
  return [
    label(10, top + 18, 14, title, '#1f2328'),
    label(10, top + 36, 11, `median in ${unit}, ${better}; the line shows the quartiles`, '#57606a'),
    ...rows.map((row, index) => bar(row, index === 0, top + HEAD + index * ROW, scale)),
  ].join('\n');
}

function bar({ name, median, low, high, ratio }: Row, isOurs: boolean, top: number, scale: number): string {
  const middle = top + BAR / 2;
  const x = (value: number): string => (LABELS + (Number.isFinite(value) ? value : 0) * scale).toFixed(1);
  const width = (Number(x(median)) - LABELS).toFixed(1);
  return [
    label(10, top + BAR - 3, 12, name, '#1f2328'),
    `<rect x="${LABELS}" y="${top}" width="${width}" height="${BAR}" fill="${isOurs ? OURS : THEIRS}"/>`,
    `<line x1="${x(low)}" x2="${x(high)}" y1="${middle}" y2="${middle}" stroke="#1f2328" stroke-width="2"/>`,
    label(
      Number(x(Math.max(median, high))) + 8,
      top + BAR - 3,
      12,
      `${median.toPrecision(4)}  (${ratio.toFixed(2)}x)`,
      '#1f2328',
    ),
  ].join('\n');
}

function label(x: number, y: number, size: number, text: string, colour: string): string {
  return `<text x="${x.toFixed(1)}" y="${y}" ${FONT} font-size="${size}" fill="${colour}">${escapeXml(text)}</text>`;
}
