// The API reference: `npm run docs:api` writes one page for each module that one of the packages exports.
import { readFileSync } from 'node:fs';
import { Converter, ReflectionKind } from 'typedoc';
import { load as markdown } from 'typedoc-plugin-markdown';

const manifest = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** Folder of each exported module, with the name it is imported by. */
const modules = new Map(
  [
    [manifest.name, manifest.exports],
    ['wirechart-generator', manifest['wirechart-generator'].exports],
  ].flatMap(([name, exports]) =>
    Object.entries(exports).map(([subpath, target]) => [
      target.default.replace(/^\.\/dist\/(.*)\/index\.js$/, '$1'),
      subpath.replace('.', name),
    ]),
  ),
);

/** Names modules as they are imported (TypeDoc names them by their folder), and leaves out members behind our own symbols. */
function nameModules(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const member of project.getReflectionsByKind(ReflectionKind.ClassMember)) {
      if (/^\[(?!asyncDispose|asyncIterator|dispose|iterator)/.test(member.name)) project.removeReflection(member);
    }
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      const name = modules.get(module.name);
      if (name === undefined) throw new Error(`package.json exports no module of the folder ${module.name}`);
      module.name = name;
    }
  });
}

export default {
  name: 'API reference',
  entryPoints: [...modules.keys()].map((folder) => `${folder}/index.ts`),
  plugin: [markdown, nameModules],
  router: 'module',
  out: 'docs/api',
  readme: 'none',
  entryFileName: 'README.md',
  githubPages: false,
  // Types that only an inferred type names need no page.
  validation: { notExported: false, invalidLink: true, rewrittenLink: true },
  treatWarningsAsErrors: true,
  skipErrorChecking: true,
  excludePrivate: true,
  excludeExternals: true,
  disableSources: true,
  hideBreadcrumbs: true,
  hidePageHeader: true,
  hideGenerator: true,
  sort: ['source-order'],
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
};
