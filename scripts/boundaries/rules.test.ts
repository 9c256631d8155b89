import { describe, expect, it } from 'vitest'
import { violations } from './rules.ts'

function refused(path: string, text: string): string[] {
  return violations({ path, text }).map((violation) => `${violation.line} ${violation.specifier}`)
}

describe('the import boundaries', () => {
  it('keep shared/ free of Node, of other rooms and of packages that are not pure', () => {
    const text = [
      `import { z } from 'zod';`,
      `import { readFileSync } from 'node:fs';`,
      `import fs from 'fs/promises';`,
      `import { host } from '../../electron/host/main.ts';`,
      `import { sha256 } from '@noble/hashes/sha2.js';`,
      `import type { Client } from 'pg';`,
      `import { day } from './day.ts';`,
    ].join('\n')
    expect(refused('shared/domain/age.ts', text)).toEqual(['2 node:fs', '3 fs/promises', '4 ../../electron/host/main.ts', '6 pg'])
  })

  it('do not mistake a folder that climbs out of the room for the room', () => {
    expect(refused('shared/domain/age.ts', `import '../../sync-server/main.ts';`)).toEqual(['1 ../../sync-server/main.ts'])
    expect(refused('shared/domain/age.ts', `import '../schema/table.ts';`)).toEqual([])
  })

  it('keep Node, Electron, SQL and the host out of renderer/', () => {
    const text = [
      `import { Button } from '@mantine/core';`,
      `import { api } from '../shared/protocol/api.ts';`,
      `export { run } from '../electron/host/run.ts';`,
      `import Database from 'better-sqlite3';`,
      `const { ipcRenderer } = require('electron');`,
      `const path = await import('node:path');`,
      `export type Row = import('pg').QueryResultRow;`,
      `export const view = <Button>import 'node:fs'</Button>;`,
    ].join('\n')
    expect(refused('renderer/app.tsx', text)).toEqual(['3 ../electron/host/run.ts', '4 better-sqlite3', '5 electron', '6 node:path', '7 pg'])
  })

  it('keep Electron, its windows and the centre out of the host', () => {
    const text = `import { app } from 'electron';\nimport '../main.ts';\nimport '../../sync-server/push/push.ts';\nimport 'node:fs';\nimport './outbox.ts';`
    expect(refused('electron/host/start.ts', text)).toEqual(['1 electron', '2 ../main.ts', '3 ../../sync-server/push/push.ts'])
  })

  it('let electron/ use its host, and keep the centre and the desks apart', () => {
    expect(refused('electron/main.ts', `import { app } from 'electron';\nimport './host/start.ts';\nimport '../sync-server/main.ts';`)).toEqual(['3 ../sync-server/main.ts'])
    expect(refused('sync-server/main.ts', `import '../electron/host/start.ts';\nimport '../shared/a.ts';\nimport 'pg';`)).toEqual(['1 ../electron/host/start.ts'])
  })

  it('let tests put rooms together', () => {
    expect(refused('shared/schema/drift.test.ts', `import '../../sync-server/main.ts';`)).toEqual([])
  })

  it('name the reason with the place', () => {
    expect(violations({ path: 'shared/a.ts', text: `\n\nimport 'node:fs';` })).toEqual([
      { path: 'shared/a.ts', line: 3, specifier: 'node:fs', reason: expect.stringContaining('no Node modules') },
    ])
  })
})
