import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const program = fileURLToPath(new URL('late-answers-program.js', import.meta.url));

for (const mode of ['late', 'never']) {
  for (const end of ['close', 'destroy']) {
    const answers = mode === 'late' ? `answer after ${end}()` : `do not answer before ${end}()`;
    test(`callbacks and stores that ${answers} have no effect, and do not keep the process alive`, (t) => {
      const { status, stdout, stderr, signal } = spawnSync(process.execPath, [program, mode, end], {
        encoding: 'utf8',
        timeout: 20_000,
      });
      t.deepEqual([status, signal, stderr], [0, null, '']);
      t.deepEqual(JSON.parse(stdout), {
        asked: ['pskCallback', 'store', 'verifyPeer of the client', 'verifyPeer of the server'],
        request: 'ERR_DTLS_CLOSED',
      });
    });
  }
}
