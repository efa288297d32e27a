import type { Chart, ChartTransition } from '../../model/chart.ts';
import { originMarkup } from '../comment.ts';
import { chartFacts } from './chart-facts.ts';
import {
  BLOCK_GAP,
  BOX_PADDING,
  BOX_PADDING_TOP,
  type Box,
  CROSS_WIDTH,
  DOT,
  TEXT_SIZE,
  type TextBlock,
  TITLE_SIZE,
} from './drawing-plan.ts';
import { escapeXml } from './escape-xml.ts';
import type { DiagramLayout, Point, Rectangle } from './layout.ts';
import { type Line, transitionSentence } from './notation.ts';
import { DIAGRAM_STYLE } from './style.ts';
import { lineHeight, textWidth } from './text-size.ts';

const HEAD_LENGTH = 7;
const HEAD_HALF = 3.5;
const CORNER = 5;

/**
 * The diagram as standalone SVG. Each state is a group with `data-state`, its path in the chart. An element of one
 * edge has `data-edge`, the index of the edge; an element of several edges has `data-edges`, a list with spaces.
 * `<metadata>` holds the chart itself as JSON.
 */
export function svgText(chart: Chart, layout: DiagramLayout): string {
  const { width, height } = layout;
  const frames = layout.boxes.filter(({ box }) => isFrame(box));
  const simple = layout.boxes.filter(({ box }) => !isFrame(box));
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="wc-chart" role="graphics-document" aria-label="State chart ${escapeXml(chart.id)}" data-chart="${escapeXml(chart.id)}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    originMarkup(chart.file.path),
    `<metadata>${chartFacts(chart)}</metadata>`,
    `<style>${DIAGRAM_STYLE}</style>`,
    `<rect class="wc-paper" width="${width}" height="${height}"/>`,
    ...frames.map(({ box, at }) => boxText(box, at)),
    ...layout.arrows.map(({ arrow, route }) => arrowText(chart, arrow.edges, route)),
    ...simple.map(({ box, at }) => boxText(box, at)),
    ...layout.arrows.flatMap(({ arrow, label }) =>
      label === undefined ? [] : [labelText(chart, arrow.blocks, label)],
    ),
    '</svg>',
  ];
  return `${out.join('\n')}\n`;

  function boxText(box: Box, at: Rectangle): string {
    if (box.kind === 'dot') {
      const radius = DOT / 2;
      return `<circle class="wc-dot" cx="${number(at.x + radius)}" cy="${number(at.y + radius)}" r="${radius}"/>`;
    }
    const { x, y } = at;
    const outline = box.kind === 'history' ? circle(at) : rect('wc-box', at, 0);
    const parts: string[] = [`<title>${escapeXml(boxTitle(box))}</title>`, outline];
    if (box.kind === 'final') parts.push(rect('wc-ring', at, 3));
    const title = titlePlace(box, at);
    const baseline = number(title.y + TITLE_SIZE);
    parts.push(
      `<text class="wc-title" x="${number(title.x + title.width / 2)}" y="${baseline}" text-anchor="middle">${escapeXml(box.title)}</text>`,
    );
    let top = y + BOX_PADDING_TOP + lineHeight(TITLE_SIZE) + 5;
    if (box.blocks.length > 0) {
      const rule = number(top - 3);
      parts.push(`<path class="wc-rule" d="M${number(x)} ${rule}H${number(x + at.width)}"/>`);
    }
    for (const block of box.blocks) {
      parts.push(blockText(chart, block, x + BOX_PADDING, top));
      top += block.lines.length * lineHeight(TEXT_SIZE) + BLOCK_GAP;
    }
    if (box.ignored.length > 0) {
      const ring = `<circle class="wc-quiet" cx="${number(x + at.width - 7)}" cy="${number(y + 7)}" r="2.5"/>`;
      parts.push(`<g class="wc-ignored" ${edgeAttribute(box.ignored.map(({ index }) => index))}>${ring}</g>`);
    }
    // The marker inside a frame is no state of its own: its frame's group carries the path.
    const state = box.kind === 'any' || box.state === undefined ? '' : ` data-state="${escapeXml(box.state.path)}"`;
    return `<g class="wc-state wc-${box.kind}"${state}>${parts.join('')}</g>`;
  }

  /** Centred, unless an arrow into a compound state passes there. */
  function titlePlace(box: Box, at: Rectangle): Rectangle {
    const width = textWidth(box.title, TITLE_SIZE);
    const height = lineHeight(TITLE_SIZE);
    const y = box.kind === 'history' ? at.y + (at.height - height) / 2 : at.y + BOX_PADDING_TOP;
    const centre = { x: at.x + (at.width - width) / 2, y, width, height };
    if (!isFrame(box)) return centre;
    const left = { ...centre, x: at.x + BOX_PADDING };
    const right = { ...centre, x: at.x + at.width - BOX_PADDING - width };
    const free = (place: Rectangle): boolean => !layout.arrows.some(({ route }) => crosses(route, place));
    return [centre, left, right].find(free) ?? centre;
  }
}

/** Whether a box is drawn around others, below the arrows. */
export function isFrame({ kind }: Box): boolean {
  return kind === 'compound' || kind === 'parallel' || kind === 'region';
}

