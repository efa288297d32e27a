/** The files that each file imports, type imports included. */
export type ImportGraph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The circles of a graph: its strongly connected components of two files or more, and files that import themselves. Each is
 * sorted, and they are sorted by their first file. Tarjan's algorithm, with a stack of its own instead of recursion.
 */
export function importCycles(graph: ImportGraph): string[][] {
  const cycles: string[][] = [];
  const index = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();

  function enter(file: string): Visit {
    index.set(file, index.size);
    lowest.set(file, index.size - 1);
    open.push(file);
    isOpen.add(file);
    return { file, rest: [...(graph.get(file) ?? [])].filter((target) => graph.has(target)) };
  }

  function lower(file: string, to: number): void {
    lowest.set(file, Math.min(lowest.get(file) ?? to, to));
  }

  function close(file: string): void {
    const members = open.splice(open.lastIndexOf(file)).sort();
    for (const member of members) isOpen.delete(member);
    if (members.length > 1 || graph.get(file)?.has(file)) cycles.push(members);
  }

  for (const start of graph.keys()) {
    if (index.has(start)) continue;
    const path = [enter(start)];
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const target = visit.rest.pop();
      if (target !== undefined) {
        if (!index.has(target)) path.push(enter(target));
        else if (isOpen.has(target)) lower(visit.file, index.get(target) ?? 0);
        continue;
      }
      path.pop();
      const own = lowest.get(visit.file) ?? 0;
      const importer = path.at(-1);
      if (importer !== undefined) lower(importer.file, own);
      if (own === index.get(visit.file)) close(visit.file);
    }
  }
  return cycles.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

interface Visit {
  readonly file: string;
  /** Imports that were not followed yet. */
  readonly rest: string[];
}
