import type { Command } from 'commander';
import { commandLine } from '../terminal/command-line.ts';
import { addCert } from './cert.ts';
import { addClient } from './client.ts';
import { addDecode } from './decode.ts';
import { addGeneratorCommands } from './delegation.ts';
import { addDoctor } from './doctor.ts';
import { addRequirements } from './requirements.ts';
import { addServer } from './server.ts';
import { addSimulate } from './simulate.ts';

const description = 'DTLS 1.3, and your own protocols: code from schemas, charts and hardware descriptions.';

const examples = `
Run a DTLS 1.3 server and client in two terminals, and decode a capture:
  $ wirechart cert localhost 127.0.0.1
  $ wirechart server --cert cert.pem --key key.pem --echo --keylog keys.txt
  $ echo hello | wirechart client 127.0.0.1:4433 --ca cert.pem
  $ wirechart decode capture.pcap --keylog keys.txt

Start your own protocol, with the package wirechart-generator:
  $ wirechart init echo

WIRECHART_DEBUG=1 adds stack traces; NO_COLOR=1 removes colours.
`;

/** The commands of `wirechart`, and those that `wirechart-generator` runs. */
export function createProgram(): Command {
  const program = commandLine('wirechart', description, examples);
  for (const add of [
    addServer,
    addClient,
    addCert,
    addDecode,
    addSimulate,
    addRequirements,
    addDoctor,
    addGeneratorCommands,
  ])
    add(program);
  return program;
}
