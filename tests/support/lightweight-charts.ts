// Draws nothing: jsdom has no canvas. It records what a chart was asked to show, for assertions.
export const drawn: { candles: unknown[]; markers: unknown[]; lines: unknown[]; removed: number } = {
  candles: [],
  markers: [],
  lines: [],
  removed: 0,
}

export const CandlestickSeries = 'candlestick'
export const ColorType = { Solid: 'solid' } as const
export const LineStyle = { Solid: 0, Dotted: 1, Dashed: 2, LargeDashed: 3, SparseDotted: 4 } as const

export function createChart() {
  return {
    addSeries: () => ({
      setData: (candles: unknown[]) => {
        drawn.candles = candles
        drawn.lines = []
      },
      createPriceLine: (line: unknown) => drawn.lines.push(line),
    }),
    timeScale: () => ({
      fitContent: () => undefined,
      getVisibleLogicalRange: () => ({ from: 0, to: 1 }),
      setVisibleLogicalRange: () => undefined,
    }),
    remove: () => {
      drawn.removed += 1
    },
  }
}

export function createSeriesMarkers(_series: unknown, markers: unknown[]) {
  drawn.markers = markers
}
