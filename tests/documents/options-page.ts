import type { Declarations, Member } from './declarations.ts';
import { code, markdownTable } from './markdown-table.ts';

/** A table of options: those of an interface, or those that two of them have in common. */
interface Section {
  readonly title: string;
  readonly text: string;
  readonly members: readonly Member[];
}

/** What a docstring says about the values of an option. */
export interface ValueFacts {
  /** Empty where the docstring names none. */
  readonly unit: string;
  readonly range: string;
  readonly default: string;
}

/** `docs/reference/options.md`. */
export function optionsPage(declarations: Declarations): string {
  const connect = declarations.members('wirechart/dtls13', 'ConnectOptions');
  const listen = declarations.members('wirechart/dtls13', 'ListenOptions');
  const connection = declarations.members('wirechart/dtls13/core', 'ConnectionOptions');
  const listener = declarations.members('wirechart/dtls13/core', 'ListenerOptions');
  const sections: readonly Section[] = [
    { title: '`connect()` and `listen()`', text: 'From `wirechart/dtls13`.', members: shared(connect, listen) },
    { title: '`connect()` only', text: 'Clients.', members: own(connect, listen) },
    { title: '`listen()` only', text: 'Servers.', members: own(listen, connect) },
    {
      title: '`new RedisServerKeys()`',
      text: 'From `wirechart/dtls13`: keys that several servers share.',
      members: declarations.members('wirechart/dtls13', 'RedisServerKeysOptions'),
    },
    {
      title: '`createConnection()` and `createListener()`',
      text: 'From `wirechart/dtls13/core`: the protocol without sockets.',
      members: shared(connection, listener),
    },
    { title: '`createConnection()` only', text: 'Clients.', members: own(connection, listener) },
    { title: '`createListener()` only', text: 'Servers.', members: own(listener, connection) },
  ];
  const intro = `# Options

<!-- Generated from the declarations by npm run docs. Do not edit. -->

An option that is \`undefined\` is not given. An unknown option, a value of another type and a value out of range are refused
with a \`ConfigError\` that names the option. Options marked with * are required.
`;
  return sections.reduce((page, section) => `${page}\n${table(section)}`, intro);
}

function table({ title, text, members }: Section): string {
  const rows = members.map((member) => {
    const { unit, range, default: value } = valueFacts(member.documentation);
    return [
      `${code(member.name)}${member.isOptional ? '' : ' *'}`,
      code(member.type),
      unit,
      range,
      value,
      member.documentation,
    ];
  });
  return `## ${title}\n\n${text}\n\n${markdownTable(['option', 'type', 'unit', 'range', 'default', 'meaning'], rows)}`;
}

/** Members of both that one interface declares. */
function shared(of: readonly Member[], other: readonly Member[]): readonly Member[] {
  return of.filter((member) => isShared(member, other));
}

function own(of: readonly Member[], other: readonly Member[]): readonly Member[] {
  return of.filter((member) => !isShared(member, other));
}

function isShared(member: Member, other: readonly Member[]): boolean {
  return other.some(({ name, declaredBy }) => name === member.name && declaredBy === member.declaredBy);
}

const UNIT = /\bin (milliseconds|bytes|bits|hops|records)\b|\b(Milliseconds|Bytes)\b/;
const RANGE = /(?<![\d^])(\d+(?:\^\d+)?) to (\d+(?:\^\d+)?)(,? or Infinity)?/;
const DEFAULT = /\bDefault:? (`[^`]*`|[^.,;:(]*[^.,;:( ])/;

/** Reads "..., in milliseconds: 1 to 3600000. Default 1000." and its variants. */
export function valueFacts(documentation: string): ValueFacts {
  const unit = UNIT.exec(documentation);
  const range = RANGE.exec(documentation);
  return {
    unit: (unit?.[1] ?? unit?.[2] ?? '').toLowerCase(),
    range: range === null ? '' : `${range[1]} to ${range[2]}${range[3] === undefined ? '' : ' or `Infinity`'}`,
    default: DEFAULT.exec(documentation)?.[1] ?? '',
  };
}
