/** How long decisions are kept in days, and how many of one bot at most: what is older, or more, is dropped within a day. */
export const KEPT_DAYS = 90
export const KEPT_ENTRIES = 50_000

/** How many of the newest decisions the button on a bot's page looks at: what a page may ask of its server at once. */
export const CHECKED_ENTRIES = 1_000
