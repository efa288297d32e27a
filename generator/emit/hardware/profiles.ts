import type { InterfaceDeclarationStructure } from 'ts-morph';
import { StructureKind } from 'ts-morph';
import type { Hardware, HardwareProfile } from '../../model/hardware.ts';
import { isTimed } from '../../model/hardware-walk.ts';
import { camelCase, kebabCase, pascalCase, profileConstant, propertyKey, quote } from '../../names/identifier.ts';
import { commentText } from '../comment.ts';
import type { Imports } from './imports.ts';
import { docText } from './layout.ts';
import { timingName } from './module-class.ts';

/** The numbers of every profile, each with its source. */
export function profileStatements(
  hardware: Hardware,
  imports: Imports,
): readonly (string | InterfaceDeclarationStructure)[] {
  const name = `${pascalCase(hardware.id)}Profile`;
  return [
    {
      kind: StructureKind.Interface,
      isExported: true,
      name,
      docs: [docText(`Timing parameters of every module: ${hardware.title}.`)],
      properties: [
        { isReadonly: true, name: 'name', type: 'string' },
        ...hardware.modules.filter(isTimed).map((module) => ({
          isReadonly: true,
          name: camelCase(module.id),
          type: imports.type(timingName(module), `./${kebabCase(module.id)}.ts`),
        })),
      ],
    },
    // One statement, so that ts-morph keeps its blank lines.
    [
      ...hardware.profiles.flatMap((profile) => [...profileStatement(profile, name), '']),
      '/** By name. */',
      `export const ${camelCase(hardware.id)}Profiles = {`,
      ...hardware.profiles.map(({ id }) => {
        const constant = profileConstant(id);
        return id === constant ? `  ${constant},` : `  ${propertyKey(id)}: ${constant},`;
      }),
      `} as const satisfies Readonly<Record<string, ${name}>>;`,
      `export type ${name}Name = keyof typeof ${camelCase(hardware.id)}Profiles;`,
    ].join('\n'),
  ];
}

function profileStatement(profile: HardwareProfile, type: string): readonly string[] {
  const doc = docText(profile.doc).split('\n');
  const comment = doc.length === 1 ? [`/** ${doc[0]} */`] : ['/**', ...doc.map((line) => ` * ${line}`), ' */'];
  return [
    ...comment,
    `export const ${profileConstant(profile.id)}: ${type} = {`,
    `  name: ${quote(profile.id)},`,
    ...profile.modules.flatMap(({ module, laws, times, ratios }) => [
      `  ${camelCase(module.name)}: {`,
      ...laws.flatMap(({ id, setupPs, perBlockPs, blockBytes, ref }) => [
        `    // ${commentText(ref)}`,
        `    ${camelCase(id)}: { setupPs: ${setupPs}, perBlockPs: ${perBlockPs}, blockBytes: ${blockBytes} },`,
      ]),
      ...times.flatMap(({ id, ps, ref }) => [`    // ${commentText(ref)}`, `    ${id}: ${ps},`]),
      ...ratios.flatMap(({ id, ppm, ref }) => [`    // ${commentText(ref)}`, `    ${id}: ${ppm},`]),
      '  },',
    ]),
    '};',
  ];
}
