import type { ELK, ElkExtendedEdge, ElkNode, LayoutOptions } from 'elkjs/lib/elk.bundled.js';
import type { Arrow, Box, DrawingPlan } from './drawing-plan.ts';

/** In pixels from the diagram's upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

/** Where everything of a plan lies. */
export interface DiagramLayout {
  readonly width: number;
  readonly height: number;
  /** Outer boxes before the boxes inside them. */
  readonly boxes: readonly { readonly box: Box; readonly at: Rectangle }[];
  readonly arrows: readonly {
    readonly arrow: Arrow;
    /** Corners of the orthogonal line from the source's border to the target's. */
    readonly route: readonly Point[];
    /** Undefined if the arrow has no label. */
    readonly label: Rectangle | undefined;
  }[];
}

const OPTIONS: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.randomSeed': '1',
  'elk.padding': '[top=12,left=12,bottom=12,right=12]',
  // States are in the order of the protocol, so arrows that point upwards are the back edges.
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.spacing.nodeNode': '22',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '5',
  'elk.spacing.nodeSelfLoop': '10',
  'elk.layered.spacing.nodeNodeBetweenLayers': '20',
  'elk.layered.spacing.edgeNodeBetweenLayers': '12',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
};

/** With more arrows, the best node placement takes minutes instead of seconds. */
const MANY_ARROWS = 40;

/** Neither layering strategy suits every chart: both are run, and the narrower diagram is kept. */
const LAYERINGS = ['NETWORK_SIMPLEX', 'LONGEST_PATH_SOURCE'];

let engine: Promise<ELK> | undefined;

/** ELK is 1.5 MB of JavaScript: loaded with the first diagram and reused. */
async function elk(): Promise<ELK> {
  engine ??= import('elkjs/lib/elk.bundled.js').then((module) => new module.default.default());
  return engine;
}

/** Places boxes, arrows and labels so that no label overlaps another or a box. The same plan gives the same layout. */
export async function layOut(plan: DrawingPlan): Promise<DiagramLayout> {
  let narrowest: DiagramLayout | undefined;
  const placing: LayoutOptions =
    plan.arrows.length > MANY_ARROWS ? { 'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF' } : {};
  for (const layering of LAYERINGS) {
    const layout = await arrange(plan, { ...OPTIONS, ...placing, 'elk.layered.layering.strategy': layering });
    if (narrowest === undefined || layout.width < narrowest.width) narrowest = layout;
  }
  return narrowest ?? { width: 0, height: 0, boxes: [], arrows: [] };
}

async function arrange(plan: DrawingPlan, layoutOptions: LayoutOptions): Promise<DiagramLayout> {
  const boxes = new Map<string, Box>();
  const arrows = new Map(plan.arrows.map((arrow) => [arrow.id, arrow]));
  const node = (box: Box): ElkNode => {
    boxes.set(box.id, box);
    if (box.children.length === 0) return { id: box.id, width: box.width, height: box.height };
    return {
      id: box.id,
      children: box.children.map(node),
      layoutOptions: {
        'elk.padding': `[top=${box.height + 4},left=14,bottom=14,right=14]`,
        'elk.nodeSize.constraints': 'MINIMUM_SIZE',
        'elk.nodeSize.minimum': `(${box.width}, ${box.height})`,
      },
    };
  };
  const graph: ElkNode = {
    id: 'picture',
    layoutOptions,
    children: plan.boxes.map(node),
    edges: plan.arrows.map(edge),
  };
  const placed = await (await elk()).layout(graph);

  const placedBoxes: DiagramLayout['boxes'][number][] = [];
  const collect = (from: ElkNode): void => {
    for (const child of from.children ?? []) {
      const box = boxes.get(child.id);
      if (box !== undefined) placedBoxes.push({ box, at: rectangle(child) });
      collect(child);
    }
  };
  collect(placed);
  const placedArrows: DiagramLayout['arrows'][number][] = [];
  for (const from of placed.edges ?? []) {
    const arrow = arrows.get(from.id);
    const section = from.sections?.[0];
    if (arrow === undefined || section === undefined) continue;
    const route = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map(point);
    const label = from.labels?.[0];
    placedArrows.push({ arrow, route, label: label === undefined ? undefined : rectangle(label) });
  }
  return {
    width: Math.ceil(placed.width ?? 0),
    height: Math.ceil(placed.height ?? 0),
    boxes: placedBoxes,
    arrows: placedArrows,
  };
}

function edge(arrow: Arrow): ElkExtendedEdge {
  return {
    id: arrow.id,
    sources: [arrow.from],
    targets: [arrow.to],
    labels: arrow.blocks.length === 0 ? [] : [{ text: arrow.id, width: arrow.width + 4, height: arrow.height }],
  };
}

function round(value: number | undefined): number {
  return Math.round((value ?? 0) * 10) / 10;
}

function point(from: Point): Point {
  return { x: round(from.x), y: round(from.y) };
}

function rectangle(from: { x?: number; y?: number; width?: number; height?: number }): Rectangle {
  return { x: round(from.x), y: round(from.y), width: round(from.width), height: round(from.height) };
}
