import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** One case of `@scion-scxml/test-framework`: a document, and the configurations that follow from events. */
export interface ScionCase {
  /** Folder and name: `parallel/test1`. */
  readonly name: string;
  readonly text: string;
  /** The atomic states at first. */
  readonly initialConfiguration: readonly string[];
  readonly steps: readonly ScionStep[];
}

export interface ScionStep {
  /** Milliseconds before the event. */
  readonly after?: number;
  readonly event: { readonly name: string; readonly data?: unknown };
  readonly nextConfiguration: readonly string[];
}

/** Every case of the framework, in the order of their names. */
export function scionCases(): readonly ScionCase[] {
  const folder = join(
    dirname(createRequire(import.meta.url).resolve('@scion-scxml/test-framework/package.json')),
    'test',
  );
  return documentsIn(folder).flatMap((path) => {
    const script = scriptOf(join(folder, path.replace(/\.scxml$/, '.json')));
    if (script === undefined) return [];
    return [
      {
        name: path.replace(/(?:\.txml)?\.scxml$/, ''),
        text: readFileSync(join(folder, path), 'utf8'),
        initialConfiguration: script.initialConfiguration,
        steps: script.events,
      },
    ];
  });
}

interface Script {
  readonly initialConfiguration: readonly string[];
  readonly events: readonly ScionStep[];
}

function scriptOf(path: string): Script | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The documents below a folder, by their paths inside it. */
function documentsIn(folder: string): readonly string[] {
  const folders = readdirSync(folder).toSorted();
  return folders.flatMap((inner) =>
    readdirSync(join(folder, inner))
      .filter((name) => name.endsWith('.scxml'))
      .toSorted()
      .map((name) => `${inner}/${name}`),
  );
}
