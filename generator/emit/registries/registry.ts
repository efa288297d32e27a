import { StructureKind } from 'ts-morph';
import type { CodePoint, Registry } from '../../model/message.ts';
import { camelCaseOf, propertyAccess, propertyKey, quote } from '../../names/identifier.ts';
import { commentLines } from '../comment.ts';
import { flatOrBroken, group, hardline, type Layout, line, list, nest, print } from '../layout.ts';
import type { Statement } from '../source-text.ts';

/** The constant, the type and the name function of one registry, and its attributes if it has any. */
export function registryStatements(registry: Registry, use: (name: string) => string): readonly Statement[] {
  const { typeName, members, doc, schema } = registry;
  const origin = [schema.source, schema.date].filter((each) => each !== undefined).join(', ');
  const comment = commentLines(origin === '' ? doc : `${doc} Taken from: ${origin}.`, 0);
  const entries = members.flatMap((member): Layout[] => [
    hardline,
    ...(member.doc === undefined ? [] : [commentLines(member.doc, 1)]),
    `${propertyKey(member.name)}: ${member.text},`,
  ]);
  const known = `(typeof ${typeName})[keyof typeof ${typeName}]`;
  const survives = 'A registered code point, or any other number: decoding keeps unknown ones.';
  const alias: Layout = [
    `export type ${typeName} =`,
    group(nest(line, flatOrBroken('', '| '), known, line, '| (number & Record<never, never>)'), ';'),
  ];
  const statements: Statement[] = [
    print([comment, `export const ${typeName} = {`, nest(entries), hardline, '} as const;']),
    print([commentLines(survives, 0), alias]),
    {
      kind: StructureKind.Function,
      isExported: true,
      docs: ['The registered name, or `unknown (0x..)`. For logs and messages.'],
      name: `${camelCaseOf(typeName)}Name`,
      parameters: [{ name: 'value', type: 'number' }],
      returnType: 'string',
      statements: [`return ${use('nameOf')}(${typeName}, value);`],
    },
  ];
  if (members.some((member) => member.attributes.size > 0)) statements.push(...attributes(registry));
  return statements;
}

/** The attributes of code points, by number. */
function attributes({ typeName, members }: Registry): readonly Statement[] {
  const described = members.filter((member) => member.attributes.size > 0);
  const names = [...new Set(described.flatMap((member) => [...member.attributes.keys()]))];
  const properties = names.map((name): Layout => {
    const optional = described.some((member) => !member.attributes.has(name));
    return `readonly ${name}${optional ? '?' : ''}: ${attributeType(described, name)};`;
  });
  const entries = described.flatMap((member): Layout[] => {
    const values = [...member.attributes].map(
      ([name, value]) => `${name}: ${typeof value === 'string' ? quote(value) : value}`,
    );
    return [hardline, `[${typeName}${propertyAccess(member.name)}]: `, list('{', values, '}', true), ','];
  });
  const shape = `${typeName}Attributes`;
  return [
    print([
      commentLines('Attributes of a code point.', 0),
      `export interface ${shape} {`,
      nest(properties.flatMap((each) => [hardline, each])),
      hardline,
      '}',
    ]),
    print([
      commentLines('By code point; undefined for code points without attributes.', 0),
      `export const ${shape}: Readonly<Record<number, ${shape}>> = {`,
      nest(entries),
      hardline,
      '};',
    ]),
  ];
}

/** Up to eight different strings become a union of literals, so that they need no cast. */
function attributeType(members: readonly CodePoint[], name: string): string {
  const values = members.map((member) => member.attributes.get(name)).filter((value) => value !== undefined);
  const kinds = new Set(values.map((value) => typeof value));
  if (!kinds.has('string')) return [...kinds].toSorted().join(' | ');
  const literals = [...new Set(values.map((value) => (typeof value === 'string' ? quote(value) : typeof value)))];
  return literals.length <= 8 ? literals.toSorted().join(' | ') : [...kinds].toSorted().join(' | ');
}
