// `npm run dev`: builds, then serves. Node runs it anew whenever a source changes.
import { spawnSync } from 'node:child_process';
import process from 'node:process';

const { status } = spawnSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit', shell: true });
if (status === 0) await import('../dist/main.js');
else process.exitCode = 1;
