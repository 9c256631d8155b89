/**
 * Lets this realm's clock run a number of days ahead. Needs nothing from around it: it is also run in the browser's pages.
 * @param {number} days
 * @returns {void}
 */
export function shiftClock(days) {
  const Real = Date
  const ahead = days * 86_400_000
  globalThis.Date = class extends Real {
    constructor(...given) {
      super(...(given.length === 0 ? [Real.now() + ahead] : given))
    }

    static now() {
      return Real.now() + ahead
    }
  }
}
