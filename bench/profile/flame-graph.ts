// Draws a CPU profile as a flame graph in SVG: each function above its caller, as wide as its time.
import { escapeXml } from '../chart.ts';
import { type CpuProfile, nameOf, placeOf, selfTimes } from './cpu-profile.ts';

const WIDTH = 1600;
const ROW = 17;
const FONT_SIZE = 11;
/** Pixels of a character, about. */
const CHARACTER = 6.2;
/** Frames that are narrower than this are left out, in pixels. */
const MIN_WIDTH = 0.6;
/** V8's entries for time without work. */
const WITHOUT_WORK = ['(idle)'];

interface Frame {
  readonly name: string;
  readonly place: string;
  total: number;
  readonly children: Map<string, Frame>;
}

/** The picture, a complete SVG document without script. `root`: the folder that places are relative to. */
export function flameGraph(profile: CpuProfile, title: string, root: string): string {
  const top = merged(profile, root);
  const rows: string[] = [];
  const depth = draw(top, 0, 0, WIDTH / Math.max(top.total, 1), rows);
  const height = (depth + 3) * ROW;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<g font-family="system-ui, sans-serif" font-size="${FONT_SIZE}">`,
    `<text x="4" y="${ROW - 4}">${escapeXml(title)}</text>`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** The call tree with one frame for all calls of a function by the same stack. */
function merged(profile: CpuProfile, root: string): Frame {
  const times = selfTimes(profile);
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const top: Frame = { name: 'all', place: '', total: 0, children: new Map() };
  const add = (id: number, parent: Frame): number => {
    const node = nodes.get(id);
    if (node === undefined) return 0;
    const [name, place] = [nameOf(node.callFrame), placeOf(node.callFrame, root)];
    if (WITHOUT_WORK.includes(name)) return 0;
    const key = `${name}\0${place}`;
    const frame = parent.children.get(key) ?? { name, place, total: 0, children: new Map() };
    parent.children.set(key, frame);
    let total = times.get(id) ?? 0;
    for (const child of node.children ?? []) total += add(child, frame);
    frame.total += total;
    return total;
  };
  const [first] = profile.nodes;
  for (const child of first?.children ?? []) top.total += add(child, top);
  return top;
}

/** Adds the elements of a frame and of what it called. Returns the depth of the deepest one. */
function draw(frame: Frame, x: number, level: number, scale: number, rows: string[]): number {
  const width = frame.total * scale;
  if (width < MIN_WIDTH) return level;
  const y = (level + 1) * ROW + 4;
  const milliseconds = (frame.total / 1000).toFixed(1);
  const characters = Math.floor((width - 4) / CHARACTER);
  const text =
    characters < 3 ? '' : frame.name.length > characters ? `${frame.name.slice(0, characters - 1)}…` : frame.name;
  rows.push(
    `<g><title>${escapeXml(`${frame.name} ${frame.place}: ${milliseconds} ms`)}</title>`,
    `<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 1}" fill="${colour(frame)}"/>`,
    text === '' ? '</g>' : `<text x="${(x + 3).toFixed(1)}" y="${y + ROW - 5}">${escapeXml(text)}</text></g>`,
  );
  let at = x;
  let deepest = level;
  for (const child of [...frame.children.values()].sort((a, b) => b.total - a.total)) {
    deepest = Math.max(deepest, draw(child, at, level + 1, scale, rows));
    at += child.total * scale;
  }
  return deepest;
}

/** Ours, Node's, and what is not JavaScript. */
function colour({ name, place }: Frame): string {
  if (place === '') return name.startsWith('(') ? '#d0d7de' : '#e8c4a0';
  if (place.startsWith('node:')) return '#a8c7a0';
  return place.includes('node_modules') ? '#c9b6d9' : '#f0a060';
}
