import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const exclude = ['**/node_modules/**', 'dist/**', 'tests/e2e/**']
const screens = 'renderer/**/*.test.tsx'

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['{shared,sync-server,electron,renderer,migrations,tests,scripts,bench}/**/*.test.{ts,tsx}'],
          exclude: [...exclude, screens],
          // Only here: a second project with the same setup would start a second Postgres.
          globalSetup: ['tests/support/postgres-setup.ts'],
        },
      },
      {
        extends: true,
        plugins: [react()],
        test: { name: 'screens', environment: 'jsdom', include: [screens], exclude },
      },
    ],
  },
})
