import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A file system in memory, of which a test can take all the space. */
export interface TinyDisk {
  readonly folder: string;
  /** Leaves so little that nothing can be written any more. */
  fill(): Promise<void>;
  free(): Promise<void>;
  remove(): void;
}

/** Makes one of so many megabytes; undefined where this machine does not let us. */
export function makeTinyDisk(megabytes: number): TinyDisk | undefined {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pacekeeper-disk-'));
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  if (mount.status !== 0) {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  const filler = path.join(folder, 'filler');
  return {
    folder,
    fill: async () => {
      const file = await open(filler, 'a');
      try {
        for (const size of [2 ** 20, 4_096, 1]) {
          while ((await file.write(Buffer.alloc(size)).catch(() => ({ bytesWritten: 0 }))).bytesWritten > 0);
        }
      } finally {
        await file.close();
      }
    },
    free: () => rm(filler, { force: true }),
    remove: () => {
      spawnSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
