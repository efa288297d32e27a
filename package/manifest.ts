import { readFileSync } from 'node:fs';

type Exports = Readonly<Record<string, { readonly types: string; readonly default: string }>>;
type PeerFacts = Readonly<Record<string, { readonly optional: boolean }>>;
type Versions = Readonly<Record<string, string>>;

/** The fields of package.json that each package has separately. */
interface OwnFacts {
  readonly description: string;
  readonly bin: Versions;
  readonly exports: Exports;
}

/** The fields of the root package.json that packing reads. */
interface RootManifest extends OwnFacts {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly type: string;
  readonly sideEffects: boolean;
  readonly engines: Versions;
  readonly devDependencies: Versions;
  readonly peerDependencies: Versions;
  readonly peerDependenciesMeta: PeerFacts;
  readonly 'wirechart-generator': OwnFacts;
}

/** The package.json of a tarball. It has no scripts. */
export interface PackedManifest extends OwnFacts {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Versions;
  readonly peerDependencies?: Versions;
  readonly peerDependenciesMeta?: PeerFacts;
}

export function readRootManifest(): RootManifest {
  return JSON.parse(readFileSync('package.json', 'utf8'));
}

/** `imported`: packages that the files of the tarball import. Throws if one is not a peer dependency: there are no dependencies. */
export function wirechartManifest(root: RootManifest, imported: ReadonlySet<string>): PackedManifest {
  const { name, description, bin, exports, peerDependencies, peerDependenciesMeta } = root;
  for (const each of imported) {
    if (each === name) continue;
    if (!Object.hasOwn(peerDependencies, each))
      throw new Error(`${name} imports ${each}, which is not a peer dependency`);
    if (peerDependenciesMeta[each]?.optional !== true) throw new Error(`the peer dependency ${each} is not optional`);
  }
  const unused = Object.keys(peerDependencies).filter((each) => !imported.has(each));
  if (unused.length > 0) throw new Error(`${name} does not import its peer dependency ${unused.join(', ')}`);
  return { ...shared(root, name, description), bin, exports, peerDependencies, peerDependenciesMeta };
}

/**
 * `imported`: packages that the files of the tarball import, and those that they make `wirechart` import. Each becomes a
 * dependency in the version that the repository is tested with; `wirechart` in the version that is packed with it.
 */
export function generatorManifest(root: RootManifest, imported: ReadonlySet<string>): PackedManifest {
  const { description, bin, exports } = root['wirechart-generator'];
  const dependencies = Object.fromEntries(
    [...imported].toSorted().map((each) => [each, each === root.name ? root.version : versionOf(each, root)]),
  );
  return { ...shared(root, 'wirechart-generator', description), bin, exports, dependencies };
}

function versionOf(name: string, { devDependencies }: RootManifest): string {
  const version = devDependencies[name];
  if (version === undefined) throw new Error(`wirechart-generator imports ${name}, which is not in package.json`);
  return version;
}

function shared(root: RootManifest, name: string, description: string) {
  const { version, license, type, sideEffects, engines } = root;
  return { name, version, description, license, type, sideEffects, engines };
}
