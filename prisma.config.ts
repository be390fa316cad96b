import { defineConfig } from 'prisma/config';

// The Prisma command line wants to download a schema engine before it does anything. Generating the client needs
// none, so any executable satisfies the check and an install works with no network beyond the npm registry.
process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= process.execPath;
process.env['CHECKPOINT_DISABLE'] ??= '1';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
