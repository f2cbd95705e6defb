/** `--webhook-url`: the errors for a mistyped one. */
import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';

const start = (url: string) =>
  new Promise<{ code: unknown; output: string }>(resolve => {
    const args = ['--import', 'tsx', 'local/main.ts', '--port', '0', '--in-memory', '--webhook-url', url];
    execFile(process.execPath, args, { timeout: 20_000 }, (error, stdout, stderr) =>
      resolve({ code: error?.code, output: stdout + stderr }),
    );
  });

test.each([
  ['a user and a password', 'https://us:our-secret@hooks.example.com/', 'has a user or a password'],
  ['a password alone', 'http://:our-secret@127.0.0.1:8080/hooks', 'has a user or a password'],
  ['no scheme', 'hooks.example.com/our-secret', 'is not a URL'],
  ['another scheme', 'ftp://hooks.example.com/our-secret', 'is neither http nor https'],
  ['a comma', 'https://hooks.example.com/our-secret,https://other.example.com', 'has a comma'],
])('with %s ends the start in one line that does not repeat the address', async (_, url, said) => {
  const { code, output } = await start(url);
  expect(code).toBe(1);
  expect(output).toMatch(/^error: --webhook-url [^\n]+\n$/);
  expect(output).toContain(said);
  expect(output).not.toContain('our-secret');
});
