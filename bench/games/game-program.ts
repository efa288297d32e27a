// The main function of a contender: one process for all clients, one for the server.
import process from 'node:process';
import { createInterface } from 'node:readline';
import { GameSide } from './game-side.ts';
import { type GameSettings, parseGameArguments } from './settings.ts';

/** How a contender opens connections. Each is added to the side when it is open. */
export interface GameProgram {
  /** `listening` is called with the port. `opened` is called after each new connection. */
  serve(side: GameSide, listening: (port: number) => void, opened: () => void): void;
  /** Opens one connection. */
  connect(side: GameSide, port: number): Promise<void>;
}

/** Handshakes at the same time. */
const CONCURRENT = 32;

/**
 * Opens all connections, prints that, reads the time of the start, and prints the report. `programOf` is called with the
 * mode that the command line names.
 */
export async function runGame(programOf: (mode: string | undefined) => GameProgram): Promise<void> {
  const { role, port, settings, mode } = parseGameArguments(process.argv.slice(2));
  const side = new GameSide(role, settings);
  const program = programOf(mode);
  if (role === 'server') await served(program, side, settings);
  else await connected(program, side, settings, port);
  print({ connections: side.size });
  const lines = createInterface(process.stdin);
  const start = await new Promise<string>((resolve) => lines.once('line', resolve));
  print(await side.run(Number(start)));
  process.stdout.write('', () => process.exit(0));
}

function served(program: GameProgram, side: GameSide, { connections }: GameSettings): Promise<void> {
  return new Promise((resolve) => {
    program.serve(
      side,
      (port) => print({ port }),
      () => {
        if (side.size === connections) resolve();
      },
    );
  });
}

async function connected(program: GameProgram, side: GameSide, { connections }: GameSettings, port: number) {
  let begun = 0;
  const connectNext = async (): Promise<void> => {
    while (begun < connections) {
      begun += 1;
      await program.connect(side, port);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, connectNext));
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
