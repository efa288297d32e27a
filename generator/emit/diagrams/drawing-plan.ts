import type { Chart, ChartState, ChartTransition } from '../../model/chart.ts';
import { isDescendant } from '../../model/chart-walk.ts';
import { actionLines, type Line, transitionLines } from './notation.ts';
import { lineHeight, textWidth } from './text-size.ts';

/** Sizes in pixels, shared by measuring and drawing. */
export const TITLE_SIZE = 12.5;
export const TEXT_SIZE = 11;
export const BOX_PADDING = 10;
export const BOX_PADDING_TOP = 7;
/** Space between the blocks of one label: two transitions that share an arrow. */
export const BLOCK_GAP = 4;
export const DOT = 10;
/** Diameter of the circle of a history state. */
const CIRCLE = 26;

/** Lines of text that are highlighted together. */
export interface TextBlock {
  readonly role: 'entry' | 'exit' | 'transition' | 'fatal';
  /** Edges of the chart that this text describes. */
  readonly edges: readonly number[];
  readonly lines: readonly Line[];
}

/**
 * One node of the diagram: a state, a region of a parallel state, the dot of an initial state, or `any state` inside
 * a frame.
 */
export interface Box {
  readonly id: string;
  readonly kind: ChartState['kind'] | 'region' | 'dot' | 'any';
  /** Undefined for dots. Of a marker: the state around it. */
  readonly state: ChartState | undefined;
  readonly title: string;
  readonly blocks: readonly TextBlock[];
  /** Transitions that change nothing and are ignored on purpose: named in the tooltip only. */
  readonly ignored: readonly ChartTransition[];
  readonly children: readonly Box[];
  /** Of the text alone for a compound state, which is enlarged for its children. */
  readonly width: number;
  readonly height: number;
}

/** One arrow. Transitions between the same two states share it, each with its own text block. */
export interface Arrow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly edges: readonly number[];
  readonly blocks: readonly TextBlock[];
  readonly width: number;
  readonly height: number;
}

