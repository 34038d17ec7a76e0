import { mix32, mulberry32, normals } from '@/lib/domain/random'

/** A minute is drawn in six steps of ten seconds. */
export const SUB_STEPS = 6

/** Where one minute's sub-steps are written, so that a long series allocates nothing per bar. */
export type MinuteBuffer = {
  /** Log levels at the ends of the sub-steps; the first is the minute's opening. */
  readonly levels: Float64Array
  /** A standard normal number for the minute's turnover. */
  liveliness: number
}

export const minuteBuffer = (): MinuteBuffer => ({
  levels: new Float64Array(SUB_STEPS + 1),
  liveliness: 0,
})

/** Draws the way from `from` to `to` within one minute: a Brownian bridge whose deviation over the minute is `deviation`. */
export function drawMinute(
  buffer: MinuteBuffer,
  seed: number,
  minute: number,
  from: number,
  to: number,
  deviation: number,
) {
  const noise = normals(mulberry32(mix32(seed, minute)))
  const { levels } = buffer
  let walked = 0
  levels[0] = 0
  for (let step = 1; step <= SUB_STEPS; step++) {
    walked += noise()
    levels[step] = walked
  }
  const scale = deviation / Math.sqrt(SUB_STEPS)
  for (let step = 0; step <= SUB_STEPS; step++) {
    const share = step / SUB_STEPS
    levels[step] = from + (to - from) * share + scale * ((levels[step] ?? 0) - walked * share)
  }
  // Exactly the next minute's opening, free of rounding.
  levels[SUB_STEPS] = to
  buffer.liveliness = noise()
}
