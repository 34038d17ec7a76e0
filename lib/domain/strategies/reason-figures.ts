import type { Reason } from './reasons'

/** How figures of a pair are written: coin names and decimals of its instrument. Instants are written in UTC. */
export type SentenceFormat = {
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly priceDecimals: number
  readonly quantityDecimals: number
}

/** Reads figures from a detail as text; a figure that is absent reads as "unknown", never as a zero. */
export class Figures {
  constructor(
    private readonly detail: Reason['detail'],
    readonly format: SentenceFormat,
  ) {}

  has(name: string): boolean {
    return (this.detail[name] ?? null) !== null
  }

  text(name: string): string {
    const value = this.detail[name] ?? null
    return value === null ? 'unknown' : String(value)
  }

  /** As text, a number to six digits: enough to compare two by eye. */
  figure(name: string): string {
    const value = this.detail[name]
    return typeof value === 'number' ? String(Number(value.toPrecision(6))) : this.text(name)
  }

  is(name: string, value: string | number | boolean): boolean {
    return this.detail[name] === value
  }

  price(name: string): string {
    return this.fixed(name, this.format.priceDecimals)
  }

  money(name: string): string {
    return `${this.fixed(name, 2)} ${this.format.quote}`
  }

  quantity(name: string): string {
    return `${this.fixed(name, this.format.quantityDecimals)} ${this.format.base}`
  }

  percent(name: string): string {
    return `${this.fixed(name, 1)} %`
  }

  seconds(name: string): string {
    const value = this.detail[name]
    return typeof value === 'number' ? `${Math.round(value / 1_000)} s` : 'unknown'
  }

  time(name: string): string {
    const value = this.detail[name]
    if (typeof value !== 'number' || !(Math.abs(value) <= 8.64e15)) return 'unknown'
    return `${new Date(value).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  }

  /** The parts whose figure is there. */
  list(...parts: readonly (readonly [name: string, text: (figures: Figures) => string])[]): string {
    return parts
      .filter(([name]) => this.has(name))
      .map(([, text]) => text(this))
      .join(', ')
  }

  private fixed(name: string, decimals: number): string {
    const value = this.detail[name]
    return typeof value === 'number' && Number.isFinite(value) ? grouped(value, decimals) : 'unknown'
  }
}

function grouped(value: number, decimals: number): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.')
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction === undefined ? '' : `.${fraction}`)
  return value < 0 && /[1-9]/.test(digits) ? `-${digits}` : digits
}
