import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addCert } from './cert.ts';
import { addClient } from './client.ts';
import { addDecode } from './decode.ts';
import { addGenerate } from './generate.ts';
import { addInit } from './init.ts';
import { addInspect } from './inspect.ts';
import { addLint } from './lint.ts';
import { addServer } from './server.ts';
import { addSimulate } from './simulate.ts';

/** In the order of a newcomer's questions. */
const commands = [addInit, addGenerate, addLint, addDecode, addServer, addClient, addCert, addSimulate, addInspect];

/** All commands. Each loads the library it needs when it runs, so that help is there at once. */
export function createProgram(): Command {
  const program = new Command('wirechart')
    .description('Protocols written down once: schemas, charts and hardware descriptions become code.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain a command')
    .helpCommand('help [command]', 'explain a command')
    .exitOverride()
    // Errors are thrown and printed in one place, as one line.
    .configureOutput({ outputError: () => {} })
    .addHelpText('after', examples)
    // Below the help of every command too.
    .addHelpText('afterAll', 'Exit codes: 0 done, 1 failed, 2 the command line is wrong.');
  for (const add of commands) add(program);
  return program;
}

const examples = `
Begin a protocol of your own:
  $ wirechart init echo

Talk DTLS 1.3, in two terminals, and look into it:
  $ wirechart cert localhost 127.0.0.1
  $ wirechart server --cert cert.pem --key key.pem --echo --keylog keys.txt
  $ echo hello | wirechart client 127.0.0.1:4433 --ca cert.pem
  $ wirechart decode capture.pcap --keylog keys.txt

WIRECHART_DEBUG=1 adds stack traces; NO_COLOR=1 takes colours away.
`;

function version(): string {
  // From dist/cli to the root of the package.
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
}