export interface DrawingPlan {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

/**
 * Selects what is drawn. Handled transitions become arrows, or lines inside the box if they have no
 * target; the fatal ones of a state become one line for each alert in its box, since an arrow for every
 * unexpected message would hide the others; ignored transitions are listed in the tooltip only.
 */
export function planDrawing(chart: Chart): DrawingPlan {
  const arrows = new Map<string, { from: string; to: string; transitions: ChartTransition[] }>();
  const starts: { from: string; to: string }[] = [];

  function boxesInside(state: ChartState): Box[] {
    const boxes: Box[] = [];
    if (state.initial !== undefined) {
      const id = `dot:${state.path}`;
      boxes.push(box({ id, kind: 'dot', state: undefined, title: '' }));
      starts.push({ from: id, to: stateId(state.initial) });
    }
    // A compound state's own transitions hold in all of its states. Those that stay inside start at a marker of
    // their own, so that no arrow starts at the frame and points inwards.
    const inward = state.transitions.filter((transition) => isArrow(transition) && startsInside(state, transition));
    const hasFrame = state.parent !== undefined;
    if (inward.length > 0 || (!hasFrame && state.transitions.length > 0)) {
      const marker = `any:${state.path}`;
      const blocks = hasFrame ? [] : insideBlocks(state);
      const ignored = hasFrame ? [] : ignoredBy(state);
      boxes.push(box({ id: marker, kind: 'any', state, title: 'any state', blocks, ignored }));
    }
    for (const child of state.children) boxes.push(stateBox(child));
    for (const history of state.histories) {
      const id = stateId(history);
      boxes.push(box({ id, kind: 'history', state: history, title: history.deep ? 'H*' : 'H' }));
      if (history.fallback !== undefined) starts.push({ from: id, to: stateId(history.fallback) });
    }
    return boxes;
  }

  function stateBox(state: ChartState): Box {
    const children = boxesInside(state);
    const kind = state.parent?.kind === 'parallel' && state.kind === 'compound' ? 'region' : state.kind;
    const blocks = [...entryAndExit(state), ...insideBlocks(state)];
    return box({ id: stateId(state), kind, state, title: state.name, blocks, ignored: ignoredBy(state), children });
  }

  const boxes = boxesInside(chart.root);
  for (const transition of chart.edges) {
    const { source, targets } = transition;
    if (!isArrow(transition)) continue;
    const from = startsInside(source, transition) ? `any:${source.path}` : stateId(source);
    for (const to of targets.map(stateId)) {
      const known = arrows.get(`${from}>${to}`);
      if (known === undefined) arrows.set(`${from}>${to}`, { from, to, transitions: [transition] });
      else known.transitions.push(transition);
    }
  }
  return {
    boxes,
    arrows: [
      ...starts.map(({ from, to }) => arrow(from, to, [])),
      ...[...arrows.values()].map(({ from, to, transitions }) => arrow(from, to, transitions)),
    ],
  };
}

function stateId(state: ChartState): string {
  return `state:${state.path}`;
}

function isArrow(transition: ChartTransition): boolean {
  return transition.outcome === 'handled' && transition.targets.length > 0;
}

/** Whether the targets of a transition are descendants of its state. */
function startsInside(source: ChartState, { targets }: ChartTransition): boolean {
  return targets.length > 0 && targets.every((target) => isDescendant(target, source));
}

function ignoredBy(state: ChartState): ChartTransition[] {
  return state.transitions.filter((transition) => transition.outcome === 'ignored');
}

function entryAndExit(state: ChartState): TextBlock[] {
  const blocks: TextBlock[] = [];
  if (state.entry.length > 0) {
    blocks.push({ role: 'entry', edges: [], lines: actionLines('entry / ', state.entry) });
  }
  if (state.exit.length > 0) blocks.push({ role: 'exit', edges: [], lines: actionLines('exit / ', state.exit) });
  return blocks;
}

/** What is written inside the box: handled transitions that stay, then the fatal ones by alert. */
function insideBlocks(state: ChartState): TextBlock[] {
  const blocks: TextBlock[] = [];
  const byAlert = new Map<string, number[]>();
  for (const transition of state.transitions) {
    if (transition.outcome === 'handled' && transition.targets.length === 0) {
      blocks.push({ role: 'transition', edges: [transition.index], lines: transitionLines(transition) });
    } else if (transition.outcome === 'fatal') {
      const alert = transition.alert ?? 'fatal';
      byAlert.set(alert, [...(byAlert.get(alert) ?? []), transition.index]);
    }
  }
  for (const [alert, edges] of byAlert) {
    const text = edges.length === 1 ? alert : `${alert} ×${edges.length}`;
    blocks.push({ role: 'fatal', edges, lines: [[{ text, tone: 'plain' }]] });
  }
  return blocks;
}

/** Offset of the text of a fatal line, after its cross. */
export const CROSS_WIDTH = 11;

function blocksSize(blocks: readonly TextBlock[]): { width: number; height: number } {
  let width = 0;
  let height = 0;
  for (const { role, lines } of blocks) {
    for (const line of lines) {
      const text = line.map((run) => run.text).join('');
      width = Math.max(width, textWidth(text, TEXT_SIZE) + (role === 'fatal' ? CROSS_WIDTH : 0));
    }
    height += lines.length * lineHeight(TEXT_SIZE);
  }
  return { width, height: height + Math.max(0, blocks.length - 1) * BLOCK_GAP };
}

function box(
  given: Pick<Box, 'id' | 'kind' | 'state' | 'title'> & Partial<Pick<Box, 'blocks' | 'ignored' | 'children'>>,
): Box {
  const { blocks = [], ignored = [], children = [] } = given;
  if (given.kind === 'dot') return { ...given, blocks, ignored, children, width: DOT, height: DOT };
  if (given.kind === 'history') return { ...given, blocks, ignored, children, width: CIRCLE, height: CIRCLE };
  const words = blocksSize(blocks);
  const title = textWidth(given.title, given.kind === 'any' ? TEXT_SIZE : TITLE_SIZE);
  const width = Math.ceil(Math.max(title + 8, words.width)) + 2 * BOX_PADDING;
  const height = Math.ceil(lineHeight(TITLE_SIZE) + (words.height > 0 ? words.height + 5 : 0)) + 2 * BOX_PADDING_TOP;
  return { ...given, blocks, ignored, children, width, height };
}

function arrow(from: string, to: string, transitions: readonly ChartTransition[]): Arrow {
  const edges = transitions.map((transition) => transition.index);
  const blocks = transitions
    .map((transition): TextBlock => {
      return { role: 'transition', edges: [transition.index], lines: transitionLines(transition) };
    })
    .filter((block) => block.lines.length > 0);
  const { width, height } = blocksSize(blocks);
  return { id: `arrow:${from}>${to}`, from, to, edges, blocks, width: Math.ceil(width), height: Math.ceil(height) };
}
