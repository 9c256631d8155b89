import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readOptions } from './options.ts'

describe('the options of the centre', () => {
  it('are modest by default: this computer only, embedded everything, an empty clinic', () => {
    expect(readOptions([], {})).toEqual({
      dataDir: path.resolve('.chairside/centre'), host: '127.0.0.1', port: undefined, demo: false, databaseUrl: undefined, shapeSource: undefined, trustedProxy: undefined, enrol: undefined,
    })
  })

  it('come from the command line and the environment', () => {
    const env = { DATABASE_URL: 'postgres://u:p@db/clinic', ELECTRIC_URL: 'http://electric:3000', ELECTRIC_SECRET: 's', CHAIRSIDE_TRUSTED_PROXY: '10.0.0.0/8', CHAIRSIDE_ENROL: 'chairside', CHAIRSIDE_PORT: '5000' }
    expect(readOptions(['--data', '/srv/c', '--port', '4000', '--host', '0.0.0.0', '--demo'], env)).toEqual({
      dataDir: '/srv/c', host: '0.0.0.0', port: 4000, demo: true, databaseUrl: env.DATABASE_URL, shapeSource: { url: env.ELECTRIC_URL, secret: 's' }, trustedProxy: '10.0.0.0/8', enrol: 'chairside',
    })
    expect(readOptions([], { CHAIRSIDE_PORT: '5000', CHAIRSIDE_ENROL: '1' })).toMatchObject({ port: 5000, enrol: 'front_desk' })
    expect(readOptions(['--help'], {})).toBe('help')
  })

  it.each([
    [['--port', 'abc'], {}, '"abc" is not a port'],
    [['--port', '70000'], {}, 'is not a port'],
    [['--port', '-1'], {}, 'See --help'],
    [['--prot', '1'], {}, 'See --help'],
    [['extra'], {}, 'See --help'],
    [[], { DATABASE_URL: 'mysql://u:geheim@db/x' }, 'DATABASE_URL is not an address'],
    [[], { ELECTRIC_URL: 'electric:3000' }, 'ELECTRIC_URL is not an address'],
    [[], { CHAIRSIDE_ENROL: 'king' }, 'CHAIRSIDE_ENROL must be'],
  ])('%j with %j are refused with a sentence that holds no password', (argv, env, sentence) => {
    expect(() => readOptions(argv, env)).toThrow(sentence)
    expect(() => readOptions(argv, env)).not.toThrow('geheim')
  })
})