/** Whether an orthogonal line passes through a rectangle. */
export function crosses(route: readonly Point[], { x, y, width, height }: Rectangle): boolean {
  return route.some((to, place) => {
    const from = route[place - 1];
    if (from === undefined) return false;
    const overlapsX = Math.max(from.x, to.x) > x && Math.min(from.x, to.x) < x + width;
    const overlapsY = Math.max(from.y, to.y) > y && Math.min(from.y, to.y) < y + height;
    return overlapsX && overlapsY;
  });
}

function boxTitle(box: Box): string {
  const lines = [box.state?.path || box.title];
  if (box.state?.description !== undefined) lines.push(box.state.description);
  for (const transition of box.ignored) lines.push(transitionSentence(transition));
  return lines.join('\n');
}

function rect(name: string, at: Rectangle, inset: number): string {
  const width = number(at.width - 2 * inset);
  const height = number(at.height - 2 * inset);
  return `<rect class="${name}" x="${number(at.x + inset)}" y="${number(at.y + inset)}" width="${width}" height="${height}" rx="${6 - inset}"/>`;
}

function circle({ x, y, width, height }: Rectangle): string {
  return `<circle class="wc-box" cx="${number(x + width / 2)}" cy="${number(y + height / 2)}" r="${number(width / 2)}"/>`;
}

function labelText(chart: Chart, blocks: readonly TextBlock[], at: Rectangle): string {
  let top = at.y;
  const texts = blocks.map((block) => {
    const text = blockText(chart, block, at.x + 2, top);
    top += block.lines.length * lineHeight(TEXT_SIZE) + BLOCK_GAP;
    return text;
  });
  return texts.join('\n');
}

function blockText(chart: Chart, block: TextBlock, x: number, top: number): string {
  const fatal = block.role === 'fatal';
  const left = fatal ? x + CROSS_WIDTH : x;
  const parts: string[] = [];
  if (block.edges.length > 0) parts.push(edgesTitle(chart, block.edges));
  block.lines.forEach((line, place) => {
    const baseline = top + place * lineHeight(TEXT_SIZE) + TEXT_SIZE;
    parts.push(`<text x="${number(left)}" y="${number(baseline)}">${lineText(line)}</text>`);
    if (fatal && place === 0) parts.push(`<path d="M${number(x)} ${number(baseline - 7)}l6 6m0 -6l-6 6"/>`);
  });
  const attribute = block.edges.length > 0 ? ` ${edgeAttribute(block.edges)}` : '';
  return `<g class="wc-words wc-${block.role}"${attribute}>${parts.join('')}</g>`;
}

function lineText(line: Line): string {
  return line
    .map(({ text, tone }) =>
      tone === 'plain' ? escapeXml(text) : `<tspan class="wc-${tone}">${escapeXml(text)}</tspan>`,
    )
    .join('');
}

function arrowText(chart: Chart, edges: readonly number[], route: readonly Point[]): string {
  const attribute = edges.length > 0 ? ` ${edgeAttribute(edges)}` : '';
  const title = edges.length > 0 ? edgesTitle(chart, edges) : '';
  return `<g class="wc-arrow"${attribute}>${title}<path class="wc-route" d="${routePath(route)}"/><path class="wc-head" d="${headPath(route)}"/></g>`;
}

/** The line with rounded corners, ending where the arrow's head begins. */
function routePath(route: readonly Point[]): string {
  const points = [...route];
  const tip = points.at(-1);
  const before = points.at(-2);
  if (tip !== undefined && before !== undefined) points[points.length - 1] = towards(tip, before, HEAD_LENGTH - 1);
  return points
    .map((at, place) => {
      const last = points[place - 1];
      const next = points[place + 1];
      if (last === undefined) return `M${pair(at)}`;
      if (next === undefined) return `L${pair(at)}`;
      const into = towards(at, last, Math.min(CORNER, distance(at, last) / 2));
      const out = towards(at, next, Math.min(CORNER, distance(at, next) / 2));
      return `L${pair(into)}Q${pair(at)} ${pair(out)}`;
    })
    .join('');
}

function headPath(route: readonly Point[]): string {
  const tip = route.at(-1) ?? { x: 0, y: 0 };
  const back = towards(tip, route.at(-2) ?? tip, HEAD_LENGTH);
  const across = { x: ((tip.y - back.y) / HEAD_LENGTH) * HEAD_HALF, y: ((back.x - tip.x) / HEAD_LENGTH) * HEAD_HALF };
  const left = { x: back.x + across.x, y: back.y + across.y };
  const right = { x: back.x - across.x, y: back.y - across.y };
  return `M${pair(tip)}L${pair(left)}L${pair(right)}Z`;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** The point `length` away from `from` on the way to `to`. */
function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to);
  if (whole === 0) return from;
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}

function pair({ x, y }: Point): string {
  return `${number(x)} ${number(y)}`;
}

/** Rounded to tenths of a pixel, so that the text is the same on every machine. */
function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function edgeAttribute(edges: readonly number[]): string {
  return edges.length === 1 ? `data-edge="${edges[0]}"` : `data-edges="${edges.join(' ')}"`;
}

function edgesTitle(chart: Chart, edges: readonly number[]): string {
  const transitions = edges.map((index): ChartTransition | undefined => chart.edges[index]);
  const sentences = transitions.map((transition) => (transition === undefined ? '' : transitionSentence(transition)));
  return `<title>${escapeXml(sentences.join('\n'))}</title>`;
}
