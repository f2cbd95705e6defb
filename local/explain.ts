import { DamagedStore } from '../emulator/leveldb/open-folder.ts';

/** A failed start in one line: what was wrong, where, and what to do next. */
export function explain(
  error: unknown,
  { port, host, data }: { port: number; host: string; data: string },
): string {
  if (error instanceof DamagedStore)
    return `${error.message}. Nothing was changed. To save what can be read and be told what is gone, start with --repair.`;
  const code = codeOf(error);
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken. Stop what listens there, or choose another: npm start -- --port ${port + 1}`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine. Try --host 127.0.0.1`;
    case 'EACCES':
      return `No permission for port ${port} or for the data folder ${data}. Choose others with --port and --data.`;
    case 'LEVEL_LOCKED':
      return `The data folder ${data} is used by another server. Stop it, or choose another folder with --data.`;
    case 'ENOTDIR':
    case 'EEXIST':
    case 'EROFS':
    case 'ENOENT':
    case 'ENOSPC':
    case 'EPERM':
    case 'ELOOP':
    case 'ENAMETOOLONG':
    case 'EFBIG':
    case 'EDQUOT':
    case 'LEVEL_IO_ERROR':
    case 'LEVEL_DATABASE_NOT_OPEN':
    case 'LEVEL_CORRUPTION':
      return `The data folder ${data} can't be used (${messageOf(error)}). Choose another with --data, or --in-memory.`;
    default:
      return `The server could not start: ${messageOf(error)}`;
  }
}

/** The innermost: LevelDB wraps what happened in "failed to open". */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : messageOf(error.cause);
}

/** The innermost code: LevelDB wraps what happened in "could not open". */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return codeOf(error.cause) ?? code;
}
