// `npm run pack`: writes the tarballs of both packages into the folder named on the command line, or here.
import { generatorPackage, wirechartPackage } from './packages.ts';
import { writeTarball } from './tarball.ts';

for (const made of [await wirechartPackage(), generatorPackage()]) {
  const { path, unpacked, files } = writeTarball(made, process.argv[2] ?? '.');
  process.stdout.write(`${path}: ${files} files, ${unpacked} bytes unpacked\n`);
}
