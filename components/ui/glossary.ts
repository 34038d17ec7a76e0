/** The trading terms pages explain, each in words a newcomer knows. */
export const glossary = {
  'safety-order': {
    title: 'Safety order',
    text: 'An order that adds to the position when the price has moved against it by a planned distance. It brings the average entry closer to the price, and makes the position larger.',
  },
  funding: {
    title: 'Funding',
    text: 'A payment between longs and shorts, usually every 8 hours, that keeps the price of a perpetual future near the spot price. It is charged on the size of the position and can be paid or received.',
  },
  'mark-price': {
    title: 'Mark price',
    text: 'The price the exchange values a position at. Unrealised results and liquidation follow it, so that a single odd trade does not move them.',
  },
  liquidation: {
    title: 'Liquidation',
    text: 'The price at which the exchange closes the position by force because its margin no longer covers the loss. The margin of the position is then gone.',
  },
  margin: {
    title: 'Margin',
    text: 'The part of your balance that is set aside for the position: its value divided by the leverage.',
  },
  'unrealised-result': {
    title: 'Unrealised',
    text: 'What the open position would gain or lose if it were closed at the mark price now, before the fee of closing.',
  },
} as const satisfies Record<string, { title: string; text: string }>

export type GlossaryTerm = keyof typeof glossary
