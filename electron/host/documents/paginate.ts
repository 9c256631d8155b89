/**
 * Distributes rows over pages: for each page the indexes of its rows. Rows are never split. The tail (totals)
 * follows the last row on the same page, so it never stands alone on a page while there are rows. The first
 * page may be smaller than the others and stay without rows; a row taller than a whole page gets its own.
 */
export function paginate(heights: readonly number[], room: { first: number; other: number }, tail: number): number[][] {
  const pages: number[][] = [[]]
  let left = room.first
  const turn = () => {
    pages.push([])
    left = room.other
  }
  for (const [index, height] of heights.entries()) {
    const needed = index === heights.length - 1 ? height + tail : height
    const isFresh = pages.length > 1 && pages.at(-1)?.length === 0
    if (needed > left && !isFresh) turn()
    pages.at(-1)?.push(index)
    left -= height
  }
  if (heights.length === 0 && tail > left) turn()
  return pages
}
