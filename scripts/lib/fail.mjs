/** A fault with a sentence for the person who started the command. Nothing else needs to be shown. */
export class Refusal extends Error {
  constructor(sentence, options) {
    super(sentence, options)
    this.name = 'Refusal'
  }
}

/** Runs a command's main function; a Refusal becomes its sentence on standard error, and the exit code 1. */
export async function runMain(main) {
  try {
    process.exitCode = await main()
  } catch (error) {
    process.stderr.write(`${error instanceof Refusal ? error.message : (error?.stack ?? error)}\n`)
    process.exitCode = 1
  }
}
