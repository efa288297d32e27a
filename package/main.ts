// `npm run pack`: writes the tarballs of both packages into the given folder (default: the current one).
import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { generatorPackage, wirechartPackage } from './packages.ts';
import { writeTarball } from './tarball.ts';

const usage = `usage: npm run pack -- [folder]

Writes wirechart-VERSION.tgz and wirechart-generator-VERSION.tgz into the folder (default: the current one).`;

process.exitCode = await main();

/** 0: both tarballs are written; 2: the arguments are wrong. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
    strict: false,
  });
  const [folder = '.'] = positionals;
  if (values['help'] === true) {
    console.log(usage);
    return 0;
  }
  if (
    positionals.length > 1 ||
    Object.keys(values).length > 0 ||
    !statSync(folder, { throwIfNoEntry: false })?.isDirectory()
  ) {
    console.error(`not an existing folder: ${process.argv.slice(2).join(' ')}\n\n${usage}`);
    return 2;
  }
  for (const made of [await wirechartPackage(), generatorPackage()]) {
    const { path, unpacked, files } = writeTarball(made, folder);
    console.log(`${path}: ${files} files, ${unpacked} bytes unpacked`);
  }
  return 0;
}
