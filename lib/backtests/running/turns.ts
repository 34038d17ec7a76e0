/** Room for so many pieces of work at once in this process: candles and results of a run take memory. */
export type Turns = { readonly take: () => (() => void) | null }

/** `take` gives a function that gives the place back, or null while all places are taken. */
export function turnsFor(places: number): Turns {
  let taken = 0
  return {
    take: () => {
      if (taken >= places) return null
      taken += 1
      let mine = true
      return () => {
        if (mine) taken -= 1
        mine = false
      }
    },
  }
}
