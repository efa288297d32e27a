// The clients of the layer `connections`: GENERATOR PORT. Their cores stay in the memory of this process.
import process from 'node:process';
import { opensslProvider } from 'wirechart/crypto/openssl';
import { isMissing, nativeProvider } from '../../crypto/native-provider.ts';
import { print, runCommands } from '../commands.ts';
import { Generator } from '../generator.ts';

const provider = nativeProvider();
const generator = new Generator(isMissing(provider) ? opensslProvider : provider, Number(process.argv[2]));
print({});
await runCommands((command) => {
  if (command.do === 'open') return generator.open(command.from, command.count);
  if (command.do === 'ping') return generator.ping(command.from, command.count);
  if (command.do === 'close') return generator.close(command.from, command.count);
  if (command.do === 'echo') return generator.echo(command.count, command.rounds);
  throw new Error(`the generator cannot ${command.do}`);
});
generator.stop();
