import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import test from 'ava';
import { handler } from './served-workers.ts';

const run = promisify(execFile);
const library = new URL('../../../runtime/net/index.js', import.meta.url);
const certificates = new URL('../../certificates/authority.js', import.meta.url);

/** What a program that is text prints. It has an endpoint with one worker that is ready. */
async function output(rest: string): Promise<string> {
  const text = `
    import { listen } from '${library}';
    import { localhostPair } from '${certificates}';
    const { server } = await localhostPair();
    const options = { workers: 1, cert: server.pem, key: server.key, host: '127.0.0.1', port: 0 };
    const endpoint = listen(new URL('${handler('echo')}'), options);
    endpoint.closed.then(() => console.log('closed'));
    await endpoint.listening;
    ${rest}
  `;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', text], { timeout: 60_000 });
  return stdout;
}

test.serial('a program ends with its endpoint, or without it after unref() and process.exit()', async (t) => {
  t.is(await output('await endpoint.close();'), 'closed\n');
  t.is(await output('endpoint.unref();'), '');
  t.is(await output('process.exit();'), '');
  t.is(await output('endpoint.destroy();'), 'closed\n');
});
