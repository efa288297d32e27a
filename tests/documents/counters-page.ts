import type { Declarations } from './declarations.ts';
import { code, markdownTable } from './markdown-table.ts';

const PARTS = [
  {
    name: 'SessionStats',
    specifier: 'wirechart/dtls13',
    text: '`session.stats`: one session. A new object at each read. Times are in milliseconds since the Unix epoch.',
  },
  {
    name: 'EndpointStats',
    specifier: 'wirechart/dtls13',
    text: '`endpoint.stats`: a server with all its sessions. A new object at each read. Times are in milliseconds since the Unix epoch.',
  },
  {
    name: 'Statistics',
    specifier: 'wirechart/dtls13/core',
    text: '`statistics` of a connection or a listener of the core. The object is live: its numbers change.',
  },
  {
    name: 'Discarded',
    specifier: 'wirechart/dtls13/core',
    text: '`discarded` of all of them: input that was dropped silently, by cause (RFC 9147 section 4.5.2).',
  },
] as const;

/** `docs/reference/counters.md`. */
export function countersPage(declarations: Declarations): string {
  const intro = `# Counters

<!-- Generated from the declarations by npm run docs. Do not edit. -->

Counters only increase, except \`reassemblyBytes\`, which is the memory in use. Reading them costs no system call.
`;
  return PARTS.reduce((page, { name, specifier, text }) => {
    const rows = declarations
      .members(specifier, name)
      .map((member) => [code(member.name), code(member.type), member.documentation]);
    return `${page}\n## ${name}\n\n${text}\n\n${markdownTable(['counter', 'type', 'meaning'], rows)}`;
  }, intro);
}
