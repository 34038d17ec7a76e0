import { openVenue, type SimulatedVenue } from './venue'

/** The books of a fresh paper account, as they are stored: an empty simulated venue with a deposit in quote coin. */
export const openPaperBooks = (deposit: number): SimulatedVenue => openVenue(deposit)
