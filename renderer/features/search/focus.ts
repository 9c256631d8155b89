/** Id of the one search box in the top bar. */
export const SEARCH_INPUT_ID = 'patient-search'

/** Moves the keyboard into the search box and selects what stands there. */
export function focusSearch(): void {
  const input = document.getElementById(SEARCH_INPUT_ID)
  if (!(input instanceof HTMLInputElement)) return
  input.focus()
  input.select()
}
