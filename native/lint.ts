// `npm run native:lint`: clang-tidy and cppcheck over the C++ sources. Both have nothing to say about them.
import { readdirSync } from 'node:fs';
import { languageFlags, succeeds } from './programs.ts';

const sources = ['native/src', 'native/fuzz'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.cc'))
    .map((path) => `${folder}/${path}`)
    .sort(),
);
const tidy = ['--config-file=native/.clang-tidy', '--quiet', ...sources, '--', ...languageFlags];
const check = [
  '--quiet',
  '--enable=warning,performance,portability',
  '--inline-suppr',
  '--error-exitcode=1',
  '--std=c++17',
  '-DNAPI_VERSION=8',
  '-DWIRECHART_VERSION="0"',
  '-Inative/src',
  ...sources,
];
const results = [succeeds('clang-tidy', 'clang-tidy', tidy), succeeds('cppcheck', 'cppcheck', check)];
if (results.includes(false)) process.exitCode = 1;
