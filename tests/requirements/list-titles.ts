// Loads test files and prints the titles of their tests, one a line. Arguments: paths of built test files.
import { writeSync } from 'node:fs';
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { titles } from './title-recorder.ts';

register('./title-recorder.js', import.meta.url);
for (const path of process.argv.slice(2)) await import(pathToFileURL(path).href);
writeSync(1, titles.join('\n'));
// What the files started at their top level must not keep the process alive.
process.exit(0);
