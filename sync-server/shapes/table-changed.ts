/** The table is no longer what the shape was defined on; the shape has to be made anew. */
export class TableChanged extends Error {
  override readonly name = 'TableChanged'
}
