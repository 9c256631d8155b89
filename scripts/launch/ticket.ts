/**
 * The address to put on a browser's command line: every user of the PC can read that, so a ticket that
 * works once stands there in place of the desk's token.
 * @param url the desk's address with its token, as the desk told it
 */
export async function addressWithTicket(url: string): Promise<string> {
  const desk = new URL(url)
  const token = desk.hash.replace('#token=', '')
  const answer = await fetch(new URL('/ticket', desk), { method: 'POST', headers: { Authorization: `Bearer ${token}` } })
  if (!answer.ok) throw new Error(`the desk gave no ticket: ${answer.status}`)
  desk.hash = `#ticket=${await answer.text()}`
  return desk.href
}
