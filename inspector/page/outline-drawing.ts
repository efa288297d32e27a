// Draws a chart that has no diagram: nested boxes with their edges as lines of text.
import { type InspectedChart, type InspectedEdge, outcomeOf } from '../model/chart.ts';
import { parentOf } from '../model/configuration.ts';
import { svgElement } from './chart-svg.ts';

/** Pixels for one character of 11 px, with a reserve for wide faces. */
const ADVANCE = 6.8;
const LINE = 15;
const PAD = 12;
const TITLE = 24;
/** Boxes beside each other start a new row here. */
const ROW_WIDTH = 720;
/** Characters of one line. */
const MAX_LINE = 90;

interface Placed {
  readonly width: number;
  readonly height: number;
  draw(x: number, y: number): SVGElement;
}

/** The drawing of all states and edges. It has the attributes of a generated diagram. */
export function outlineDrawing(chart: InspectedChart): SVGSVGElement {
  const inside = rows(boxesIn(chart, ''));
  const width = inside.width + 2 * PAD;
  const height = inside.height + 2 * PAD;
  const svg = svgElement('svg', { class: 'wc-chart', viewBox: `0 0 ${width} ${height}`, role: 'graphics-document' });
  svg.setAttribute('aria-label', `State chart ${chart.id}`);
  svg.append(svgElement('rect', { class: 'wc-paper', width, height }), inside.draw(PAD, PAD));
  return svg as SVGSVGElement;
}

function boxesIn(chart: InspectedChart, parent: string): readonly Placed[] {
  const children = chart.states.filter((state) => state.path !== '' && parentOf(state.path) === parent);
  const ofRoot = parent === '' ? [box(chart, '', 'any state', 'any', [])] : [];
  const boxes = children.map(({ path, kind }) =>
    box(chart, path, path.slice(parent === '' ? 0 : parent.length + 1), kind, boxesIn(chart, path)),
  );
  const hasRootEdges = chart.edges.some(({ from }) => from === '');
  return parent === '' && hasRootEdges ? [...ofRoot, ...boxes] : boxes;
}

function box(chart: InspectedChart, path: string, title: string, kind: string, children: readonly Placed[]): Placed {
  const edges = chart.edges.map((edge, index) => ({ edge, index })).filter(({ edge }) => edge.from === path);
  const lines = edges.map(({ edge, index }) => ({ index, text: shortened(edgeLine(edge)) }));
  const inside = rows(children);
  const text = Math.max(shortened(title).length * 1.2, ...lines.map((line) => line.text.length)) * ADVANCE;
  const top = TITLE + lines.length * LINE + (lines.length > 0 ? 4 : 0);
  const width = Math.max(text, inside.width) + 2 * PAD;
  const height = top + (children.length > 0 ? inside.height + 2 * PAD : 8);
  return {
    width,
    height,
    draw(x, y) {
      const group = svgElement(
        'g',
        { class: `wc-state wc-${kind}` },
        svgElement('title', {}, path === '' ? title : path),
      );
      if (path !== '') group.setAttribute('data-state', path);
      group.append(svgElement('rect', { class: 'wc-box', x, y, width, height, rx: 6 }));
      group.append(svgElement('text', { class: 'wc-title', x: x + PAD, y: y + 17 }, shortened(title)));
      const words = lines.map(({ index, text: line }, place) => {
        const at = { x: x + PAD, y: y + TITLE + place * LINE + 11 };
        return svgElement('g', { class: 'wc-words', 'data-edge': index }, svgElement('text', at, line));
      });
      return svgElement('g', {}, group, ...words, inside.draw(x + PAD, y + top + PAD));
    },
  };
}

/** Places boxes from left to right, in rows. */
function rows(boxes: readonly Placed[]): Placed {
  const places: { x: number; y: number; box: Placed }[] = [];
  let [x, y, rowHeight, width] = [0, 0, 0, 0];
  for (const each of boxes) {
    if (x > 0 && x + each.width > ROW_WIDTH) {
      y += rowHeight + PAD;
      [x, rowHeight] = [0, 0];
    }
    places.push({ x, y, box: each });
    x += each.width + PAD;
    rowHeight = Math.max(rowHeight, each.height);
    width = Math.max(width, x - PAD);
  }
  return {
    width,
    height: y + rowHeight,
    draw: (left, top) => svgElement('g', {}, ...places.map((at) => at.box.draw(left + at.x, top + at.y))),
  };
}

function edgeLine(edge: InspectedEdge): string {
  const guard = edge.guard === undefined ? '' : ` [${edge.guard}]`;
  const actions = edge.actions.length === 0 ? '' : ` / ${edge.actions.join(', ')}`;
  return `${edge.trigger}${guard}${actions} ${outcomeOf(edge)}`;
}

function shortened(text: string): string {
  return text.length > MAX_LINE ? `${text.slice(0, MAX_LINE - 1)}…` : text;
}
