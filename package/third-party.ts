import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LICENSE = /^(?:licen[cs]e|copying)(?:\.|$)/i;
const NOTICE = /^notice(?:\.|$)/i;

/** THIRD-PARTY.md: the bundled packages with their licences. `folders`: theirs. Throws if a package has no licence. */
export function thirdPartyText(folders: Iterable<string>): string {
  const entries = [...new Set([...folders].map(entry))].toSorted();
  return [
    '# Third-party software\n',
    'The commands, `wirechart/dissect` and `wirechart/requirements` contain parts of these packages. Their licences follow.\n',
    ...entries,
  ].join('\n');
}

function entry(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const names = readdirSync(folder);
  const texts = [...names.filter((each) => LICENSE.test(each)), ...names.filter((each) => NOTICE.test(each))];
  if (!texts.some((each) => LICENSE.test(each)) || typeof license !== 'string') {
    throw new Error(`${name} ${version} is bundled but has no licence`);
  }
  const quoted = texts.map((each) => `\`\`\`text\n${readFileSync(join(folder, each), 'utf8').trim()}\n\`\`\`\n`);
  return [`## ${name} ${version}\n`, `Licence: ${license}\n`, ...quoted].join('\n');
}
