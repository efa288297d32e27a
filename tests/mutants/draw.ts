import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SeededRandom } from '../../runtime/testing/index.ts';
import { chartChanges } from './chart-changes.ts';
import { codeChanges } from './code-changes.ts';
import { identified, type Mutation, type MutationKind } from './mutation.ts';

/** Folders of handwritten code and charts; generated code follows from the specs. */
const handwritten = ['runtime', 'generator', 'hwmodel', 'spec'];

/** Every mutation of the rooms whose path begins with `room`, in the order of paths and places. */
export function allMutations(root: string, room: string | undefined): Mutation[] {
  return handwritten
    .flatMap((top) =>
      readdirSync(join(root, top), { recursive: true, encoding: 'utf8' }).map((path) => `${top}/${path}`),
    )
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => room === undefined || path === room || path.startsWith(`${room.replace(/\/$/, '')}/`))
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .flatMap((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return identified(path, text, path.endsWith('.chart.ts') ? chartChanges(text) : codeChanges(text));
    });
}

/** `count` different ones at random: first a kind, so rare ones are drawn too, then one of that kind. */
export function draw(mutations: readonly Mutation[], seed: number, count: number): Mutation[] {
  const random = new SeededRandom(seed);
  const left = new Map<MutationKind, Mutation[]>();
  for (const mutation of mutations) {
    const ofKind = left.get(mutation.kind);
    if (ofKind === undefined) left.set(mutation.kind, [mutation]);
    else ofKind.push(mutation);
  }
  const kinds = [...left.keys()].sort();
  const drawn: Mutation[] = [];
  while (drawn.length < count && kinds.length > 0) {
    const at = Math.floor(random.fraction() * kinds.length);
    const ofKind = left.get(kinds[at] as MutationKind) ?? [];
    const [mutation] = ofKind.splice(Math.floor(random.fraction() * ofKind.length), 1);
    if (mutation === undefined) kinds.splice(at, 1);
    else drawn.push(mutation);
  }
  return drawn;
}
