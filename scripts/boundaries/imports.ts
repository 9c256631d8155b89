import { parseSync } from 'vite'

/** One place where a file names another module. */
export interface ImportPlace {
  specifier: string
  line: number
}

/**
 * Every module a TypeScript source names: import and export-from declarations (types too), `import()`, `import('x').T`,
 * `import x = require()` and `require()`. A specifier that is computed at run time is not seen.
 * @throws {Error} when the source cannot be parsed.
 */
export function importsOf(path: string, text: string): ImportPlace[] {
  const { program, errors } = parseSync(path, text)
  const [first] = errors
  if (first) throw new Error(`${path} cannot be parsed: ${first.message}`)
  const places: ImportPlace[] = []
  visit(program, (node) => {
    const literal = namedModule(node)
    if (literal) places.push({ specifier: literal.value, line: lineAt(text, literal.start) })
  })
  return places
}

type Node = Record<string, unknown> & { type: string }

interface StringLiteral {
  value: string
  start: number
}

function namedModule(node: Node): StringLiteral | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return stringLiteral(node['source'] ?? node['argument'])
    case 'TSExternalModuleReference':
      return stringLiteral(node['expression'])
    case 'CallExpression':
      return isRequire(node['callee']) && Array.isArray(node['arguments']) ? stringLiteral(node['arguments'][0]) : undefined
    default:
      return undefined
  }
}

function isRequire(callee: unknown): boolean {
  return isNode(callee) && callee.type === 'Identifier' && callee['name'] === 'require'
}

function stringLiteral(value: unknown): StringLiteral | undefined {
  if (!isNode(value)) return undefined
  if (value.type === 'TSLiteralType') return stringLiteral(value['literal'])
  const { value: text, start } = value
  return typeof text === 'string' && typeof start === 'number' ? { value: text, start } : undefined
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

function visit(value: unknown, onNode: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, onNode)
    return
  }
  if (!isNode(value)) return
  onNode(value)
  for (const child of Object.values(value)) if (typeof child === 'object') visit(child, onNode)
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
