/** A history in its concrete form: SQL and requests, ready to be played, and kept as JSON when it fails. */

export type Step =
  /** Runs statements; `writer` 1 is the one whose transactions stay open across other steps. */
  | { readonly do: 'sql'; readonly writer: 0 | 1; readonly sql: string }
  /** A new client opens a shape. `select` is what the shape has to equal, with the parameters of the where. */
  | { readonly do: 'open'; readonly shape: OracleShape }
  /** A client reads once. With `take` it keeps that many of the messages only, and goes on behind the last of them. */
  | { readonly do: 'read'; readonly client: number; readonly live: boolean; readonly take: number | null }
  /** A client waits for news and hangs up. */
  | { readonly do: 'abort'; readonly client: number }
  /** The service is stopped in order, or killed; then started again. */
  | { readonly do: 'restart' | 'kill' }

export interface OracleShape {
  readonly table: string
  readonly where: string | null
  readonly params: readonly string[]
  /** Null: all of them. */
  readonly columns: readonly string[] | null
  readonly replica: 'default' | 'full'
  readonly select: string
  /** How values are spelt differently by snapshot and log, by column. */
  readonly spelling: Readonly<Record<string, 'boolean' | 'inet'>>
}

/** `{s}` stands for the schema in which it is played. */
export interface Script {
  readonly create: readonly string[]
  readonly steps: readonly Step[]
  /** Whether a step makes the clients of a table fetch anew: TRUNCATE or DDL. */
  readonly breaks: boolean
  /** What it exercises, each with its count. */
  readonly features: Readonly<Record<string, number>>
}
