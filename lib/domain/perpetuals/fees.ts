/** Fee in quote of trading `quantity` at `price`; negative = rebate. `rate` is a fraction of notional. */
export const feeOf = (quantity: number, price: number, rate: number): number => quantity * price * rate
