// `npm run pack`: writes the tarballs of both packages into the given folder (default: the current one).
import { generatorPackage, wirechartPackage } from './packages.ts';
import { writeTarball } from './tarball.ts';

for (const made of [await wirechartPackage(), generatorPackage()]) {
  const { path, unpacked, files } = writeTarball(made, process.argv[2] ?? '.');
  process.stdout.write(`${path}: ${files} files, ${unpacked} bytes unpacked\n`);
}
