import { backendLibraries, importTable } from '../architecture/import-table.ts';
import { code, markdownTable } from './markdown-table.ts';

/** The table of `docs/architecture.md`: which room may import which, and why. */
export function importRules(): string {
  const rows = Object.entries(importTable).map(([room, { may, typesOnly = [], why }]) => [
    code(room),
    may.map((each) => `${code(each)}${typesOnly.includes(each) ? ' (types)' : ''}`).join(', ') || 'nothing',
    why,
  ]);
  const libraries = Object.entries(backendLibraries).map(
    ([backend, names]) => `\`${backend}\` wraps ${names.map(code).join(', ')}`,
  );
  return `${markdownTable(['room', 'may import', 'why'], rows)}
\`node:\` is every built-in module, \`packages\` any package, \`public\` every module that package.json exports, \`wirechart\` the same
by their public names. A room may always import its own files. Backends: ${libraries.join('; ')}.
`;
}
