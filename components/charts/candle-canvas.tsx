'use client'

import type {
  AutoscaleInfo,
  IChartApi,
  LogicalRange,
  SeriesMarker,
  Time,
  UTCTimestamp,
} from 'lightweight-charts'
import { useEffect, useRef } from 'react'
import type { CandleView, MarkerView, TradeAction } from '@/lib/bots/views'
import { frameOf, lineNames, markerLetters, withEmptyPlaces, type PriceLine } from './candle-summary'
import { readThemeColours, useThemeKey, type ThemeColours } from './theme-colours'

type Library = typeof import('lightweight-charts')
type Props = {
  candles: readonly CandleView[]
  markers: readonly MarkerView[]
  lines: readonly PriceLine[]
  priceDecimals: number
  summaryId: string
}

/** The canvas of the candle chart: a box of fixed height that the library, loaded on demand, draws into. */
export function CandleCanvas({ summaryId, ...content }: Props) {
  const box = useRef<HTMLDivElement>(null)
  // Fresh figures draw the chart anew; what the reader had zoomed to stays, otherwise all candles fill the width.
  const touched = useRef(false)
  const shown = useRef<LogicalRange | null>(null)
  const theme = useThemeKey()
  const { candles, markers, lines, priceDecimals } = content
  useEffect(() => {
    let chart: IChartApi | null = null
    let gone = false
    void import('lightweight-charts').then((library) => {
      if (gone || box.current === null) return
      chart = draw(library, box.current, { candles, markers, lines, priceDecimals })
      if (shown.current === null) chart.timeScale().fitContent()
      else chart.timeScale().setVisibleLogicalRange(shown.current)
    })
    return () => {
      gone = true
      if (touched.current) shown.current = chart?.timeScale().getVisibleLogicalRange() ?? shown.current
      chart?.remove()
    }
  }, [candles, markers, lines, priceDecimals, theme])
  return (
    <div
      ref={box}
      role="img"
      aria-labelledby={summaryId}
      onPointerDown={() => {
        touched.current = true
      }}
      className="h-[22rem] w-full overflow-hidden rounded-lg"
    />
  )
}

function draw(library: Library, box: HTMLElement, content: Omit<Props, 'summaryId'>): IChartApi {
  const colours = readThemeColours()
  const frame = frameOf(content.candles, content.lines)
  const chart = library.createChart(
    box,
    chartOptions(library, colours, { hasLines: frame.drawn.length > 0, width: box.clientWidth }),
  )
  const series = chart.addSeries(library.CandlestickSeries, {
    upColor: colours.card,
    borderUpColor: colours.profit,
    wickUpColor: colours.profit,
    downColor: colours.loss,
    borderDownColor: colours.loss,
    wickDownColor: colours.loss,
    priceLineVisible: false,
    lastValueVisible: false,
    priceFormat: {
      type: 'price',
      precision: content.priceDecimals,
      minMove: 10 ** -content.priceDecimals,
    },
    autoscaleInfoProvider: (original: () => AutoscaleInfo | null) => withLines(original(), frame.drawn),
  })
  series.setData(
    withEmptyPlaces(content.candles).map((candle) => ({ ...candle, time: candle.time as UTCTimestamp })),
  )
  const last = content.candles.at(-1)
  if (last !== undefined) {
    series.createPriceLine({
      price: last.close,
      color: colours.foreground,
      lineVisible: false,
      axisLabelVisible: true,
      title: '',
    })
  }
  for (const line of frame.drawn) series.createPriceLine(priceLine(library, line, colours))
  library.createSeriesMarkers(
    series,
    content.markers.map((marker) => markerOf(marker, colours, content.markers.length <= MOST_LETTERS)),
  )
  return chart
}

/** The range the library found for the visible candles, widened by the lines that are worth seeing beside them. */
function withLines(found: AutoscaleInfo | null, lines: readonly PriceLine[]): AutoscaleInfo | null {
  if (found?.priceRange == null) return found
  const prices = lines.map(({ price }) => price)
  const { minValue, maxValue } = found.priceRange
  return {
    ...found,
    priceRange: { minValue: Math.min(minValue, ...prices), maxValue: Math.max(maxValue, ...prices) },
  }
}

const LABEL_PX = 110

function chartOptions(
  library: Library,
  colours: ThemeColours,
  { hasLines, width }: { hasLines: boolean; width: number },
) {
  return {
    autoSize: true,
    layout: {
      background: { type: library.ColorType.Solid, color: colours.card },
      textColor: colours['muted-foreground'],
      fontSize: 11,
      // The logo injects a style element without the page's nonce; the link stands beside the chart instead.
      attributionLogo: false,
    },
    // A browser under a POSIX locale reports a language tag the library refuses.
    localization: { locale: 'en-US' },
    grid: { vertLines: { visible: false }, horzLines: { color: colours['chart-grid'] } },
    rightPriceScale: { borderVisible: false },
    // Room for the names of the lines, where there are any, which would hide the newest candles and their markers.
    timeScale: {
      borderColor: colours.border,
      timeVisible: true,
      secondsVisible: false,
      rightOffsetPixels: hasLines ? Math.min(LABEL_PX, Math.floor(width / 5)) : 0,
    },
    // The page scrolls with the wheel; the chart zooms with pinch and its axis.
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false },
  }
}

// Dash tells the lines apart, the label names them.
const dashes = {
  average: 'Solid',
  'take-profit': 'Dashed',
  'next-safety-order': 'Dotted',
  'stop-loss': 'LargeDashed',
  liquidation: 'SparseDotted',
} as const

function priceLine(library: Library, line: PriceLine, colours: ThemeColours) {
  const tones = {
    average: colours['chart-1'],
    'take-profit': colours.profit,
    'next-safety-order': colours['muted-foreground'],
    'stop-loss': colours.loss,
    liquidation: colours.loss,
  }
  return {
    price: line.price,
    color: tones[line.kind],
    lineWidth: 1 as const,
    lineStyle: library.LineStyle[dashes[line.kind]],
    axisLabelVisible: true,
    title: lineNames[line.kind],
  }
}

const shapes: Record<TradeAction, Pick<SeriesMarker<Time>, 'shape' | 'position'>> = {
  OPENED: { shape: 'arrowUp', position: 'belowBar' },
  ADDED: { shape: 'circle', position: 'belowBar' },
  REDUCED: { shape: 'square', position: 'aboveBar' },
  CLOSED: { shape: 'arrowDown', position: 'aboveBar' },
}

// More letters than this would only cover each other; the shapes still tell the actions apart.
const MOST_LETTERS = 30

function markerOf(marker: MarkerView, colours: ThemeColours, lettered: boolean): SeriesMarker<Time> {
  const { shape, position } = shapes[marker.action]
  return {
    time: marker.time as UTCTimestamp,
    shape,
    position: position === 'aboveBar' ? 'aboveBar' : 'belowBar',
    color: marker.action === 'CLOSED' ? colours.foreground : colours['chart-1'],
    ...(lettered ? { text: markerLetters[marker.action] } : { size: 0.6 }),
  }
}
